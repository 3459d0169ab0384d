import { isoTime, msOf, nowMs } from '#lib/clock.ts';
import { Refusal } from '#lib/problem.ts';
import { transact, transactIf } from '#lib/table.ts';
import { actor } from '#lib/trace.ts';
import { advance, type Order, type Ticket } from '../order/order.ts';
import { nextOrder } from '../order/orders-table.ts';
import { hold, isShortage } from '../placing/hold-stock.ts';

/** Somebody else is taking this order's stock again at this moment: look again when they are done, or their claim is over. */
export class StockClaimed extends Refusal {
  /** When the claim is over, milliseconds since 1970. */
  readonly until: number;

  constructor(until: number) {
    super(503, 'try-again', 'The order is being settled; ask again in a moment.', {}, { 'retry-after': '5' });
    this.until = until;
  }
}

/**
 * How long one may be at it: longer than any function runs, and than the sweeper needs to bring back the units that a
 * dead one left in the air. Only then may the next look at the stock and call it too little.
 */
const RETAKE_MS = 180_000;

/**
 * Takes the units of an expired order again, one settlement at a time. Several at once would hold each other's units and
 * call the stock sold out, though it is there: money would go back that could have bought.
 * @returns the order as it is now, with its new tickets; no tickets when there is too little
 * @throws StockClaimed, and ConditionFailed when the order changed
 */
export const reacquireStock = async (order: Order): Promise<{ order: Order; tickets: Ticket[] | undefined }> => {
  const now = nowMs();
  const until = order.reacquiringUntil === null ? 0 : msOf(order.reacquiringUntil);
  if (until > now) throw new StockClaimed(until);
  const claimed = advance(
    order,
    { reacquiringUntil: isoTime(now + RETAKE_MS) },
    { what: 'money came late: taking the stock again', at: isoTime(now), by: actor() },
  );
  await transact([nextOrder(claimed)]);
  try {
    return { order: claimed, tickets: await hold(claimed, claimed.id) };
  } catch (error) {
    if (isShortage(error)) return { order: claimed, tickets: undefined };
    // Nothing is known of the stock: the next one need not wait.
    const at = isoTime(nowMs());
    await transactIf([
      nextOrder(advance(claimed, { reacquiringUntil: null }, { what: 'the stock did not answer', at, by: actor() })),
    ]);
    throw error;
  }
};
