import { env } from '#lib/env.ts';

/** What a mail tells of the shop. */
export interface ShopOfMail {
  readonly name: string;
  /** Where the storefront is; without one a mail links to nothing. */
  readonly url: string | undefined;
  readonly timeZone: string;
}

export const shopOfMail = (): ShopOfMail => ({
  name: env().SHOP_NAME,
  url: env().SHOP_URL,
  timeZone: env().SHOP_TIME_ZONE,
});
