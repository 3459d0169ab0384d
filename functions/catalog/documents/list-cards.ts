import * as z from 'zod/mini';
import { isoTime, nowMs } from '#lib/clock.ts';
import { pageOf, type Schema } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { document, etagOf, type Reply } from '#lib/reply.ts';
import { query } from '#lib/table.ts';
import { listOf, type Sort, table } from '../catalog-table.ts';
import { Card, cardAt, StoredCard } from './card.ts';

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

/** What a shopper may ask of the list. */
export interface Asked {
  readonly tag?: string | undefined;
  readonly sort: Sort;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A warm function answers from memory for so long, and keeps so many pages. */
const KEEP_MS = 1000;
const KEEP_COUNT = 500;
const kept = new Map<string, { until: number; reply: Promise<Reply> }>();

/** A page of the shop's products with its ETag: one DynamoDB call, or none while it is warm. */
export const listCards = (asked: Asked): Promise<Reply> => {
  const id = JSON.stringify([asked.tag, asked.sort, asked.limit, asked.cursor]);
  const now = nowMs();
  const warm = kept.get(id);
  if (warm && warm.until > now) return warm.reply;
  const reply = render(asked);
  if (kept.size >= KEEP_COUNT) kept.clear();
  kept.set(id, { until: now + KEEP_MS, reply });
  reply.catch(() => kept.delete(id));
  return reply;
};

const render = async (asked: Asked): Promise<Reply> => {
  const page = await readList(Card, listOf(asked.sort, asked.tag), asked);
  const json = JSON.stringify(z.parse(CardPage, page));
  return document(json, etagOf(json), 'public, max-age=0, s-maxage=5, stale-while-revalidate=30');
};
