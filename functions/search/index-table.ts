import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import * as z from 'zod/mini';
import { epochSeconds } from '#lib/clock.ts';
import { sha256 } from '#lib/id.ts';
import { batchGet, get, type Item, put, queryAll, type Ref, tableOf, update, type Write, write } from '#lib/table.ts';
import { ProductCard } from '../catalog/public.ts';

/**
 * | item | pk | sk |
 * |---|---|---|
 * | product | `shard#<n>` | `prd_…` |
 * | how many changes asked for the shard to be built | `shard#<n>` | `dirty` |
 * | the shard's products in one piece, Brotli | `shard#<n>` | `snapshot` |
 * | which change each snapshot holds | `built` | `built` |
 */
export const table = tableOf('search');

/** A snapshot is one item (400 KB): with 32 of them, about 100,000 products; then it is time for the other engine. */
export const SHARDS = 32;
const MAX_SNAPSHOT_BYTES = 390_000;
const MAX_PRODUCTS = 20_000;
/** A product that was taken out is remembered longer than any message that could bring it back. */
const GONE_SECONDS = 30 * 24 * 3600;

/** The best compression takes thirty times as long and saves a fifth. */
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
const compress = promisify<string, object, Buffer>(brotliCompress);
const decompress = promisify<Uint8Array, Buffer>(brotliDecompress);

export const shardOf = (productId: string): number =>
  Buffer.from(sha256(productId), 'base64url').readUInt16BE() % SHARDS;
const at = (shard: number, sk: string): Ref => ({ table, key: { pk: `shard#${shard}`, sk } });
const builtAt: Ref = { table, key: { pk: 'built', sk: 'built' } };

/** A product as it was indexed last; `revision` counts, `card` is absent when the product is not sold. */
const Row = z.object({ revision: z.int(), card: z.optional(ProductCard) });
export type Row = z.infer<typeof Row>;
const Rows = z.array(z.object({ revision: z.int(), card: ProductCard }));
export type Rows = z.infer<typeof Rows>;

export const readRow = async (productId: string): Promise<Row> => {
  const item = await get(at(shardOf(productId), productId), { consistent: true });
  return item ? z.parse(Row, item) : { revision: 0 };
};

/** Puts the successor of the row that was read. */
export const rowWrite = (productId: string, { revision, card }: Row, now: number): Write =>
  put(
    table,
    {
      ...at(shardOf(productId), productId).key,
      type: 'product',
      revision,
      ...(card ? { card } : { ttl: epochSeconds(now) + GONE_SECONDS }),
    },
    revision === 1
      ? { if: 'attribute_not_exists(pk)' }
      : { if: '#revision = :before', values: { before: revision - 1 } },
  );

/** Asks for a shard to be built; answers the number of this request. */
export const raise = async (shard: number): Promise<number> => {
  const item = await write(
    update(table, at(shard, 'dirty').key, 'ADD #dirty :one SET #type = :type', { one: 1, type: 'dirty' }),
  );
  return Number(item?.['dirty']);
};
export const readDirty = async (shard: number): Promise<number> =>
  Number((await get(at(shard, 'dirty'), { consistent: true }))?.['dirty'] ?? 0);

/** Which request each shard's snapshot holds. */
export type Built = ReadonlyMap<number, number>;
export const readBuilt = async (options: { consistent: boolean }): Promise<Built> => {
  const item = (await get(builtAt, options)) ?? {};
  return new Map(
    Object.entries(item).flatMap(([name, value]) =>
      /^s\d+$/.test(name) ? [[Number(name.slice(1)), Number(value)]] : [],
    ),
  );
};
export const builtWrite = (shard: number, built: number): Write =>
  update(
    table,
    builtAt.key,
    `SET #s${shard} = :built, #type = :type`,
    { built, type: 'built' },
    { if: `attribute_not_exists(#s${shard}) OR #s${shard} < :built` },
  );

/** The products of a shard that are sold, strongly read. */
export const readRows = async (shard: number): Promise<Rows> => {
  const items = await queryAll(table, { ...at(shard, '').key, begins: 'prd_', limit: MAX_PRODUCTS, consistent: true });
  return items.map((item) => z.parse(Row, item)).flatMap(({ revision, card }) => (card ? [{ revision, card }] : []));
};

/** Stores a shard in one piece if it is newer than what is there. @throws when it no longer fits into an item */
export const snapshotWrite = async (shard: number, built: number, rows: Rows): Promise<Write> => {
  const bytes = await compress(JSON.stringify(rows), QUALITY);
  if (bytes.length > MAX_SNAPSHOT_BYTES) throw new Error(`search: shard ${shard} has ${bytes.length} bytes`);
  return put(
    table,
    { ...at(shard, 'snapshot').key, type: 'snapshot', built, bytes },
    { if: 'attribute_not_exists(pk) OR #built < :built', values: { built } },
  );
};

/** Reads shards in one call; a shard that has no snapshot yet is left out. */
export const readSnapshots = async (
  shards: readonly number[],
): Promise<{ shard: number; built: number; rows: Rows }[]> => {
  const items = await batchGet(shards.map((shard) => at(shard, 'snapshot')));
  const found = items.map((item, index) => ({ item, shard: shards[index] ?? 0 }));
  return Promise.all(found.flatMap(({ item, shard }) => (item ? [snapshotOf(shard, item)] : [])));
};

const snapshotOf = async (shard: number, item: Item) => {
  const json = (await decompress(item['bytes'] as Uint8Array)).toString('utf8');
  return { shard, built: Number(item['built']), rows: JSON.parse(json) as Rows };
};
