import { objectToken } from '#lib/object-token.ts';
import { settings } from '../settings.ts';

/** What a mail tells of the shop. */
export interface ShopOfMail {
  readonly name: string;
  /** Where the storefront is; without one a mail links to nothing. */
  readonly url: string | undefined;
  readonly timeZone: string;
  /** The way back to an order, which opens it for the reader of the mail; without a storefront there is none. */
  readonly orderUrl: (orderId: string) => string | undefined;
}

/** What stands for an order's token where the mail is only looked at. */
const HIDDEN = 'token-of-the-buyer';

/** The shop, for a mail that is sent: its links open the order. */
export const shopOfMail = (): ShopOfMail => shopWith((orderId) => objectToken('order', orderId));

/** The shop, for a mail that staff looks at: its links open nothing. */
export const shopOfPreview = (): ShopOfMail => shopWith(() => HIDDEN);

const shopWith = (tokenOf: (orderId: string) => string): ShopOfMail => {
  const { SHOP_NAME, SHOP_URL, SHOP_TIME_ZONE } = settings();
  return {
    name: SHOP_NAME,
    url: SHOP_URL,
    timeZone: SHOP_TIME_ZONE,
    orderUrl: (orderId) => SHOP_URL && `${SHOP_URL.replace(/\/$/, '')}/o/${orderId}/${tokenOf(orderId)}`,
  };
};
