import type { Contact } from '../../users/public.ts';
import type { Telling } from '../notification.ts';
import type { Mail } from '../send-mail.ts';
import { orderShipped, returnReceived } from './goods.ts';
import { orderCancelled, orderExpired, orderLink, paymentFailed, refundSent } from './notice/notices.ts';
import { orderConfirmation } from './order-confirmation.ts';
import type { ShopOfMail } from './shop.ts';

/** The mail of a notification. Pure. */
export const render = (telling: Telling, contact: Contact, shop: ShopOfMail): Mail => {
  switch (telling.kind) {
    case 'order-confirmation':
      return orderConfirmation(telling.told, contact, shop);
    case 'order-shipped':
      return orderShipped(telling.told, contact, shop);
    case 'return-received':
      return returnReceived(telling.told, contact, shop);
    case 'order-cancelled':
      return orderCancelled(telling.told, contact, shop);
    case 'order-expired':
      return orderExpired(telling.told, contact, shop);
    case 'payment-failed':
      return paymentFailed(telling.told, contact, shop);
    case 'refund-sent':
      return refundSent(telling.told, contact, shop);
    case 'order-link':
      return orderLink(telling.told, contact, shop);
  }
};
