import { batchGet } from '#lib/table.ts';
import { contactAt, contactFrom } from '../users/public.ts';
import type { Order } from './order.ts';
import type { OrderView } from './order-view.ts';

/** Orders as they are answered: the contacts of all of them in one call, from the home region's table. */
export const showOrders = async (orders: readonly Order[]): Promise<OrderView[]> => {
  const contacts = orders.length ? await batchGet(orders.map((order) => contactAt(order.contactRef))) : [];
  return orders.map((order, index) => {
    const contact = contactFrom(contacts[index]);
    return {
      ...order,
      email: contact?.email ?? null,
      shippingAddress: contact ? { ...contact.shippingAddress } : null,
      paymentId: order.paidBy ?? order.openPayment,
      fulfilments: [],
      refunds: [],
    };
  });
};

/** One order as it is answered. */
export const showOrder = async (order: Order): Promise<OrderView> => {
  const [view] = await showOrders([order]);
  if (!view) throw new Error('an order has a view');
  return view;
};
