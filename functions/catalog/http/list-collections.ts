import * as z from 'zod/mini';
import { type Contract, pageQuery } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { CollectionSummaryPage, listCollections } from '../documents/show-collection.ts';

/** Lists the collections that are shown, by title. */
export const contract = {
  method: 'GET',
  path: '/collections',
  call: 'collections.list',
  access: 'public',
  summary: 'Lists the collections of the shop, by title.',
  query: z.strictObject(pageQuery),
  returns: { 200: CollectionSummaryPage },
} as const satisfies Contract;

export const handler = http(contract, ({ query }) => listCollections(query));
