import * as z from 'zod/mini';
import { batchGet, type Item } from '#lib/table.ts';
import { homeFrom, shardAt, shardFrom } from '../counters/shard-table.ts';
import { type Movement, ofCredit, ofTicket } from './movement.ts';
import { creditsBefore, ticketsUpTo } from './stock-table.ts';
import { BUCKET, bucketOf } from './ticket.ts';

/** Where one shard's part of the list goes on: below this unit of its counter, and below this credit. */
const Place = z.object({ shard: z.int(), unit: z.int(), credit: z.int() });
type Place = z.infer<typeof Place>;
/** Where the list goes on: with shards that are merged by time, or with one after which those up to `last` follow. */
export const Position = z.object({ places: z.array(Place), last: z.int() });
export type Position = z.infer<typeof Position>;

/** Up to so many shards are merged by time; of more, one is listed after the other. */
const MERGED = 4;
/** Calls to the table that a page makes: with those for the caller and the variant at most twelve. */
const CALLS = 9;

/**
 * Lists the ledger of a variant: tickets and credits, newest first; above four shards those of shard 0, then those of
 * shard 1, and so on. A page may be short, or empty, and the list go on all the same: it makes at most nine calls, and a
 * ticket of many units leaves partitions empty, each of which is read.
 *
 * @param position where it goes on, as the page before said
 * @returns nothing as `next` when the ledger is listed whole
 */
export const listMovements = async (
  stockKey: string,
  limit: number,
  position: Position | undefined,
): Promise<{ items: Movement[]; next: Position | undefined }> => {
  const calls = { left: CALLS };
  const items: Movement[] = [];
  let { places, last } = position ?? (await begin(stockKey, calls));
  for (;;) {
    const rows = places.flatMap((place) => rowsOf(stockKey, place));
    await merge(rows, items, limit, calls);
    const next = (places[0]?.shard ?? last) + 1;
    const isDone = rows.every(isOver);
    if (isDone && next > last) return { items, next: undefined };
    // What is left of this shard, or the next that has anything: now, or by the next page.
    if (!isDone || calls.left === 0 || items.length >= limit) return { items, next: { places: placesOf(rows), last } };
    const found = await placesFrom(stockKey, next, last, calls);
    places = found.filter(({ unit, credit }) => unit > 0 || credit > 1).slice(0, 1);
    if (places.length === 0) return { items, next: undefined };
  }
};

/** The first four shards, or shard 0 alone where there are more. */
const begin = async (stockKey: string, calls: { left: number }): Promise<Position> => {
  const numbers = Array.from({ length: MERGED }, (_, shard) => shard);
  const items = await readPlaces(stockKey, numbers, calls);
  const top = homeFrom(items[0])?.top ?? 1;
  const places = placesIn(numbers, items);
  return top > MERGED ? { places: places.slice(0, 1), last: top - 1 } : { places, last: -1 };
};
const placesFrom = async (stockKey: string, from: number, to: number, calls: { left: number }): Promise<Place[]> => {
  const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return placesIn(numbers, await readPlaces(stockKey, numbers, calls));
};
const readPlaces = (stockKey: string, numbers: readonly number[], calls: { left: number }) => {
  calls.left -= 1;
  const refs = numbers.map((shard) => shardAt(stockKey, shard));
  return batchGet(refs, { consistent: true });
};
const placesIn = (numbers: readonly number[], items: readonly (Item | undefined)[]): Place[] =>
  numbers.flatMap((shard, index) => {
    const found = shardFrom(items[index]);
    return found ? [{ shard, unit: found.t, credit: found.c + 1 }] : [];
  });

interface Entry {
  readonly movement: Movement;
  /** The list goes on below it. */
  readonly place: number;
}
/** Entries of one shard and one kind, newest first, which are read a piece at a time. */
interface Row {
  readonly shard: number;
  readonly kind: 'unit' | 'credit';
  /** Reads the entries next below a place; answers down to where that is all of them. */
  readonly read: (place: number, limit: number) => Promise<{ entries: Entry[]; place: number }>;
  /** Nothing lies below it. */
  readonly end: number;
  /** Down to here it is listed, and down to there it is read. */
  listed: number;
  seen: number;
  readonly waiting: Entry[];
}

const rowsOf = (stockKey: string, { shard, unit, credit }: Place): Row[] => [
  { shard, kind: 'unit', end: 0, listed: unit, seen: unit, waiting: [], read: readTickets(stockKey, shard) },
  { shard, kind: 'credit', end: 1, listed: credit, seen: credit, waiting: [], read: readCredits(stockKey, shard) },
];
const isOver = (row: Row): boolean => row.waiting.length === 0 && row.seen <= row.end;

/** One partition of tickets: those that begin in it below a unit. */
const readTickets = (stockKey: string, shard: number) => async (unit: number) => {
  const tickets = await ticketsUpTo(stockKey, shard, unit - 1);
  const entries = tickets.map((ticket) => ({ movement: ofTicket(shard)(ticket), place: ticket.from }));
  return { entries, place: bucketOf(unit - 1) * BUCKET };
};
const readCredits = (stockKey: string, shard: number) => async (k: number, limit: number) => {
  const credits = await creditsBefore(stockKey, shard, k, limit);
  const entries = credits.map((credit) => ({ movement: ofCredit(shard)(credit), place: credit.k }));
  return { entries, place: credits.length < limit ? 1 : (credits.at(-1)?.k ?? 1) };
};

/** Lists the entries of some rows by time, until there are enough, all are over, or no call is left for one that is empty. */
const merge = async (
  rows: readonly Row[],
  items: Movement[],
  limit: number,
  calls: { left: number },
): Promise<void> => {
  while (items.length < limit) {
    const empty = rows.filter((row) => row.waiting.length === 0 && row.seen > row.end);
    if (empty.length > calls.left) return;
    calls.left -= empty.length;
    await Promise.all(empty.map((row) => readNext(row, limit)));
    if (empty.some((row) => row.waiting.length === 0 && row.seen > row.end)) continue;
    const newest = rows.reduce<Row | undefined>((best, row) => (isNewer(row, best) ? row : best), undefined);
    const entry = newest?.waiting.shift();
    if (!newest || !entry) return;
    newest.listed = entry.place;
    items.push(entry.movement);
  }
};

const readNext = async (row: Row, limit: number): Promise<void> => {
  row.listed = row.seen;
  const { entries, place } = await row.read(row.seen, limit);
  row.waiting.push(...entries);
  row.seen = place;
};

const isNewer = (row: Row, best: Row | undefined): boolean => {
  const [at, other] = [row.waiting[0]?.movement.at, best?.waiting[0]?.movement.at];
  return at !== undefined && (other === undefined || at > other);
};

/** Where some rows go on, by their shards. */
const placesOf = (rows: readonly Row[]): Place[] =>
  [...Map.groupBy(rows, ({ shard }) => shard)].map(([shard, both]) => {
    const at = (kind: Row['kind'], end: number): number => {
      const row = both.find((one) => one.kind === kind);
      if (!row) return end;
      return row.waiting.length === 0 ? row.seen : row.listed;
    };
    return { shard, unit: at('unit', 0), credit: at('credit', 1) };
  });
