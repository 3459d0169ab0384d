import * as z from 'zod/mini';
import { pageOf, type Schema } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { idPattern } from '#lib/id.ts';
import type { Flip } from '#lib/lifetime.ts';
import type { Reply } from '#lib/reply.ts';
import { batchGet, query } from '#lib/table.ts';
import { table } from '../catalog-table.ts';
import { collectionOfSlug } from '../collections/collections-table.ts';
import { folded } from '../product/product.ts';
import { CurrencyNotListed } from '../refusals.ts';
import { settings } from '../settings.ts';
import { soonest } from '../showing/shown.ts';
import { isVisible } from '../showing/visibility.ts';
import { type ListPage, listReply } from './cached-replies.ts';
import {
  adminList,
  entryIn,
  listOf,
  type PriceSpan,
  priceOfKey,
  type Sort,
  type SortedList,
} from './list-entries-table.ts';
import { ProductSummary, type StaffProductSummary, summaryAt, summaryFlips, summaryFrom } from './product-summary.ts';

/** What of a summary a page is narrowed by, beside its list. */
type Keep = (summary: StaffProductSummary) => boolean;
/** Entries that a page looks at where not all of them are meant; no page has more. */
const MOST_LOOKED_AT = 100;
/** Entries that a page looks at further, by one more query, where the clock hides some of its first. */
const MOST_PASSED_OVER = 500;

interface ListAsked {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly keep?: Keep | undefined;
}

/**
 * Reads a page of a sorted list as it is at a moment, by one query whatever the number of products; `schema` picks fields.
 * In a list by price a product has an entry at each price that it has at some time, and is shown at the present one. What
 * the clock hides is passed over, by one query more and five hundred entries at most; with `keep` at most a hundred entries
 * are looked at. Beyond that a page is short, or empty, with more behind it.
 * @param moment ISO 8601 in UTC
 */
export const readList = async <S extends Schema>(
  schema: S,
  { byPrice = false, ...list }: SortedList & { readonly byPrice?: boolean },
  { limit, cursor, keep }: ListAsked,
  moment: string,
): Promise<ListPage<{ items: z.output<S>[]; nextCursor: string | null }>> => {
  const name = [list.pk, list.newestFirst, ...(list.between ?? [])].join('');
  const [shown, flips]: [StaffProductSummary[], Flip[]] = [[], []];
  let [after, hidden] = [fromCursor(name, cursor), 0];
  for (const most of keep ? [MOST_LOOKED_AT] : [limit, MOST_PASSED_OVER]) {
    // One more than is looked at shows whether there is a next page; a query that ends early has read its megabyte.
    const { items, last } = await query(table, { ...list, limit: most + 1, after });
    let seen = 0;
    for (const item of items.slice(0, most)) {
      if (shown.length === limit) break;
      seen += 1;
      const stored = summaryFrom(item);
      const summary = summaryAt(stored, moment);
      flips.push(...summaryFlips(stored, moment));
      if (list.pk !== adminList.pk && !isVisible(stored, moment)) hidden += 1;
      else if (byPrice && summary.priceRange.min.amount !== priceOfKey(String(item['sk']))) continue;
      else if (!keep || keep(summary)) shown.push(summary);
    }
    const end = seen < items.length || last ? items[seen - 1] : undefined;
    after = end && { pk: end['pk'], sk: end['sk'] };
    if (!after || hidden === 0 || shown.length === limit) break;
  }
  return {
    page: { items: shown.map((summary) => z.parse(schema, summary)), nextCursor: toCursor(name, after) },
    flips: soonest(flips, moment),
  };
};

export const ProductSummaryPage = pageOf(ProductSummary);
export type ProductSummaryPage = z.output<typeof ProductSummaryPage>;

/** The query of the public list. All of it must be so; a collection is named by its slug. */
export interface ListQuery extends PriceSpan {
  readonly ids?: readonly string[] | undefined;
  readonly collection?: string | undefined;
  readonly tag?: string | undefined;
  readonly vendor?: string | undefined;
  readonly type?: string | undefined;
  readonly sort?: Sort | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** The order of a list: by price where a span of prices is asked for and no order. */
export const orderOf = ({ sort, minPrice, maxPrice }: PriceSpan & { readonly sort?: Sort | undefined }): Sort =>
  sort ?? (minPrice === undefined && maxPrice === undefined ? 'newest' : 'price-asc');

/** Refuses prices in a currency that lists do not show: theirs is the catalog's own. @throws Refusal 422 `currency-not-listed` */
export const refuseOtherCurrency = (currency: string | undefined): void => {
  const [own = ''] = settings().SHOP_CURRENCIES;
  if (currency === undefined || currency === own) return;
  throw new CurrencyNotListed(`Lists show prices in ${own}.`, { currency: own });
};

/**
 * Answers a page of the shop's products with its ETag: one DynamoDB call (three of a collection), none when cached. One
 * filter is the list's key: collection, tag, vendor or type, the first that is there; and so is the span of prices in the
 * order of price. What else is asked for is looked at in what was read.
 */
export const listSummaries = (input: ListQuery): Promise<Reply> =>
  listReply(['products', input], (moment) => (input.ids ? named(input.ids, moment) : pageFor(input, moment)));

/** Reads a page of all products, the newest first, as it is at a moment (ISO 8601 in UTC). */
export const readProductList = (
  page: { limit: number; cursor?: string | undefined },
  moment: string,
): Promise<ListPage<ProductSummaryPage>> => pageFor(page, moment);

/** Reads the page; a collection that does not exist, or is not shown, has no products. */
const pageFor = async (input: ListQuery, moment: string): Promise<ListPage<ProductSummaryPage>> => {
  const { collection, tag, vendor, type, limit, cursor } = input;
  const sort = orderOf(input);
  const found = collection === undefined ? undefined : await collectionOfSlug(collection);
  if (collection !== undefined && !found) return { page: { items: [], nextCursor: null }, flips: [] };
  const within = { collectionId: found?.id, tag, vendor, type };
  return readList(ProductSummary, listOf(sort, within, input), { limit, cursor, keep: narrowing(input, sort) }, moment);
};

/** Makes the test of what the list's key leaves open; none where that is nothing. */
export const narrowing = (
  { collection, tag, vendor, type, minPrice, maxPrice }: ListQuery,
  sort: Sort,
): Keep | undefined => {
  const is = (wanted: string | undefined, ...words: (string | null)[]): boolean =>
    wanted === undefined || words.some((word) => word !== null && folded(word) === folded(wanted));
  const words = [collection, tag, vendor, type].filter((one) => one !== undefined);
  const spans = !sort.startsWith('price') && (minPrice !== undefined || maxPrice !== undefined);
  if (words.length <= 1 && !spans) return undefined;
  return (one) => {
    const { amount } = one.priceRange.min;
    const costs = amount >= (minPrice ?? 0) && amount <= (maxPrice ?? amount);
    return is(tag, ...one.tags) && is(vendor, one.vendor) && is(type, one.type) && costs;
  };
};

/** Reads the products of some ids, in their order; one that there is not, or that is not shown, is left out. */
const named = async (ids: readonly string[], moment: string): Promise<ListPage<ProductSummaryPage>> => {
  const known = [...new Set(ids)].filter((id) => productId.test(id));
  const items = known.length > 0 ? await batchGet(known.map((id) => entryIn({}, id))) : [];
  const stored = items.flatMap((item) => (item ? [summaryFrom(item)] : []));
  const shown = stored.filter((summary) => isVisible(summary, moment));
  return {
    page: { items: shown.map((summary) => z.parse(ProductSummary, summaryAt(summary, moment))), nextCursor: null },
    flips: soonest(
      stored.flatMap((summary) => summaryFlips(summary, moment)),
      moment,
    ),
  };
};

const productId = idPattern('prd');
