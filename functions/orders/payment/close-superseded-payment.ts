import { isoTime, nowMs } from '#lib/clock.ts';
import { transactIf } from '#lib/table.ts';
import { actor } from '#lib/trace.ts';
import { closePayment } from '../../billing/public.ts';
import { advance, type Order } from '../order/order.ts';
import { nextOrder } from '../order/orders-table.ts';

/**
 * Closes the payment that is still open for an order that another one has paid: its money came late, when the buyer was
 * about to try again. A buyer does not pay twice this way, though the second payment would be refunded. Repeatable.
 * @returns whether the provider may still take money for it
 */
export const closeSupersededPayment = async (order: Order): Promise<boolean> => {
  if (order.paidBy === null || order.openPayment === null) return false;
  const outcome = await closePayment(order.openPayment);
  if (outcome === 'open') return true;
  const what = `payment ${order.openPayment} closed: another one had paid`;
  await transactIf([nextOrder(advance(order, { openPayment: null }, { what, at: isoTime(nowMs()), by: actor() }))]);
  return false;
};
