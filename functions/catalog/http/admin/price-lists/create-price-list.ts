/** Creates a price list, with or without a period; its prices are set after. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { created } from '#lib/reply.ts';
import { CurrencyNotSold, EndsBeforeStart, EndsInPast } from '../../../../pricing/refusals.ts';
import { createPriceList } from '../../../price-lists/manage-price-lists.ts';
import { NewPriceList, PriceList } from '../../../price-lists/price-list.ts';

export const contract = {
  method: 'POST',
  path: '/admin/price-lists',
  call: 'admin.priceLists.create',
  access: 'staff:catalog',
  summary: 'A new price list: prices in one currency, from a start and until an end.',
  body: NewPriceList,
  refuses: [CurrencyNotSold, EndsBeforeStart, EndsInPast],
  returns: { 201: PriceList },
} as const satisfies Contract;

export const handler = http(contract, async ({ body, now }) => {
  const list = await createPriceList(body, now);
  return created(`/admin/price-lists/${list.id}`, list);
});
