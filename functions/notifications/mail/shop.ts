import { settings } from '../settings.ts';

/** What a mail tells of the shop. */
export interface ShopOfMail {
  readonly name: string;
  /** Where the storefront is; without one a mail links to nothing. */
  readonly url: string | undefined;
  readonly timeZone: string;
}

export const shopOfMail = (): ShopOfMail => ({
  name: settings().SHOP_NAME,
  url: settings().SHOP_URL,
  timeZone: settings().SHOP_TIME_ZONE,
});
