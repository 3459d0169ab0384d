import { isDeepStrictEqual } from 'node:util';
import { sleep } from '#lib/clock.ts';
import { sha256 } from '#lib/id.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import { get, transactIf, type Write } from '#lib/table.ts';
import {
  type Entries,
  entriesAt,
  entriesFrom,
  entriesWrite,
  entryRemove,
  entryWrite,
  type Place,
  placesOf,
} from './list-entries-table.ts';
import { placementOf, summaryOf } from './product-summary.ts';
import { readSources } from './read-sources.ts';

const TRANSACTION_WRITES = 100;
const ATTEMPTS = 10;

/**
 * Writes a product's summary at its place in every sorted list and removes former entries; writes nothing when the
 * summary and its places are the same. Every transaction is conditional on the record that was read before the product
 * was: an older state never replaces a newer one, and no entry is left behind. A change costs its tags and collections,
 * never the number of products; with the same summary, one tag or collection more or less costs its three entries.
 * @throws Error after ten attempts against other writers
 */
export const writeListEntries = async (productId: string): Promise<void> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const entries = entriesFrom(await get(entriesAt(productId), { consistent: true }));
    const sources = await readSources(productId);
    if (!sources) return;
    const summary = summaryOf(sources);
    const placed = [placementOf(sources.product)];
    const shown = sha256(JSON.stringify(summary));
    if (entries.shown === shown && isDeepStrictEqual(entries.placed, placed)) return;
    if (await move(productId, entries, { placed, shown }, summary)) return;
    await sleep(Math.random() * 10 * 2 ** attempt);
  }
  throw new RetryableError('list entries: others keep writing them');
};

/** Writes the entries. @returns false when another writer came first */
const move = async (
  productId: string,
  before: Entries,
  after: Pick<Entries, 'placed' | 'shown'>,
  summary: object,
): Promise<boolean> => {
  const places = (list: Entries['placed']): Place[] => list.flatMap((placement) => placesOf(productId, placement));
  const wanted = new Set(places(after.placed).map(nameOf));
  // Without a recorded summary (places are noted only) every entry is written.
  const right = new Set(before.shown === after.shown ? places(before.placed).map(nameOf) : []);
  const moves = [
    ...places(after.placed)
      .filter((place) => !right.has(nameOf(place)))
      .map((place) => entryWrite(place, summary)),
    ...unique(places(before.placed))
      .filter((place) => !wanted.has(nameOf(place)))
      .map(entryRemove),
  ];
  // Most products: everything in one transaction. With many tags the places are recorded first, former and new, so that
  // after a crash the next writer knows where entries may lie; each further transaction carries the condition on.
  const chunks: Write[][] = [];
  while (moves.length > 0) chunks.push(moves.splice(0, TRANSACTION_WRITES - 1));
  let { revision } = before;
  const noted = { placed: [...before.placed, ...after.placed], shown: undefined };
  if (chunks.length > 1) chunks.unshift([]);
  for (const [index, chunk] of chunks.entries()) {
    revision += 1;
    const note = index === chunks.length - 1 ? after : noted;
    if (!(await transactIf([entriesWrite(productId, { revision, ...note }), ...chunk]))) return false;
  }
  return true;
};

const nameOf = ({ list, sort }: Place): string => `${list}\0${sort}`;
const unique = (places: readonly Place[]): Place[] => [
  ...new Map(places.map((place) => [nameOf(place), place])).values(),
];
