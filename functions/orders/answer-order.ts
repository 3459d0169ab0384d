import * as z from 'zod/mini';
import { orderToken } from '#lib/identity.ts';
import { get } from '#lib/table.ts';
import { type Payment, PaymentView, readPayment } from '../billing/public.ts';
import { type Contact, contactAt, contactFrom } from '../users/public.ts';
import type { Order } from './order.ts';
import { OrderView } from './order-view.ts';
import { readOrder } from './orders-table.ts';
import { type Records, readRecords } from './records-table.ts';
import { viewOf } from './show-order.ts';

/** What checkout answers: the order, the token that owns it, and the payment to go on with (none for a total of zero). */
export const OrderAnswer = z.object({ order: OrderView, orderToken: z.string(), payment: z.nullable(PaymentView) });
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

/** The answer for an order placed before, from its id: the same token, the payment as it is now. */
export const answerOrder = async (orderId: string): Promise<OrderAnswer> => {
  const order = await readOrder(orderId);
  const payment = order.paidBy ?? order.openPayment;
  const contact = contactFrom(await get(contactAt(order.contactRef)));
  const records = await readRecords(order);
  return answerPlaced(order, payment === null ? null : await readPayment(payment), contact, records);
};
