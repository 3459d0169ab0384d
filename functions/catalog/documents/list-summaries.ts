import * as z from 'zod/mini';
import { isoTime, nowMs } from '#lib/clock.ts';
import { pageOf, type Schema } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import type { Reply } from '#lib/reply.ts';
import { query } from '#lib/table.ts';
import { table } from '../catalog-table.ts';
import { collectionOfSlug } from '../collections/collections-table.ts';
import { cachedReply, listReply } from './cached-replies.ts';
import { listOf, type Sort } from './list-entries-table.ts';
import { ProductSummary, summaryAt, summaryFrom } from './product-summary.ts';

/**
 * Reads a page of a sorted list at present prices, by one query whatever the number of products; `schema` picks fields.
 */
export const readList = async <S extends Schema>(
  schema: S,
  list: { pk: string; newestFirst: boolean },
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: z.output<S>[]; nextCursor: string | null }> => {
  const after = fromCursor(list.pk + list.newestFirst, cursor);
  // One more than the page has shows whether there is a next one; a query that ends early has read its megabyte.
  const { items, last } = await query(table, { ...list, limit: limit + 1, after });
  const shown = items.slice(0, limit);
  const at = isoTime(nowMs());
  const end = items.length > limit || last ? shown.at(-1) : undefined;
  const more = end && { pk: end['pk'], sk: end['sk'] };
  return {
    items: shown.map((item) => z.parse(schema, summaryAt(summaryFrom(item), at))),
    nextCursor: toCursor(list.pk + list.newestFirst, more),
  };
};

export const ProductSummaryPage = pageOf(ProductSummary);
export type ProductSummaryPage = z.output<typeof ProductSummaryPage>;

/** The query of the public list: a tag or a collection, by its slug, and not both. */
export interface ListQuery {
  readonly tag?: string | undefined;
  readonly collection?: string | undefined;
  readonly sort: Sort;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Answers a page of the shop's products with its ETag: one DynamoDB call (three of a collection), none when cached. */
export const listSummaries = (input: ListQuery): Promise<Reply> => {
  const { tag, collection, sort, limit, cursor } = input;
  return cachedReply(['products', tag, collection, sort, limit, cursor], async () => listReply(await pageFor(input)));
};

/** Reads the page; a collection that does not exist, or is not shown, has no products. */
const pageFor = async ({ tag, collection, sort, ...page }: ListQuery): Promise<ProductSummaryPage> => {
  if (collection === undefined) return readList(ProductSummary, listOf(sort, { tag }), page);
  const found = await collectionOfSlug(collection);
  if (!found) return { items: [], nextCursor: null };
  return readList(ProductSummary, listOf(sort, { collectionId: found.id }), page);
};
