import { batchGet } from '#lib/table.ts';
import { type Change, changeAt, type Entry, entryFrom, unpackChanges } from './log-table.ts';
import { readObject } from './objects.ts';
import type { Pack, Pointer } from './pointer.ts';

/** Entries that are read by one call, at most: DynamoDB answers 16 MB. */
const MOST_ENTRIES = 100;
/** Entries that are read one by one rather than in a pack. */
const FEW = 8;

/** A part of the log, with where it ends. */
export interface Part {
  readonly to: number;
  readonly changes: readonly Change[];
}

/**
 * Reads the log after an entry, part by part, up to its end: packs where there are any, the entries themselves behind them.
 * @param options.first the entry after it, where it has been read already
 */
export async function* partsAfter(
  applied: number,
  pointer: Pick<Pointer, 'packs'>,
  { first, consistent = false }: { readonly first?: Entry | undefined; readonly consistent?: boolean } = {},
): AsyncGenerator<Part> {
  let at = applied;
  for (;;) {
    const pack = packAfter(pointer.packs, at);
    if (!pack) break;
    yield { to: pack.to, changes: await readPack(pack) };
    at = pack.to;
  }
  let known = first?.n === at + 1 ? first : undefined;
  for (let count = 1; ; count = Math.min(MOST_ENTRIES, 4 * count)) {
    const entries = known ? [known] : await readEntries(at, count, consistent);
    const changes = entries.flatMap(({ body }) => body);
    if (entries.length > 0) yield { to: at + entries.length, changes };
    at += entries.length;
    if (!known && entries.length < count) return;
    known = undefined;
  }
}

/** The pack with the entry after a position, unless there are but a few left in it. */
const packAfter = (packs: readonly Pack[], at: number): Pack | undefined => {
  const pack = packs.find(({ from, to }) => from <= at + 1 && at < to);
  return pack && (pack.to - at > FEW || pack.from === at + 1 || pack !== packs.at(-1)) ? pack : undefined;
};

/** Reads entries after a position, those that follow each other without a gap: a replica may know the later one first. */
const readEntries = async (after: number, count: number, consistent: boolean): Promise<Entry[]> => {
  const numbers = Array.from({ length: count }, (_, index) => after + 1 + index);
  const items = await batchGet(numbers.map(changeAt), { consistent });
  const found = numbers.map((n, index) => entryFrom(n, items[index]));
  const gap = found.indexOf(undefined);
  return (gap < 0 ? found : found.slice(0, gap)) as Entry[];
};

/** Reads the changes of a pack. @throws Error when it is gone */
export const readPack = async ({ key }: Pack): Promise<Change[]> => {
  const bytes = await readObject(key);
  if (!bytes) throw new Error(`search: there is no ${key}`);
  return unpackChanges(bytes);
};

/** What is left of changes of the same documents: the last of each. */
export const lastOfEach = (changes: readonly Change[]): Change[] => [
  ...new Map(changes.map((change) => [change.id, change])).values(),
];
