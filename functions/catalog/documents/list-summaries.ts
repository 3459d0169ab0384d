import * as z from 'zod/mini';
import { isoTime, nowMs } from '#lib/clock.ts';
import { pageOf, type Schema } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { idPattern } from '#lib/id.ts';
import type { Reply } from '#lib/reply.ts';
import { batchGet, query } from '#lib/table.ts';
import { table } from '../catalog-table.ts';
import { collectionOfSlug } from '../collections/collections-table.ts';
import { folded } from '../product/product.ts';
import { CurrencyNotListed } from '../refusals.ts';
import { settings } from '../settings.ts';
import { cachedReply, listReply } from './cached-replies.ts';
import { entryIn, listOf, type PriceSpan, priceOfKey, type Sort, type SortedList } from './list-entries-table.ts';
import { ProductSummary, type StaffProductSummary, summaryAt, summaryFrom } from './product-summary.ts';

/** What of a summary a page is narrowed by, beside its list. */
type Keep = (summary: StaffProductSummary) => boolean;
/** Entries that a page looks at where not all of them are meant; no page has more. */
const MOST_LOOKED_AT = 100;

/**
 * Reads a page of a sorted list at present prices, by one query whatever the number of products; `schema` picks fields.
 * In a list by price a product has an entry at each price that it has at some time, and is shown at the present one. With
 * `keep` at most a hundred entries are looked at, and a page may be short, or empty, with more behind it.
 */
export const readList = async <S extends Schema>(
  schema: S,
  { byPrice = false, ...list }: SortedList & { readonly byPrice?: boolean },
  { limit, cursor, keep }: { limit: number; cursor?: string | undefined; keep?: Keep | undefined },
): Promise<{ items: z.output<S>[]; nextCursor: string | null }> => {
  const name = [list.pk, list.newestFirst, ...(list.between ?? [])].join('');
  const after = fromCursor(name, cursor);
  const most = keep ? MOST_LOOKED_AT : limit;
  // One more than is looked at shows whether there is a next page; a query that ends early has read its megabyte.
  const { items, last } = await query(table, { ...list, limit: most + 1, after });
  const at = isoTime(nowMs());
  const shown: StaffProductSummary[] = [];
  let seen = 0;
  for (const item of items.slice(0, most)) {
    if (shown.length === limit) break;
    seen += 1;
    const summary = summaryAt(summaryFrom(item), at);
    const isHere = !byPrice || summary.priceRange.min.amount === priceOfKey(String(item['sk']));
    if (isHere && (!keep || keep(summary))) shown.push(summary);
  }
  const end = seen < items.length || last ? items[seen - 1] : undefined;
  return {
    items: shown.map((summary) => z.parse(schema, summary)),
    nextCursor: toCursor(name, end && { pk: end['pk'], sk: end['sk'] }),
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
  cachedReply(['products', input], async () => listReply(await (input.ids ? named(input.ids) : pageFor(input))));

/** Reads a page of all products, the newest first: one query. */
export const readProductList = (page: { limit: number; cursor?: string | undefined }): Promise<ProductSummaryPage> =>
  pageFor(page);

/** Reads the page; a collection that does not exist, or is not shown, has no products. */
const pageFor = async (input: ListQuery): Promise<ProductSummaryPage> => {
  const { collection, tag, vendor, type, limit, cursor } = input;
  const sort = orderOf(input);
  const found = collection === undefined ? undefined : await collectionOfSlug(collection);
  if (collection !== undefined && !found) return { items: [], nextCursor: null };
  const within = { collectionId: found?.id, tag, vendor, type };
  return readList(ProductSummary, listOf(sort, within, input), { limit, cursor, keep: narrowing(input, sort) });
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

/** Reads the products of some ids, in their order; one that there is not, or that is not sold, is left out. */
const named = async (ids: readonly string[]): Promise<ProductSummaryPage> => {
  const known = [...new Set(ids)].filter((id) => productId.test(id));
  const items = known.length > 0 ? await batchGet(known.map((id) => entryIn({}, id))) : [];
  const at = isoTime(nowMs());
  const summaries = items.flatMap((item) => (item ? [summaryAt(summaryFrom(item), at)] : []));
  return { items: summaries.map((summary) => z.parse(ProductSummary, summary)), nextCursor: null };
};

const productId = idPattern('prd');
