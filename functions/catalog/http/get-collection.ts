import * as z from 'zod/mini';
import { acrossFlips } from '#lib/across-flips.ts';
import { type Contract, pageQuery } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { sorts } from '../documents/list-entries-table.ts';
import { refuseOtherCurrency } from '../documents/list-summaries.ts';
import { isSpan, priceQuery } from '../documents/price-span.ts';
import { CollectionPage, showCollection } from '../documents/show-collection.ts';
import { CurrencyNotListed } from '../refusals.ts';

/** Reads a collection with a page of its products; a former slug is redirected. */
export const contract = {
  method: 'GET',
  path: '/collections/{slug}',
  call: 'collections.get',
  access: 'public',
  summary: 'A collection with its products. The address of a renamed one answers 301.',
  description:
    'Products are in the merchant’s order when it was put together by hand, else the newest first, unless another order is asked for; between two prices in their order, and in another one a page may be short, or empty, with a `nextCursor`.',
  query: z
    .strictObject({
      ...pageQuery,
      ...priceQuery,
      sort: z
        .optional(z.enum(sorts))
        .check(z.describe('Another order than the collection’s own, or than by price between prices.')),
    })
    .check(isSpan),
  refuses: [CurrencyNotListed],
  returns: { 200: CollectionPage, 301: null },
} as const satisfies Contract;

export const handler = http(
  contract,
  acrossFlips(async ({ params, query: { currency, ...asked } }) => {
    refuseOtherCurrency(currency);
    return showCollection(params.slug, asked);
  }),
);
