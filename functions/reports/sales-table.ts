import * as z from 'zod/mini';
import { packJson, unpackJson } from '#lib/compress.ts';
import { newId } from '#lib/id.ts';
import { partitionOf } from '#lib/sharded-list.ts';
import {
  get,
  type Item,
  type Key,
  put,
  putNew,
  query,
  queryAll,
  remove,
  tableOf,
  update,
  type Write,
} from '#lib/table.ts';
import { dayOf, firstHourOf, type Hour, hourOfDay, type Mark } from './hours.ts';
import { Row } from './row.ts';
import { Currencies, noSums, ProductSum, rankedProducts, type Sums } from './sums.ts';

/**
 * Items: `sale#<day>#<0..7>` / `<hour>#<id>` is a row, one per order and refund; `hours#<day>` / `<hour>` the sums of an
 * hour; `roll-up` / `mark` says which hours have sums, `roll-up` / `late#<day>T<hour>` that a row came after them.
 */
const table = tableOf('reports');
const SHARDS = 8;

/** A day's rows lie in eight partitions, by their id. */
const partition = (day: string, shard: number): string => `sale#${day}#${shard}`;

/** The write of one row per order and per refund: refused when it is there. `id` is the order's or the refund's. */
export const newRow = (hour: Hour, id: string, row: Row): Write =>
  putNew(table, {
    pk: partition(dayOf(hour), partitionOf(id, SHARDS)),
    sk: `${hourOfDay(hour)}#${id}`,
    type: row.kind,
    ...row,
  });

/** A page ends at 1 MB, some 2,500 rows; this is more than fits. */
const PAGE = 20_000;

/** Reads the rows of some hours of one day, both ends included, page by page: `each` gets one after the other. */
export const readRows = async (
  [from, to]: readonly [Hour, Hour],
  each: (row: Row) => void,
  options: { readonly consistent?: boolean } = {},
): Promise<void> => {
  const between = [`${hourOfDay(from)}#`, `${hourOfDay(to)}#~`] as const;
  const readShard = async (shard: number): Promise<void> => {
    let after: Item | undefined;
    do {
      const page = await query(table, { pk: partition(dayOf(from), shard), between, limit: PAGE, after, ...options });
      for (const item of page.items) each(z.parse(Row, item));
      after = page.last;
    } while (after);
  };
  await Promise.all(Array.from({ length: SHARDS }, (_, shard) => readShard(shard)));
};

const hourKey = (hour: Hour): Key => ({ pk: `hours#${dayOf(hour)}`, sk: hourOfDay(hour) });

/** Products that the sums of one hour keep, those of most units first, within the 400 KB of an item. */
const MOST_PRODUCTS = 2000;
const MOST_PRODUCT_BYTES = 350_000;

/** The best products of an hour, as many as one item holds. */
const kept = (products: Sums['products']): ProductSum[] => {
  let bytes = 0;
  return rankedProducts(products)
    .slice(0, MOST_PRODUCTS)
    .filter((product) => {
      bytes += Buffer.byteLength(JSON.stringify(product));
      return bytes <= MOST_PRODUCT_BYTES;
    });
};

/** The version of an hour's sums; undefined when it has none. */
export const readVersion = async (hour: Hour): Promise<number | undefined> => {
  const item = await get({ table, key: hourKey(hour) }, { consistent: true });
  return item && z.parse(z.int(), item['v']);
};

/** The write of an hour's sums; refused when another run has stored some since `version` was read. */
export const sumsWrite = (hour: Hour, version: number | undefined, sums: Sums): Write =>
  put(
    table,
    {
      ...hourKey(hour),
      type: 'sales-hour',
      v: (version ?? 0) + 1,
      currencies: sums.currencies,
      products: packJson(kept(sums.products)),
    },
    version === undefined ? { if: 'attribute_not_exists(pk)' } : { if: '#v = :version', values: { version } },
  );

const HOURS_A_DAY = 24;

/** Reads the sums of the hours of one day. */
export const readSums = async (day: string): Promise<Map<Hour, Sums>> => {
  const asked = { pk: hourKey(firstHourOf(day)).pk, limit: HOURS_A_DAY, consistent: true };
  return new Map((await queryAll(table, asked)).map((item) => [`${day}T${item['sk']}`, sumsFrom(item)]));
};

const sumsFrom = (item: Item): Sums => {
  const sums = noSums();
  Object.assign(sums.currencies, z.parse(Currencies, item['currencies']));
  for (const product of z.parse(z.array(ProductSum), unpackJson(item['products'])))
    sums.products.set(`${product.variantId} ${product.currency}`, product);
  return sums;
};

const ROLL_UP = 'roll-up';
const LATE = 'late#';
const markKey: Key = { pk: ROLL_UP, sk: 'mark' };
/** Late hours that are known at once: those of more than a year. */
const MOST_LATE = 10_000;

/** An hour that got a row after its sums; `raised` differs for each such row. */
export interface LateHour {
  readonly hour: Hour;
  readonly raised: string;
}

/** Reads which hours have sums, and which of these are out of date. */
export const readRollUp = async (): Promise<{ mark: Mark | undefined; late: LateHour[] }> => {
  const items = await queryAll(table, { pk: ROLL_UP, limit: MOST_LATE, consistent: true });
  const mark = items.find((item) => item['sk'] === markKey.sk);
  return {
    mark: mark && { from: String(mark['from']), through: String(mark['through']) },
    late: items
      .filter((item) => item !== mark)
      .map((item) => ({ hour: String(item['sk']).slice(LATE.length), raised: String(item['raised']) })),
  };
};

/** The write that begins rolling up with an hour, once. */
export const markWrite = (hour: Hour): Write =>
  putNew(table, { ...markKey, type: 'roll-up', from: hour, through: hour });

/** The write that moves the mark past an hour; refused when another run has. */
export const advanceWrite = (hour: Hour, next: Hour): Write =>
  update(
    table,
    markKey,
    'SET #through = :next',
    { next },
    {
      if: '#through = :hour',
      values: { hour },
    },
  );

const lateKey = (hour: Hour): Key => ({ pk: ROLL_UP, sk: `${LATE}${hour}` });

/** The write that says that an hour got a row late. */
export const lateWrite = (hour: Hour): Write =>
  put(table, { ...lateKey(hour), type: 'late-hour', raised: newId('late') });

/** The write that ends an hour's lateness; refused when another row has come since. */
export const settledWrite = ({ hour, raised }: LateHour): Write =>
  remove(table, lateKey(hour), { if: '#raised = :raised', values: { raised } });
