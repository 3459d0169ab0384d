import { msOf } from '#lib/clock.ts';
import type { Contact } from '../../../users/public.ts';
import type { AskedOrder, CancelledOrder, ExpiredOrder, SentRefund, UnpaidOrder } from '../../notification.ts';
import type { Mail } from '../../send-mail.ts';
import { priceText, timeText } from '../amounts.ts';
import type { ShopOfMail } from '../shop.ts';
import { noticeMail } from './notice-mail.ts';

/** Short mails about an order: what happened, and what the buyer can do. Pure, like every mail here. */
type Notice<T> = (told: T, contact: Contact, shop: ShopOfMail) => Mail;

const BANKS = 'to the account or card that you paid with; banks need some days for that';

export const orderCancelled: Notice<CancelledOrder> = (order, contact, shop) =>
  noticeMail(order, contact, shop, {
    subject: `Order ${order.number} is cancelled`,
    heading: 'Your order is cancelled',
    sentence: order.paid
      ? `We will not send it. Your money is on its way back ${BANKS}.`
      : 'You have paid nothing, and nothing will be sent.',
  });

/** Only of an order whose buyer tried to pay. */
export const orderExpired: Notice<ExpiredOrder> = (order, contact, shop) =>
  noticeMail(order, contact, shop, {
    subject: `Order ${order.number} was not paid`,
    heading: 'Your order was not paid in time',
    sentence:
      'Your payment did not go through, and we could not hold the goods any longer. You have paid nothing. You are welcome to order again.',
  });

export const paymentFailed: Notice<UnpaidOrder> = (order, contact, shop) =>
  noticeMail(order, contact, shop, {
    subject: `Your payment for order ${order.number} did not go through`,
    heading: 'Your payment did not go through',
    sentence: `You have paid nothing. We hold your goods until ${timeText(msOf(order.expiresAt), shop.timeZone)}: until then you can pay again, with the same means or another.`,
    link: 'Pay now',
  });

export const refundSent: Notice<SentRefund> = (refund, contact, shop) =>
  noticeMail(refund, contact, shop, {
    subject: `Your refund for order ${refund.number}`,
    heading: `${priceText(refund.amount)} is on its way back to you`,
    sentence: `We have sent it ${BANKS}.`,
    lines: refund.lines,
  });

export const orderLink: Notice<AskedOrder> = (order, contact, shop) =>
  noticeMail(order, contact, shop, {
    subject: `Your way back to order ${order.number}`,
    heading: 'Here is your order',
    sentence:
      'Somebody who knows your order’s number and your e-mail address asked for this link. If it was not you, you need do nothing: only this mail has it.',
  });
