import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { etagOf, ok } from '#lib/reply.ts';
import { settings } from '../settings.ts';

const Shop = z.object({
  name: z.string(),
  /** The currency of a cart that names none. */
  currency: z.string(),
  currencies: z.array(z.string()),
  countries: z.array(z.string()),
  pricesIncludeTax: z.boolean(),
  timeZone: z.string(),
});

/** Answers what a storefront must know of the shop: stage settings, the same for everybody. */
export const contract = {
  method: 'GET',
  path: '/shop',
  call: 'shop.get',
  access: 'public',
  summary: 'Name, currencies, countries, tax mode and time zone of the shop',
  returns: { 200: Shop },
} as const satisfies Contract;

export const handler = http(contract, async () => {
  const { SHOP_NAME, SHOP_CURRENCIES, SHOP_COUNTRIES, SHOP_PRICES_INCLUDE_TAX, SHOP_TIME_ZONE } = settings();
  const shop = {
    name: SHOP_NAME,
    currency: SHOP_CURRENCIES[0],
    currencies: SHOP_CURRENCIES,
    countries: SHOP_COUNTRIES,
    pricesIncludeTax: SHOP_PRICES_INCLUDE_TAX,
    timeZone: SHOP_TIME_ZONE,
  };
  const headers = { 'cache-control': 'public, max-age=0, s-maxage=60' };
  return { ...ok(shop, headers), etag: etagOf(JSON.stringify(shop)) };
});
