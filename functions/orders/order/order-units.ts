import { type Money, money, totalStep } from '#lib/money.ts';
import type { Order, OrderChange, OrderLine } from './order.ts';

/**
 * The arithmetic of an order's units and money after it was paid: pure. The laws, on each line:
 *
 *     fulfilled + cancelled ≤ quantity          a unit is sent or called off, once
 *     refunded ≤ fulfilled + cancelled          what is paid back is gone or is called off, so it is never sent after
 *     returned + returning ≤ fulfilled          only what was sent comes back
 */

/** Units of a line that are still to be sent. */
export const toSend = (line: OrderLine): number => line.quantity - line.fulfilled - line.cancelled;

/** Units of a line that were sent and may still be asked back. */
export const toReturn = (line: OrderLine): number => line.fulfilled - line.returned - (line.returning ?? 0);

/** Units of a line that are not paid back. */
export const toRefund = (line: OrderLine): number => line.quantity - line.refunded;

const sum = <T>(all: readonly T[], of: (one: T) => number): number => all.reduce((total, one) => total + of(one), 0);

/**
 * What the next `quantity` refunded units of a line are worth, in minor units: each an equal whole share of the line's
 * total, the last one the remainder as well. All together they are the line's total, in any order of refunds and of
 * refunds that failed.
 */
export const worthOf = (line: OrderLine, quantity: number): number => {
  const worthSoFar = line.refundedTotal?.amount ?? 0;
  if (line.refunded + quantity === line.quantity) return line.total.amount - worthSoFar;
  const step = totalStep(line.total.currency);
  return Math.floor(line.total.amount / line.quantity / step) * step * quantity;
};

/** Money of the order that is back at the buyer, or on its way. */
export const refundedOf = (order: Pick<Order, 'refundedTotal'>): number => order.refundedTotal?.amount ?? 0;

/** Money of the order that may still be paid back, and the part of it that is shipping. */
export const leftOf = (order: Order): Money => money(order.totals.total.amount - refundedOf(order), order.currency);
export const shippingLeftOf = (order: Order): number =>
  (order.shipping?.total.amount ?? 0) - (order.refundedShipping?.amount ?? 0);

/** The lines after some of them changed, by their ids. */
export const withLines = (
  lines: readonly OrderLine[],
  changes: readonly { readonly lineId: string; readonly change: (line: OrderLine) => Partial<OrderLine> }[],
): OrderLine[] =>
  lines.map((line) => {
    const found = changes.find(({ lineId }) => lineId === line.id);
    return found ? { ...line, ...found.change(line) } : line;
  });

/**
 * A change of a paid order together with what follows from it on the three axes behind payment: they are never set by
 * hand, they say what the counters say.
 */
export const following = (order: Order, change: OrderChange): OrderChange => {
  const after = { ...order, ...change };
  return {
    ...change,
    ...{ paymentStatus: paidHow(after), fulfilmentStatus: sentHow(after), returnStatus: backHow(after) },
  };
};

const paidHow = (order: Order): Order['paymentStatus'] => {
  if (order.dispute === 'open') return 'disputed';
  if (order.dispute === 'lost') return 'refunded';
  const refunded = refundedOf(order);
  if (refunded === 0) return 'paid';
  return refunded < order.totals.total.amount ? 'partially-refunded' : 'refunded';
};

const sentHow = ({ lines }: Order): Order['fulfilmentStatus'] => {
  if (sum(lines, (line) => line.fulfilled) === 0) return 'unfulfilled';
  return sum(lines, toSend) > 0 ? 'partial' : 'fulfilled';
};

const backHow = ({ lines }: Order): Order['returnStatus'] => {
  if (sum(lines, (line) => line.returning ?? 0) > 0) return 'requested';
  const returned = sum(lines, (line) => line.returned);
  if (returned === 0) return 'none';
  return returned < sum(lines, (line) => line.fulfilled) ? 'partial' : 'returned';
};

/** The order's count and list of records with one more; without a limit, for what is recorded of its own accord. */
export const withRecord = (order: Order, id: string): Pick<OrderChange, 'records' | 'recordIds'> => ({
  records: (order.records ?? 0) + 1,
  recordIds: [...(order.recordIds ?? []), id],
});

/** Units of one thing that left between two states of an order, and how many had left before. */
export interface Gone {
  readonly what: string;
  readonly before: number;
  readonly units: number;
}

/** What left the stock between two states of an order: sent or called off, by thing. */
export const goneBetween = (before: Pick<Order, 'lines'>, after: Pick<Order, 'lines'>): Gone[] => {
  const left = (lines: readonly OrderLine[], what: string): number =>
    sum(
      lines.filter((line) => line.variantId === what),
      (line) => line.fulfilled + line.cancelled,
    );
  return [...new Set(before.lines.map((line) => line.variantId))].flatMap((what) => {
    const [had, has] = [left(before.lines, what), left(after.lines, what)];
    return has > had ? [{ what, before: had, units: has - had }] : [];
  });
};
