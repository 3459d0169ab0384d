import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { etagOf, ok } from '#lib/reply.ts';
import { settings } from '../settings.ts';

const Shop = z.object({
  name: z.string().check(z.describe('The shop’s name.')),
  currency: z.string().check(z.describe('The currency of a cart that names none.')),
  currencies: z.array(z.string()).check(z.describe('Currencies that the shop sells in (ISO 4217).')),
  countries: z.array(z.string()).check(z.describe('Countries that the shop sells to (ISO 3166-1).')),
  pricesIncludeTax: z.boolean().check(z.describe('Whether prices have their tax inside.')),
  timeZone: z.string().check(z.describe('The time zone of reports and schedules.')),
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
