/** Lists the prices of a price list, by variant. */
import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { ListedPrice } from '../../../price-lists/price-list.ts';
import { pageOfPrices, readPriceList } from '../../../price-lists/price-lists-table.ts';

export const contract = {
  method: 'GET',
  path: '/admin/price-lists/{id}/prices',
  call: 'admin.priceLists.listPrices',
  access: 'staff:catalog',
  summary: 'The prices of a price list, in minor units of its currency.',
  params: { id: idPattern('prl') },
  query: z.strictObject(pageQuery),
  returns: { 200: pageOf(ListedPrice) },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, query }) => {
  const { id } = await readPriceList(params.id);
  const { prices, last } = await pageOfPrices(id, query.limit, fromCursor(id, query.cursor));
  return ok({ items: prices, nextCursor: toCursor(id, last) });
});
