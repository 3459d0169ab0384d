import { batchGet } from '#lib/table.ts';
import { type Payment, paymentAt, paymentFrom } from '../billing/public.ts';
import type { OrderRefund } from './after-payment/refund.ts';
import type { Order } from './order/order.ts';
import { listOrders, type OrderPosition } from './order/orders-table.ts';
import { readRecordsOf } from './order/records-table.ts';

/** An order as the books need it: with the refunds and the payment of the money that it kept; nobody's name or address. */
export interface BookedOrder {
  readonly order: Order;
  /** Oldest first; none that failed, and none of money that the order never kept. */
  readonly refunds: readonly OrderRefund[];
  /** What paid, and its reference at the provider. */
  readonly payment: Pick<Payment, 'id' | 'provider' | 'objectId' | 'chargeId'> | undefined;
}

/**
 * Reads orders of a span of days for the books, newest first: those of one day a page, in eleven calls and one more for
 * each hundred records. A page may be empty, with more behind it.
 * @param days calendar days in UTC, newest first
 */
export const listBookedOrders = async (
  days: readonly string[],
  limit: number,
  after: OrderPosition | undefined,
): Promise<{ orders: BookedOrder[]; last: OrderPosition | undefined }> => {
  const { orders, last } = await listOrders(days, limit, after);
  const records = await readRecordsOf(orders);
  const paid = orders.flatMap(({ paidBy }) => paidBy ?? []);
  const payments = paid.length > 0 ? await batchGet(paid.map(paymentAt)) : [];
  const found = new Map(payments.flatMap((item) => paymentFrom(item) ?? []).map((payment) => [payment.id, payment]));
  const booked = orders.map((order, index) => ({
    order,
    refunds: (records[index]?.refunds ?? []).filter(
      ({ status, paymentId }) => status !== 'failed' && paymentId === order.paidBy,
    ),
    payment: found.get(order.paidBy ?? ''),
  }));
  return { orders: booked, last };
};
