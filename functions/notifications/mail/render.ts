import type { Contact } from '../../users/public.ts';
import type { Telling } from '../notification.ts';
import type { Mail } from '../send-mail.ts';
import { orderShipped, returnReceived } from './goods.ts';
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
  }
};
