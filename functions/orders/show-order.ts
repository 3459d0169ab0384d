import { batchGet } from '#lib/table.ts';
import { type Contact, contactAt, contactFrom } from '../users/public.ts';
import type { Order } from './order.ts';
import type { OrderView } from './order-view.ts';

/** An order as it is answered, with its contact when that is known. */
export const viewOf = (order: Order, contact: Contact | undefined): OrderView => ({
  ...order,
  email: contact?.email ?? null,
  shippingAddress: contact?.shippingAddress ?? null,
  paymentId: order.paidBy ?? order.openPayment,
  fulfilments: [],
  refunds: [],
});

/** Orders as they are answered: the contacts of all of them in one call, from the home region's table. */
export const showOrders = async (orders: readonly Order[]): Promise<OrderView[]> => {
  const contacts = orders.length ? await batchGet(orders.map((order) => contactAt(order.contactRef))) : [];
  return orders.map((order, index) => viewOf(order, contactFrom(contacts[index])));
};

/** One order as it is answered. */
export const showOrder = async (order: Order): Promise<OrderView> => {
  const [item] = await batchGet([contactAt(order.contactRef)]);
  return viewOf(order, contactFrom(item));
};
