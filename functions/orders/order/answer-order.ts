import * as z from 'zod/mini';
import { get } from '#lib/table.ts';
import { type Payment, PaymentView, readPayment } from '../../billing/public.ts';
import { type Contact, contactAt, contactFrom } from '../../users/public.ts';
import { openPayment } from '../payment/open-payment.ts';
import { settleShown } from '../payment/settle-shown.ts';
import type { Order } from './order.ts';
import { orderToken } from './order-token.ts';
import { OrderView } from './order-view.ts';
import { readOrder } from './orders-table.ts';
import { type Records, readRecords } from './records-table.ts';
import { viewOf } from './show-order.ts';

/** What checkout answers: the order, the token that owns it, and the payment to go on with (none for a total of zero). */
export const OrderAnswer = z.object({
  order: OrderView.check(z.describe('The order.')),
  orderToken: z.string().check(z.describe('Opens this order for its buyer: sent as `X-Order-Token`.')),
  payment: z.nullable(PaymentView).check(z.describe('The payment that goes on; null when nothing is to be paid.')),
});
export type OrderAnswer = z.infer<typeof OrderAnswer>;

/** The answer for an order just placed, with the contact that placed it. */
export const answerPlaced = (
  order: Order,
  payment: Payment | null,
  contact: Contact | undefined,
  records?: Records,
): OrderAnswer => ({
  order: viewOf(order, contact, records),
  orderToken: orderToken(order.id),
  payment,
});

/**
 * The answer for an order placed before, from its id: the same token, the payment as it is now. One that was never
 * opened at the provider (the function that placed the order died, or its call was not answered) is opened now.
 */
export const answerOrder = async (orderId: string): Promise<OrderAnswer> => {
  const found = await readOrder(orderId);
  const [contact, { order, payment }, records] = await Promise.all([
    get(contactAt(found.contactRef)),
    paymentOf(found).then((payment) => settleShown(found, payment)),
    readRecords(found),
  ]);
  return answerPlaced(order, payment, contactFrom(contact), records);
};

const paymentOf = async (order: Order): Promise<Payment | null> => {
  const id = order.paidBy ?? order.openPayment;
  if (id === null) return null;
  const payment = await readPayment(id);
  return order.status === 'pending' && payment.objectId === null ? openPayment(payment) : payment;
};
