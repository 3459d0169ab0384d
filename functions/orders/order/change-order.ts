import { isoTime, nowMs, sleep } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import { Refusal } from '#lib/problem.ts';
import { busy, notFound, stale } from '#lib/refusals.ts';
import { batchGet, ConditionFailed, type Item, type Ref, transact, type Write } from '#lib/table.ts';
import { actor } from '#lib/trace.ts';
import { creditStock, shipWrites } from '../../inventory/public.ts';
import { TooManyRecords } from '../refusals.ts';
import { advance, type Order, type OrderChange } from './order.ts';
import { checkHolder } from './order-token.ts';
import { goneBetween, withRecord } from './order-units.ts';
import { nextOrder, orderAt, orderFrom } from './orders-table.ts';
import { MOST_RECORDS } from './records-table.ts';

/** What a use case decided of the order that was read: the next version with what goes along, or nothing to write. */
export interface Step<R> {
  readonly next?: Order;
  readonly writes?: readonly Write[];
  /** Things that are owed to the shelf by these writes. */
  readonly owed?: readonly string[];
  readonly result: R;
}

const ATTEMPTS = 24;
const UNKNOWN = 4;

/**
 * Changes an order: reads it (and `beside`), decides, and writes all in one transaction on the condition of the version
 * that was read; when the order changed in between it reads and decides anew. An unknown outcome is resolved the same way:
 * a use case that creates a record reads its place among `beside` first.
 * @throws Refusal 404, 401 `token-ended`, 503 `try-again`, and whatever `decide` or a write refuses with
 */
export const changeOrder = async <R>(
  orderId: string,
  beside: readonly Ref[],
  decide: (order: Order, items: readonly (Item | undefined)[]) => Step<R> | Promise<Step<R>>,
): Promise<{ readonly order: Order; readonly result: R }> => {
  for (let [attempt, unknown] = [1, 0]; attempt <= ATTEMPTS; attempt += 1) {
    const [item, ...items] = await batchGet([orderAt(orderId), ...beside], { consistent: true });
    const order = orderFrom(item);
    if (!order) throw notFound('order');
    checkHolder(order);
    const { next, writes = [], owed = [], result } = await decide(order, items);
    if (!next) return { order, result };
    try {
      await transact([nextOrder(next), ...leaving(order, next), ...writes]);
      if (owed.length > 0) await creditStock(owed);
      return { order: next, result };
    } catch (error) {
      const overtaken = error instanceof ConditionFailed && error.index === 0;
      const known = error instanceof Refusal || error instanceof ConditionFailed;
      if (!overtaken && (known || unknown++ >= UNKNOWN)) throw error;
      if (!overtaken) log.warn('outcome of a change unknown', { orderId, attempt, reason: String(error) });
      await sleep(Math.random() * Math.min(250, 10 * attempt));
    }
  }
  throw busy('The order keeps changing; send the same request again.');
};

/** What an order sends or calls off leaves its tickets in the same transaction. */
const leaving = (before: Order, after: Order): Write[] =>
  goneBetween(before, after).flatMap((gone) => shipWrites(before.tickets, before.id, gone));

/** The order's next version by a change of now, with the acting caller in its history. */
export const moved = (order: Order, change: OrderChange, what: string, now = nowMs()): Order =>
  advance(order, change, { what, at: isoTime(now), by: actor() });

/** Counts a record more beside the order. @throws Refusal 409 when there are too many */
export const oneMore = (order: Order, id: string): Pick<OrderChange, 'records' | 'recordIds'> => {
  if ((order.records ?? 0) >= MOST_RECORDS) throw new TooManyRecords();
  return withRecord(order, id);
};

/** Refuses when the caller named the version it has seen, and the order is not at it any more. */
export const checkSeen = (order: Order, ifMatch: number | undefined): void => {
  if (ifMatch !== undefined && ifMatch !== order.version) throw stale();
};
