import { money } from '#lib/money.ts';
import { batchGet } from '#lib/table.ts';
import { actor } from '#lib/trace.ts';
import { paymentAt, paymentFrom } from '../../billing/public.ts';
import { type Contact, contactAt, contactFrom } from '../../users/public.ts';
import { settleShown } from '../payment/settle-shown.ts';
import { isOpen, type Order } from './order.ts';
import type { OrderView } from './order-view.ts';
import { readOrder } from './orders-table.ts';
import { noRecords, type Records, readRecords, readRecordsOf } from './records-table.ts';

/** An order as it is answered, with its contact when that is known, and with what lies beside it. */
export const viewOf = (order: Order, contact: Contact | undefined, records: Records = noRecords): OrderView => ({
  ...order,
  note: order.note ?? null,
  email: contact?.email ?? null,
  shippingAddress: contact?.shippingAddress ?? null,
  paymentId: order.paidBy ?? order.openPayment,
  refundedTotal: order.refundedTotal ?? money(0, order.currency),
  fulfilments: [...records.fulfilments],
  refunds: [...records.refunds],
  returns: [...records.returns],
  history: order.history.map((entry) => ({ ...entry, by: shownActor(entry.by) })),
});

/** Names who did something: staff reads which key it was, a buyer that it was the shop; neither reads a function's name. */
const shownActor = (by: string): string => {
  if (by.startsWith('key:')) return actor().startsWith('key:') ? by : 'shop';
  return by.startsWith('system') ? 'system' : 'buyer';
};

/**
 * Shows orders as they are answered: the contacts of all of them in one call, from the home region's table, and what lies
 * beside them in one call for each hundred records.
 */
export const showOrders = async (orders: readonly Order[]): Promise<OrderView[]> => {
  const contacts = orders.length ? await batchGet(orders.map((order) => contactAt(order.contactRef))) : [];
  const records = await readRecordsOf(orders);
  return orders.map((order, index) => viewOf(order, contactFrom(contacts[index]), records[index]));
};

/**
 * Reads an order and shows it. While it is open its payment is read along, in the call that reads its contact: money that
 * came and is not settled yet is settled first, so that no order is `pending` that has been paid.
 * @throws Refusal 404
 */
export const readShownOrder = async (orderId: string): Promise<OrderView> => {
  const found = await readOrder(orderId);
  const open = isOpen(found) ? found.openPayment : null;
  const refs = [contactAt(found.contactRef), ...(open === null ? [] : [paymentAt(open)])];
  const [[contact, payment], records] = await Promise.all([batchGet(refs), readRecords(found)]);
  const { order } = await settleShown(found, paymentFrom(payment) ?? null);
  return viewOf(order, contactFrom(contact), records);
};

/** One order as it is answered. */
export const showOrder = async (order: Order): Promise<OrderView> => {
  const [[item], records] = await Promise.all([batchGet([contactAt(order.contactRef)]), readRecords(order)]);
  return viewOf(order, contactFrom(item), records);
};
