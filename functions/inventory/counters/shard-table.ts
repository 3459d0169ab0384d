import * as z from 'zod/mini';
import { PARTITIONS, partitionOf } from '#lib/sharded-list.ts';
import { check, type Item, type Key, putNew, query, type Ref, tableOf, update, type Write } from '#lib/table.ts';
import { HomeShard, isVariant, Shard } from './stock.ts';

/**
 * The counters in the inventory table: keys, items and conditions, and nowhere else. A counter goes down only if it holds
 * enough, and a shard has at most one move in transit. No shard is ever deleted.
 */
export const table = tableOf('inventory');

/** Names the key of a shard’s counter. */
export const shardKey = (stockKey: string, shard: number): Key => ({ pk: `stock#${stockKey}#${shard}`, sk: 'shard' });
/** Names where a shard’s counter lies, to read it. */
export const shardAt = (stockKey: string, shard: number): Ref => ({ table, key: shardKey(stockKey, shard) });
/** Parses a shard’s counter; undefined where there is none. @throws ZodError */
export const shardFrom = (item: Item | undefined): Shard | undefined => (item ? z.parse(Shard, item) : undefined);
/** Parses shard 0, which has the settings too; undefined where no record was opened. @throws ZodError */
export const homeFrom = (item: Item | undefined): HomeShard | undefined =>
  item ? z.parse(HomeShard, item) : undefined;

/**
 * Makes the write that takes `q` units; the answer’s `t` is the end of the ticket. One write unit. `adjusting` counts
 * in the version.
 */
export const takeWrite = (stockKey: string, shard: number, q: number, adjusting = false): Write =>
  update(
    table,
    shardKey(stockKey, shard),
    `SET #n = #n - :q, #t = #t + :q${adjusting ? ', #v = #v + :one' : ''}`,
    { q, ...(adjusting ? { one: 1 } : {}) },
    { if: '#n >= :q OR #open = :open', values: { open: true } },
  );

/**
 * Makes the write that takes `q` units on their way to another shard. Out of shard 0 it counts `ep`, and it fails while
 * that sells at any count.
 */
export const moveWrite = (stockKey: string, from: number, to: number, q: number): Write =>
  update(
    table,
    shardKey(stockKey, from),
    `SET #n = #n - :q, #t = #t + :q, #mt = #t, #mq = :q, #md = :to${from === 0 ? ', #ep = #ep + :one' : ''}`,
    { q, to, ...(from === 0 ? { one: 1 } : {}) },
    { if: '#n >= :q AND attribute_not_exists(#mt) AND #open = :open', values: { open: false } },
  );
/** Makes the write that removes a move which has arrived, if it is still this one. */
export const movedWrite = (stockKey: string, shard: number, mt: number): Write =>
  update(table, shardKey(stockKey, shard), 'REMOVE #mt, #mq, #md', {}, { if: '#mt = :mt', values: { mt } });

/**
 * Makes the write which records that all other shards are empty as of `ep`, if it and the settings are still so;
 * answers shard 0 at that moment.
 */
export const dryWrite = (stockKey: string, { ep, v }: Pick<HomeShard, 'ep' | 'v'>): Write =>
  update(
    table,
    shardKey(stockKey, 0),
    'SET #dry = :ep',
    { ep },
    { if: '#ep = :ep AND #v = :v AND attribute_not_exists(#mt)', values: { ep, v } },
  );

/** Eight partitions list what has stock, variants apart from coupons and limits; their entries never change. */
export const LISTS = PARTITIONS;
export type ListOf = 'stock' | 'counted';
const listOf = (stockKey: string): string =>
  `${isVariant(stockKey) ? 'stock' : 'counted'}#${partitionOf(stockKey, LISTS)}`;

/** Makes the write that creates shard 0, where there is none, and lists it. */
export const homeWrite = (stockKey: string, home: HomeShard): Write =>
  putNew(table, { ...shardKey(stockKey, 0), ...home, gsi1pk: listOf(stockKey), gsi1sk: stockKey });

/** Makes the write that creates another shard, empty. */
export const newShardWrite = (stockKey: string, shard: number): Write =>
  putNew(table, { ...shardKey(stockKey, shard), n: 0, t: 0, c: 0, v: 0, open: false });

/** Makes the write which records that `top` shards were made: from now on units are looked for in each of them. */
export const topWrite = (stockKey: string, top: number): Write =>
  update(
    table,
    shardKey(stockKey, 0),
    'SET #top = :top',
    { top },
    { if: 'attribute_exists(pk) AND (attribute_not_exists(#top) OR #top < :top)' },
  );
/** Makes the write that sets over how many shards buyers spread. */
export const shardsWrite = (stockKey: string, shards: number): Write =>
  update(
    table,
    shardKey(stockKey, 0),
    'SET #shards = :shards, #v = #v + :one',
    { shards, one: 1 },
    { if: 'attribute_exists(pk) AND #shards <> :shards' },
  );

/** Makes the write that changes the settings which shard 0 keeps for all shards, if they are those of version `v`. */
export const settingsWrite = (
  stockKey: string,
  { tracked, policy, open, purchaseLimit }: Pick<HomeShard, 'tracked' | 'policy' | 'open' | 'purchaseLimit'>,
  v: number,
): Write =>
  update(
    table,
    shardKey(stockKey, 0),
    `SET #tracked = :tracked, #policy = :policy, #open = :open, #v = #v + :one${
      purchaseLimit === undefined ? ' REMOVE #purchaseLimit' : ', #purchaseLimit = :purchaseLimit'
    }`,
    { tracked, policy, open, purchaseLimit, one: 1 },
    { if: '#v = :v', values: { v } },
  );

type Seen = Pick<Shard, 't' | 'c' | 'v'>;
const still = '#t = :t AND #c = :c AND #v = :v';
/**
 * Makes the write that stamps shard 0 if nothing has moved there since it was seen; `stillAt` asks the same of another
 * shard.
 */
export const stampWrite = (stockKey: string, { t, c, v }: Seen): Write =>
  update(table, shardKey(stockKey, 0), 'SET #v = #v + :one', { one: 1 }, { if: still, values: { t, c, v } });
/** Makes the check that nothing has moved on a shard since it was seen, for a transaction. */
export const stillAt = (stockKey: string, shard: number, { t, c, v }: Seen): Write =>
  check(table, shardKey(stockKey, shard), { if: still, values: { t, c, v } });

/**
 * Raises the limit that a limit's stock stands for, once; the units join in the same transaction. It removes
 * `dry`, so that the next refusal has to be proven and counts those units in.
 */
export const limitWrite = (stockKey: string, from: { readonly limit: number; readonly v: number }, to: number): Write =>
  update(
    table,
    shardKey(stockKey, 0),
    'SET #limit = :to, #v = #v + :one REMOVE #dry',
    { to, one: 1 },
    { if: '#limit = :limit AND #v = :v', values: { limit: from.limit, v: from.v } },
  );

/** Reads one page of what is in one of the lists, after `after`, in the order of their names. */
export const listPage = async (
  list: number,
  after: string | undefined,
  limit: number,
  of: ListOf = 'stock',
): Promise<string[]> => {
  // What follows a name begins with it and the lowest letter behind it.
  const between = [after === undefined ? ' ' : `${after} `, '~'] as const;
  const { items } = await query(table, { index: 'gsi1', pk: `${of}#${list}`, between, limit });
  return items.map((item) => String(item['gsi1sk']));
};

/** The variants that have stock, after `after`, in the order of their ids: at least the first `limit` of them, sorted. */
export const listVariants = async (after: string | undefined, limit: number): Promise<string[]> => {
  const lists = await Promise.all(Array.from({ length: LISTS }, (_, list) => listPage(list, after, limit)));
  return lists.flat().sort();
};
