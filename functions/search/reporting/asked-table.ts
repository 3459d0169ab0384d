import * as z from 'zod/mini';
import { epochSeconds, msOf } from '#lib/clock.ts';
import { packJson, unpackJson } from '#lib/compress.ts';
import { PARTITIONS, partitionOf } from '#lib/sharded-list.ts';
import { get, type Item, put, query, queryAll, tableOf, type Write } from '#lib/table.ts';

/**
 * Keys and items of what was searched for, in search's table. Days are those of UTC.
 *
 * | item | pk | sk |
 * |---|---|---|
 * | what one environment was asked on a day | `asked#<day>#<0..7>` | `env_…` |
 * | queries of a day that ten viewers asked | `asked` | `<day>` |
 * | those of 30 days that found something, for completions | `asked-total` | `total` |
 */
const table = tableOf('search');
const DAY_SECONDS = 86_400;
/** Days that reports go back; what environments gathered goes after two. */
export const DAYS = 90;
const RAW_DAYS = 2;

/** A query as it was asked: how often, what it found last, and up to ten viewers' names of that day. */
export const AskedQuery = z.object({
  q: z.string(),
  asked: z.int(),
  found: z.int(),
  viewers: z.array(z.string()),
});
export type AskedQuery = z.infer<typeof AskedQuery>;

const endOf = (day: string): number => epochSeconds(msOf(day)) + DAY_SECONDS;

/** Puts what an environment was asked on a day, whole. */
export const gatheredWrite = (day: string, environment: string, queries: readonly AskedQuery[]): Write =>
  put(table, {
    pk: `asked#${day}#${partitionOf(environment)}`,
    sk: environment,
    type: 'asked',
    packed: packJson(queries),
    ttl: endOf(day) + RAW_DAYS * DAY_SECONDS,
  });

const PAGE = 1000;
/** Reads what all environments were asked on a day, page by page: `each` gets one query after the other. */
export const readGathered = async (day: string, each: (query: AskedQuery) => void): Promise<void> => {
  for (let number = 0; number < PARTITIONS; number += 1) {
    let after: Item | undefined;
    do {
      const page = await query(table, { pk: `asked#${day}#${number}`, limit: PAGE, after, consistent: true });
      for (const item of page.items)
        for (const one of z.parse(z.array(AskedQuery), unpackJson(item['packed']))) each(one);
      after = page.last;
    } while (after);
  }
};

/** A query that ten viewers asked on a day. */
export const KnownQuery = z.object({ q: z.string(), asked: z.int(), found: z.int() });
export type KnownQuery = z.infer<typeof KnownQuery>;
/** What was asked on a day: the queries that may be shown, and how often others were. */
const AskedDay = z.object({ known: z.array(KnownQuery), asked: z.int(), others: z.int() });
export type AskedDay = z.infer<typeof AskedDay>;

export const dayWrite = (day: string, asked: AskedDay): Write =>
  put(table, {
    pk: 'asked',
    sk: day,
    type: 'asked-day',
    packed: packJson(asked),
    ttl: endOf(day) + (DAYS + 1) * DAY_SECONDS,
  });
/** Reads the days between two, both within, the earliest first. */
export const readAskedDays = async (from: string, until: string): Promise<AskedDay[]> => {
  const items = await queryAll(table, { pk: 'asked', between: [from, until], limit: 2 * DAYS });
  return items.map((item) => z.parse(AskedDay, unpackJson(item['packed'])));
};

const total = { table, key: { pk: 'asked-total', sk: 'total' } };
export const totalWrite = (known: readonly KnownQuery[]): Write =>
  put(table, { ...total.key, type: 'asked-total', packed: packJson(known) });
/** Reads past queries that found something, those that were asked most first. */
export const readAskedTotal = async (): Promise<KnownQuery[]> => {
  const item = await get(total);
  return item ? z.parse(z.array(KnownQuery), unpackJson(item['packed'])) : [];
};
