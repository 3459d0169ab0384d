import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import * as z from 'zod/mini';
import { epochSeconds } from '#lib/clock.ts';
import { partitionOf } from '#lib/sharded-list.ts';
import { batchGet, get, type Item, put, queryAll, type Ref, tableOf, update, type Write, write } from '#lib/table.ts';
import { SearchSummary } from '../catalog/public.ts';

/**
 * Keys, items and conditions of the index in search's table. A product lies in one of 32 shards, by its id.
 *
 * | item | pk | sk |
 * |---|---|---|
 * | product | `products#<shard>` | `prd_…` |
 * | number of requests for the shard's snapshot | `products#<shard>` | `dirty` |
 * | snapshot: the shard's products in one piece, Brotli | `products#<shard>` | `snapshot` |
 * | number of the request that each snapshot holds | `snapshots` | `built` |
 */
export const table = tableOf('search');

/** A snapshot is one item (400 KB): 32 of them hold about 100,000 products, which is this engine's limit. */
export const SHARDS = 32;
const MAX_SNAPSHOT_BYTES = 390_000;
const MAX_PRODUCTS = 20_000;
/** Seconds that the row of a product which is no longer sold is kept: longer than any message that names it. */
const GONE_SECONDS = 30 * 24 * 3600;

/** Brotli's best quality takes thirty times as long and saves a fifth. */
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
const compress = promisify<string, object, Buffer>(brotliCompress);
const decompress = promisify<Uint8Array, Buffer>(brotliDecompress);

/** Chooses the shard of a product, 0 to 31. */
export const shardOf = (productId: string): number => partitionOf(productId, SHARDS);
const at = (shard: number, sk: string): Ref => ({ table, key: { pk: `products#${shard}`, sk } });
const builtAt: Ref = { table, key: { pk: 'snapshots', sk: 'built' } };

/** What a summary has that was stored before lists showed it. */
const unknown = { sku: '', compareAtPrice: null };
const Stored = z.extend(SearchSummary, {
  sku: z._default(z.string(), unknown.sku),
  compareAtPrice: z._default(SearchSummary.shape.compareAtPrice, unknown.compareAtPrice),
});
/** A product as it was indexed last; `revision` counts its writes, `summary` is absent when the product is not sold. */
const Row = z.object({ revision: z.int(), summary: z.optional(Stored) });
export type Row = z.infer<typeof Row>;
const Rows = z.array(z.object({ revision: z.int(), summary: Stored }));
export type Rows = z.infer<typeof Rows>;

/** Reads the rows of products strongly, a hundred a call; revision 0 without a summary where there is none. */
export const readProductRows = async (productIds: readonly string[]): Promise<Row[]> => {
  const items = await batchGet(
    productIds.map((productId) => at(shardOf(productId), productId)),
    { consistent: true },
  );
  return items.map((item) => (item ? z.parse(Row, item) : { revision: 0 }));
};

/**
 * Puts a row on the condition that the one before it (`revision - 1`) is stored.
 * @param now milliseconds since 1970
 */
export const rowWrite = (productId: string, { revision, summary }: Row, now: number): Write =>
  put(
    table,
    {
      ...at(shardOf(productId), productId).key,
      type: 'product',
      revision,
      ...(summary ? { summary } : { ttl: epochSeconds(now) + GONE_SECONDS }),
    },
    revision === 1
      ? { if: 'attribute_not_exists(pk)' }
      : { if: '#revision = :before', values: { before: revision - 1 } },
  );

/** Counts a request for a shard's snapshot. @returns the request's number */
export const raise = async (shard: number): Promise<number> => {
  const item = await write(
    update(table, at(shard, 'dirty').key, 'ADD #dirty :one SET #type = :type', { one: 1, type: 'dirty' }),
  );
  return Number(item?.['dirty']);
};
/** Reads how many requests a shard has had. */
export const readDirty = async (shard: number): Promise<number> =>
  Number((await get(at(shard, 'dirty'), { consistent: true }))?.['dirty'] ?? 0);

/** The number of the request that each shard's snapshot holds. */
export type Built = ReadonlyMap<number, number>;
/** Reads the snapshots' request numbers, all by one call. */
export const readBuilt = async (options: { consistent: boolean }): Promise<Built> => {
  const item = (await get(builtAt, options)) ?? {};
  return new Map(
    Object.entries(item).flatMap(([name, value]) =>
      /^s\d+$/.test(name) ? [[Number(name.slice(1)), Number(value)]] : [],
    ),
  );
};
/** Raises the request number of a shard's snapshot; refused when it is as high already. */
export const builtWrite = (shard: number, built: number): Write =>
  update(
    table,
    builtAt.key,
    `SET #s${shard} = :built, #type = :type`,
    { built, type: 'built' },
    { if: `attribute_not_exists(#s${shard}) OR #s${shard} < :built` },
  );

/** Reads the products of a shard that are sold, strongly. @throws Error above 20,000 rows */
export const readRows = async (shard: number): Promise<Rows> => {
  const items = await queryAll(table, { ...at(shard, '').key, begins: 'prd_', limit: MAX_PRODUCTS, consistent: true });
  return items
    .map((item) => z.parse(Row, item))
    .flatMap(({ revision, summary }) => (summary ? [{ revision, summary }] : []));
};

/**
 * Compresses a shard's rows into a snapshot that replaces an older one.
 * @param built the number of the request that it holds
 * @throws Error when it does not fit into an item
 */
export const snapshotWrite = async (shard: number, built: number, rows: Rows): Promise<Write> => {
  const bytes = await compress(JSON.stringify(rows), QUALITY);
  if (bytes.length > MAX_SNAPSHOT_BYTES) throw new Error(`search: shard ${shard} has ${bytes.length} bytes`);
  return put(
    table,
    { ...at(shard, 'snapshot').key, type: 'snapshot', built, bytes },
    { if: 'attribute_not_exists(pk) OR #built < :built', values: { built } },
  );
};

/** Reads the snapshots of shards by one call; a shard without one is left out. */
export const readSnapshots = async (
  shards: readonly number[],
): Promise<{ shard: number; built: number; rows: Rows }[]> => {
  const items = await batchGet(shards.map((shard) => at(shard, 'snapshot')));
  const found = items.map((item, index) => ({ item, shard: shards[index] ?? 0 }));
  return Promise.all(found.flatMap(({ item, shard }) => (item ? [snapshotOf(shard, item)] : [])));
};

const snapshotOf = async (shard: number, item: Item) => {
  const json = (await decompress(item['bytes'] as Uint8Array)).toString('utf8');
  const rows = (JSON.parse(json) as Rows).map(({ revision, summary }) => ({
    revision,
    summary: { ...unknown, ...summary },
  }));
  return { shard, built: Number(item['built']), rows };
};
