import * as z from 'zod/mini';
import { type Contract, pageQuery } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { line } from '#lib/text.ts';
import { sorts } from '../documents/list-entries-table.ts';
import { listSummaries, ProductSummaryPage } from '../documents/list-summaries.ts';

const filter = z.optional(line(255));

/** Lists the products that are sold, sorted; the same cost with a thousand and a million of them. */
export const contract = {
  method: 'GET',
  path: '/products',
  call: 'products.list',
  access: 'public',
  summary:
    'Lists products: all of them, those with a tag, or those of a collection (by its slug; one that is not there has none), the newest first unless another order is asked for.',
  query: z
    .strictObject({
      ...pageQuery,
      tag: filter.check(z.describe('Only products with this tag.')),
      collection: filter.check(z.describe('Only products of this collection, by slug.')),
      sort: z._default(z.enum(sorts), 'newest').check(z.describe('The order of the list.')),
    })
    .check(
      z.refine(({ tag, collection }) => tag === undefined || collection === undefined, {
        error: 'name a tag or a collection, not both',
        path: ['collection'],
      }),
    ),
  returns: { 200: ProductSummaryPage },
} as const satisfies Contract;

export const handler = http(contract, ({ query }) => listSummaries(query));
