/** Lists every collection, newest first, those that are not shown too. */
import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { ListedCollection } from '../../../collections/collection.ts';
import { pageOfCollections } from '../../../collections/collections-table.ts';

export const contract = {
  method: 'GET',
  path: '/admin/collections',
  call: 'admin.collections.list',
  access: 'staff:catalog',
  summary: 'Collections, newest first, those that are not shown too; without their products and rules.',
  query: z.strictObject(pageQuery),
  returns: { 200: pageOf(ListedCollection) },
} as const satisfies Contract;

const list = 'admin/collections';

export const handler = http(contract, async ({ query }) => {
  const { collections, last } = await pageOfCollections(query.limit, fromCursor(list, query.cursor));
  return ok({ items: collections, nextCursor: toCursor(list, last) });
});
