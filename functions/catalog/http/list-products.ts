import * as z from 'zod/mini';
import { acrossFlips } from '#lib/across-flips.ts';
import { type Contract, pageQuery } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { line } from '#lib/text.ts';
import { sorts } from '../documents/list-entries-table.ts';
import { listSummaries, ProductSummaryPage, refuseOtherCurrency } from '../documents/list-summaries.ts';
import { isSpan, priceQuery } from '../documents/price-span.ts';
import { CurrencyNotListed } from '../refusals.ts';

const filter = z.optional(line(255));
const MOST_IDS = 50;
const idsIn = (text: string): string[] => text.split(',').map((id) => id.trim());

/** Lists the products that are sold, sorted; the same cost with a thousand and a million of them. */
export const contract = {
  method: 'GET',
  path: '/products',
  call: 'products.list',
  access: 'public',
  summary: 'Lists products: all of them, some by their ids, or those that some filters leave.',
  description:
    'Filters are a collection (by its slug; one that is not there has none), a tag, a vendor, a type and two prices; the newest first, or by price between prices, unless another order is asked for. With several filters, and with prices in another order than theirs, a page may be short, or empty, with a `nextCursor`: at most a hundred products are looked at for it.',
  query: z
    .strictObject({
      ...pageQuery,
      ids: z
        .optional(line(3000).check(z.refine((ids) => idsIn(ids).length <= MOST_IDS, `must be at most ${MOST_IDS} ids`)))
        .check(
          z.describe(
            'Only these products, at most 50 ids with commas between them: in this order, each once, on one page. One that is unknown or not sold is left out. It goes with no other filter and no order.',
          ),
        ),
      collection: filter.check(z.describe('Only products of this collection, by slug.')),
      tag: filter.check(z.describe('Only products with this tag.')),
      vendor: filter.check(z.describe('Only products of this vendor; case does not matter.')),
      type: filter.check(z.describe('Only products of this type; case does not matter.')),
      ...priceQuery,
      sort: z
        .optional(z.enum(sorts))
        .check(z.describe('The order of the list: `newest` without it, or `price-asc` between prices.')),
    })
    .check(
      isSpan,
      z.refine(({ ids, limit: _, ...others }) => ids === undefined || Object.values(others).every((one) => !one), {
        error: 'goes with no other filter, no order and no cursor',
        path: ['ids'],
      }),
    ),
  refuses: [CurrencyNotListed],
  returns: { 200: ProductSummaryPage },
} as const satisfies Contract;

export const handler = http(
  contract,
  acrossFlips(async ({ query: { currency, ids, ...query } }) => {
    refuseOtherCurrency(currency);
    return listSummaries({ ...query, ids: ids === undefined ? undefined : idsIn(ids) });
  }),
);
