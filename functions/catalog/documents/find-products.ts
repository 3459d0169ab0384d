import * as z from 'zod/mini';
import { isoTime, nowMs } from '#lib/clock.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { sha256 } from '#lib/id.ts';
import { batchGet } from '#lib/table.ts';
import { productIdOf } from '../product/find-variant.ts';
import { adminEntry, adminList, foundWords, type Lookups, readLookups } from './list-entries-table.ts';
import { readList } from './list-summaries.ts';
import { StaffProductSummary, summaryAt, summaryFrom } from './product-summary.ts';

/** What staff looks for products by: all of it must be so. */
export interface ProductFilter {
  readonly q?: string | undefined;
  readonly sku?: string | undefined;
  readonly status?: StaffProductSummary['status'] | undefined;
}
interface Page {
  readonly items: StaffProductSummary[];
  readonly nextCursor: string | null;
}

/**
 * Finds a page of products, drafts and archived ones too, by the one key that leaves the fewest: the SKU (a former one
 * too, or a variant's id), the longest of the words, the status; the newest first, and by words in the order of the word.
 * What else is asked for is looked at in what was read, so that a page may be short, or empty, with more behind it, and
 * costs two calls with any number of products. Without a filter it is the list of all, by one call.
 */
export const findProducts = async (
  filter: ProductFilter,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page> => {
  const { q, sku, status } = filter;
  const words = foundWords(q ?? '');
  const longest = words.toSorted((a, b) => b.length - a.length)[0];
  if (sku === undefined && longest === undefined && status === undefined)
    return (await readList(StaffProductSummary, adminList, { limit, cursor }, isoTime(nowMs()))).page;
  const list = `admin/products ${sha256(JSON.stringify(filter))}`;
  const after = fromCursor(list, cursor);
  if (sku !== undefined) {
    const productId = await productIdOf(sku);
    const found = productId === undefined ? [] : [{ productId, word: '' }];
    return { items: await shown({ found, last: undefined }, words, undefined, status), nextCursor: null };
  }
  const lookups = await readLookups(
    longest === undefined ? { status: status ?? 'active' } : { begins: longest },
    limit,
    after,
  );
  return { items: await shown(lookups, words, longest, status), nextCursor: toCursor(list, lookups.last) };
};

/** Reads what was found, and leaves out what is not meant; a product is shown at the first of its words that fit. */
const shown = async (
  { found }: Lookups,
  words: readonly string[],
  longest: string | undefined,
  status: ProductFilter['status'],
): Promise<StaffProductSummary[]> => {
  const items = found.length > 0 ? await batchGet(found.map(({ productId }) => adminEntry(productId))) : [];
  const at = isoTime(nowMs());
  return items.flatMap((item, index) => {
    if (!item) return [];
    const summary = z.parse(StaffProductSummary, summaryAt(summaryFrom(item), at));
    const own = foundWords(summary.title);
    const isFirst = longest === undefined || firstOf(own, longest) === found[index]?.word;
    const isMeant = words.every((word) => own.some((one) => one.startsWith(word)));
    return isFirst && isMeant && (status === undefined || summary.status === status) ? [summary] : [];
  });
};

const firstOf = (words: readonly string[], begins: string): string | undefined =>
  words.filter((word) => word.startsWith(begins)).sort()[0];
