import * as z from 'zod/mini';
import { epochSeconds } from '#lib/clock.ts';
import { packJson, unpackJson } from '#lib/compress.ts';
import { batchGet, type Item, putNew, type Ref, tableOf, type Write } from '#lib/table.ts';
import type { SearchDocument } from '../document.ts';

/**
 * Keys and items of the change log in search's table: one chain of entries, numbered without gaps.
 *
 * | item | pk | sk |
 * |---|---|---|
 * | some changes of the index | `change#<n>` | `change` |
 */
export const table = tableOf('search');

/** A document as it is from now on; without one it is not to be found any more. */
export interface Change {
  readonly id: string;
  readonly document: SearchDocument | undefined;
}

/** An entry’s number, and how many changes there are up to it. The log begins at 0, with nothing. */
export interface Position {
  readonly n: number;
  readonly changes: number;
}
export const Position = z.object({ n: z.int(), changes: z.int() });
export const BEGINNING: Position = { n: 0, changes: 0 };

/**
 * Seconds that an entry is kept: ten times as long as three generations live, since each night makes one. What reads the
 * log knows by the pointer what is kept, and never by an entry’s absence.
 */
const KEPT_SECONDS = 30 * 24 * 3600;
/**
 * Bytes of an entry, packed. 240 environments read each new one within 1.5 s: at 100 kB that is 2,000 read units a second
 * of the 3,000 that a partition has; an item could have 400 kB.
 */
const MOST_BYTES = 100_000;
/** A single document may have more than that; an item can have no more than this. */
const ITEM_BYTES = 390_000;

export const changeAt = (n: number): Ref => ({ table, key: { pk: `change#${n}`, sk: 'change' } });

/** Changes in one entry, packed. */
export interface Body {
  readonly ids: readonly string[];
  readonly packed: Uint8Array;
}

/** Packs changes for entries, half of them each where they are too many bytes for one. @throws Error for a document that fits into none */
export const bodiesOf = (changes: readonly Change[]): Body[] => {
  const packed = packJson(changes.map(({ id, document }) => ({ id, document: document ?? null })));
  if (packed.length > MOST_BYTES && changes.length > 1) {
    const half = Math.ceil(changes.length / 2);
    return [...bodiesOf(changes.slice(0, half)), ...bodiesOf(changes.slice(half))];
  }
  if (packed.length > ITEM_BYTES) throw new Error(`search: document ${changes[0]?.id} has ${packed.length} bytes`);
  return [{ ids: changes.map(({ id }) => id), packed }];
};

/** Puts the entry after a position, if there is none: the condition decides between two writers. @param now milliseconds since 1970 */
export const entryWrite = (after: Position, { ids, packed }: Body, now: number): Write =>
  putNew(table, {
    ...changeAt(after.n + 1).key,
    type: 'change',
    changes: after.changes + ids.length,
    packed,
    ttl: epochSeconds(now) + KEPT_SECONDS,
  });

/** An entry of the log. */
export interface Entry extends Position {
  readonly body: readonly Change[];
}

/** Reads the changes of a packed list. */
export const unpackChanges = (bytes: unknown): Change[] =>
  (unpackJson(bytes) as { id: string; document: SearchDocument | null }[]).map(({ id, document }) => ({
    id,
    document: document ?? undefined,
  }));

export const entryFrom = (n: number, item: Item | undefined): Entry | undefined =>
  item && { n, changes: Number(item['changes']), body: unpackChanges(item['packed']) };

/** Reads which of some entries there are, strongly: their positions, without what is in them. */
export const readPositions = async (numbers: readonly number[]): Promise<(Position | undefined)[]> => {
  const items = await batchGet(numbers.map(changeAt), { consistent: true, project: ['changes'] });
  return items.map((item, index) => item && { n: numbers[index] ?? 0, changes: Number(item['changes']) });
};
