import * as z from 'zod/mini';
import { epochSeconds, msOf } from '#lib/clock.ts';
import { packJson, unpackJson } from '#lib/compress.ts';
import { newId } from '#lib/id.ts';
import { PARTITIONS, partitionOf } from '#lib/sharded-list.ts';
import { get, type Item, put, putNew, query, queryAll, type Ref, remove, tableOf, type Write } from '#lib/table.ts';

/**
 * Keys and items of what was sold, in search's table. Days are those of UTC.
 *
 * | item | pk | sk |
 * |---|---|---|
 * | units of a paid order, by product | `paid#<day>#<0..7>` | `ord_…` |
 * | units of a day, by product | `units` | `<day>` |
 * | that a day got a row after it was summed | `units` | `late#<day>` |
 * | units of 90 days, by product | `units-total` | `total` |
 */
const table = tableOf('search');
const DAY_SECONDS = 86_400;

/** Days that are summed. */
export const DAYS = 90;
/** Products that a sum keeps, those of most units first: some 250 kB. What sells less has no boost. */
const MOST_PRODUCTS = 10_000;

/** Units by product. */
export type Units = Map<string, number>;
const Stored = z.record(z.string(), z.int());

const endOf = (day: string): number => epochSeconds(msOf(day)) + DAY_SECONDS;
const dayAt = (day: string): Ref => ({ table, key: { pk: 'units', sk: day } });
const lateAt = (day: string): Ref => ({ table, key: { pk: 'units', sk: `late#${day}` } });
const totalAt: Ref = { table, key: { pk: 'units-total', sk: 'total' } };

/** Puts the units of an order, once: it is kept longer than its day is summed, so that a repeat that comes late is one. */
export const paidWrite = (day: string, orderId: string, units: Units): Write =>
  putNew(table, {
    pk: `paid#${day}#${partitionOf(orderId)}`,
    sk: orderId,
    type: 'paid',
    units: Object.fromEntries(units),
    ttl: endOf(day) + (DAYS + 10) * DAY_SECONDS,
  });

/** Says that a day got a row late; `raised` differs each time. */
export const lateWrite = (day: string): Write =>
  put(table, {
    ...lateAt(day).key,
    type: 'late-day',
    raised: newId('late'),
    ttl: endOf(day) + (DAYS + 10) * DAY_SECONDS,
  });
/** Ends a day’s lateness, unless another row has come since. */
export const settledWrite = ({ day, raised }: LateDay): Write =>
  remove(table, lateAt(day).key, { if: '#raised = :raised', values: { raised } });
export interface LateDay {
  readonly day: string;
  readonly raised: string;
}
/** Reads which days got a row late. */
export const readLate = async (): Promise<LateDay[]> => {
  const items = await queryAll(table, { pk: 'units', begins: 'late#', limit: 1000, consistent: true });
  return items.map(({ sk, raised }) => ({ day: String(sk).slice('late#'.length), raised: String(raised) }));
};

const PAGE = 10_000;
/** Sums the rows of a day, page by page, eight partitions side by side. */
export const sumRows = async (day: string): Promise<Units> => {
  const sum: Units = new Map();
  await Promise.all(
    Array.from({ length: PARTITIONS }, async (_, number) => {
      let after: Item | undefined;
      do {
        const page = await query(table, { pk: `paid#${day}#${number}`, limit: PAGE, after, consistent: true });
        for (const item of page.items) addTo(sum, Object.entries(z.parse(Stored, item['units'])));
        after = page.last;
      } while (after);
    }),
  );
  return sum;
};

/** Adds units to a sum. */
export const addTo = (sum: Units, more: Iterable<readonly [string, number]>): void => {
  for (const [id, units] of more) sum.set(id, (sum.get(id) ?? 0) + units);
};

const packed = (sum: Units): Uint8Array =>
  packJson(Object.fromEntries([...sum].sort(([, a], [, b]) => b - a).slice(0, MOST_PRODUCTS)));
const unpacked = (bytes: unknown): Units => new Map(Object.entries(z.parse(Stored, unpackJson(bytes))));

/** Puts the sum of a day. */
export const dayWrite = (day: string, sum: Units): Write =>
  put(table, { ...dayAt(day).key, type: 'units', packed: packed(sum), ttl: endOf(day) + (DAYS + 1) * DAY_SECONDS });

/** Reads the sums of the days between two, both within. */
export const readDays = async (from: string, until: string): Promise<Units[]> => {
  const items = await queryAll(table, { pk: 'units', between: [from, until], limit: 2 * DAYS, consistent: true });
  return items.map((item) => unpacked(item['packed']));
};

/** Puts the sum of all days, as of a day. */
export const totalWrite = (through: string, sum: Units): Write =>
  put(table, { ...totalAt.key, type: 'units-total', through, packed: packed(sum) });

/** Reads the sum of all days, and the day as of which it is; undefined before the first. */
export const readTotal = async (): Promise<{ readonly through: string; readonly units: Units } | undefined> => {
  const item = await get(totalAt);
  return item && { through: String(item['through']), units: unpacked(item['packed']) };
};
