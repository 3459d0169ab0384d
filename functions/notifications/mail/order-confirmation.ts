import { msOf } from '#lib/clock.ts';
import type { Contact } from '../../users/public.ts';
import type { ConfirmedOrder } from '../notification.ts';
import { dayText, priceText } from './amounts.ts';
import { confirmationRows } from './confirmation-rows.ts';
import { confirmationText } from './confirmation-text.ts';
import { html } from './html.ts';
import { layout } from './layout.ts';
import type { ShopOfMail } from './shop.ts';

/** The confirmation of a paid order as a mail, in HTML and in text. Pure: the same values give the same mail. */
export const orderConfirmation = (
  order: ConfirmedOrder,
  contact: Contact,
  shop: ShopOfMail,
): { to: string; subject: string; html: string; text: string } => {
  const placed = dayText(msOf(order.placedAt), shop.timeZone);
  const total = priceText(order.totals.total);
  const subject = `Order ${order.number} is confirmed`;
  return {
    to: contact.email,
    subject: order.test ? `[Test] ${subject}` : subject,
    html: layout({
      title: subject,
      preheader: `${total}, ${shipped(order)}. Thank you for your order at ${shop.name}.`,
      shop,
      rows: confirmationRows(order, contact, placed, shop.orderUrl(order.orderId)),
      foot: html`You get this mail because an order was paid with this address at ${shop.name}. Your order number is
        <strong>${order.number}</strong>: have it at hand if you write to us.`,
    }),
    text: confirmationText(order, contact, shop, placed),
  };
};

const shipped = (order: ConfirmedOrder): string => {
  const units = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  return units === 1 ? 'one item' : `${units} items`;
};
