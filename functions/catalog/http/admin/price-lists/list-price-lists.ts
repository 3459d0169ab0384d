/** Lists price lists, newest first, those that have ended too. */
import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { PriceList } from '../../../price-lists/price-list.ts';
import { listPriceLists } from '../../../price-lists/price-lists-table.ts';

export const contract = {
  method: 'GET',
  path: '/admin/price-lists',
  call: 'admin.priceLists.list',
  access: 'staff:catalog',
  summary: 'Price lists, newest first.',
  query: z.strictObject(pageQuery),
  returns: { 200: pageOf(PriceList) },
} as const satisfies Contract;

const list = 'admin/price-lists';

export const handler = http(contract, async ({ query }) => {
  const { lists, last } = await listPriceLists(query.limit, fromCursor(list, query.cursor));
  return ok({ items: lists, nextCursor: toCursor(list, last) });
});
