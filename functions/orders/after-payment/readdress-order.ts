import { isDeepStrictEqual } from 'node:util';
import { nowMs } from '#lib/clock.ts';
import { get } from '#lib/table.ts';
import {
  type Address,
  type Contact,
  contactAt,
  contactFrom,
  contactWrite,
  releasedContact,
} from '../../users/public.ts';
import { changeOrder, checkSeen, moved } from '../order/change-order.ts';
import type { Order } from '../order/order.ts';
import { orderAddressChangedEvent } from '../order/order-events.ts';
import type { OrderView } from '../order/order-view.ts';
import { showOrder } from '../order/show-order.ts';
import { AlreadySent, ContactErased, OrderClosed } from '../refusals.ts';

/** What an order itself knows of where it goes. */
export type OrderPlace = Pick<Order, 'country' | 'region' | 'postalPrefix'>;

/**
 * Sends an order to another address, as long as nothing of it has left: a new contact, which holds the address, takes the
 * place of the old one in one transaction with the order's next version and its event. What was paid stays as it is. The
 * same address again changes nothing.
 * @param placeOf what the order knows of the new address; refuses what the order was not priced for
 * @throws Refusal 404, 409 `order-closed`, `already-sent`, `contact-erased`, 412, and whatever `placeOf` refuses with
 */
export const readdressOrder = async (
  orderId: string,
  address: Address,
  ifMatch: number | undefined,
  placeOf: (order: Order) => Promise<OrderPlace>,
): Promise<OrderView> => {
  const { order } = await changeOrder(orderId, [], async (order) => {
    const contact = contactFrom(await get(contactAt(order.contactRef), { consistent: true }));
    if (!contact) throw erased();
    if (isDeepStrictEqual({ ...contact.shippingAddress }, { ...address })) return { result: undefined };
    checkSeen(order, ifMatch);
    checkUnsent(order);
    const { region, postalPrefix } = await placeOf(order);
    const now = nowMs();
    const moving: Contact = { ...contact, shippingAddress: address };
    const { write, contactRef } = contactWrite(moving, now, true);
    const change = { contactRef, region, postalPrefix, sequence: order.sequence + 1 };
    const next = moved(order, change, 'shipping address changed', now);
    const writes = [write, releasedContact(order.contactRef, now, erased), orderAddressChangedEvent(next, now)];
    return { next, writes, result: undefined };
  });
  return showOrder(order);
};

const erased = () => new ContactErased();

const checkUnsent = ({ status, lines }: Order): void => {
  if (status !== 'pending' && status !== 'paid')
    throw new OrderClosed(`The order is ${status}; nothing of it is sent.`);
  if (lines.some(({ fulfilled }) => fulfilled > 0)) throw new AlreadySent();
};
