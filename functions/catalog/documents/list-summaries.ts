import * as z from 'zod/mini';
import { isoTime, nowMs } from '#lib/clock.ts';
import { pageOf, type Schema } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import type { Reply } from '#lib/reply.ts';
import { query } from '#lib/table.ts';
import { table } from '../catalog-table.ts';
import { collectionOfSlug } from '../collections/collections-table.ts';
import { listOf, type Sort } from './list-entries-table.ts';
import { Card, cardAt, StoredCard } from './product-summary.ts';
import { listReply, warmReply } from './warm-replies.ts';

/** A page of a sorted list: one query, whatever the number of products. */
export const readList = async <S extends Schema>(
  schema: S,
  list: { pk: string; newestFirst: boolean },
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: z.output<S>[]; nextCursor: string | null }> => {
  const after = fromCursor(list.pk + list.newestFirst, cursor);
  // One more than is shown tells whether there is a next page.
  const { items } = await query(table, { ...list, limit: limit + 1, after });
  const shown = items.slice(0, limit);
  const at = isoTime(nowMs());
  const last = shown.at(-1);
  const more = items.length > limit && last ? { pk: last['pk'], sk: last['sk'] } : undefined;
  return {
    items: shown.map((item) => z.parse(schema, cardAt(z.parse(StoredCard, item['card']), at))),
    nextCursor: toCursor(list.pk + list.newestFirst, more),
  };
};

export const CardPage = pageOf(Card);
export type CardPage = z.output<typeof CardPage>;

/** What a shopper may ask of the list; a tag or a collection, by its slug, and not both. */
export interface Asked {
  readonly tag?: string | undefined;
  readonly collection?: string | undefined;
  readonly sort: Sort;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A page of the shop's products with its ETag: one DynamoDB call (three of a collection), or none while it is warm. */
export const listCards = (asked: Asked): Promise<Reply> => {
  const { tag, collection, sort, limit, cursor } = asked;
  return warmReply(['products', tag, collection, sort, limit, cursor], async () => listReply(await pageFor(asked)));
};

/** A filter that nothing fits finds nothing: a collection that is not there, or not shown, has no products. */
const pageFor = async ({ tag, collection, sort, ...page }: Asked): Promise<CardPage> => {
  if (collection === undefined) return readList(Card, listOf(sort, { tag }), page);
  const found = await collectionOfSlug(collection);
  if (!found) return { items: [], nextCursor: null };
  return readList(Card, listOf(sort, { collectionId: found.id }), page);
};
