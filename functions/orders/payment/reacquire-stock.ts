import { isoTime, msOf, nowMs } from '#lib/clock.ts';
import { TryAgain } from '#lib/refusals.ts';
import { transact, transactIf } from '#lib/table.ts';
import { actor } from '#lib/trace.ts';
import { advance, type Order, type Ticket } from '../order/order.ts';
import { nextOrder } from '../order/orders-table.ts';
import { hold, isShortage } from '../placing/hold-stock.ts';

/** Another settlement has claimed this order to reacquire its stock: try again when it has ended, or its claim is over. */
export class StockClaimed extends TryAgain {
  /** When the claim is over, milliseconds since 1970. */
  readonly until: number;

  constructor(until: number) {
    super('The order is being settled; ask again in a moment.', {}, { 'retry-after': '5' });
    this.until = until;
  }
}

/**
 * How long a claim lasts: longer than any function runs, and than the sweeper needs to return units that a function which
 * died had taken and not ticketed. Only then can the next settlement trust a stock that is too small.
 */
const CLAIM_MS = 180_000;

/**
 * Reacquires the units of an expired order, one settlement at a time. Several at once would hold each other's units and
 * find the stock sold out, though it is there, and money would be refunded that could have bought.
 * @returns the order as it is now, with its new tickets; no tickets when there is too little
 * @throws StockClaimed, and ConditionFailed when the order changed
 */
export const reacquireStock = async (order: Order): Promise<{ order: Order; tickets: Ticket[] | undefined }> => {
  const now = nowMs();
  const until = order.reacquiringUntil === null ? 0 : msOf(order.reacquiringUntil);
  if (until > now) throw new StockClaimed(until);
  const claimed = advance(
    order,
    { reacquiringUntil: isoTime(now + CLAIM_MS) },
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
