import * as z from 'zod/mini';
import { isoTime } from '#lib/clock.ts';
import { notFound, stale } from '#lib/refusals.ts';
import { type Below, partitionOf, queryNewest } from '#lib/sharded-list.ts';
import { batchGet, type Item, put, putNew, type Ref, remove, type Write } from '#lib/table.ts';
import { at, table } from '../content-table.ts';
import { liveItemWrite } from '../live-items.ts';
import { stepAt } from '../timeline.ts';
import { Entry } from './entry.ts';
import { Live } from './live.ts';

/** Keys, items and conditions of entries, but for their revisions (revisions-table.ts) and addresses (addresses-table.ts). */
export const entryAt = (id: string): Ref => at(id, 'entry');
export const liveAt = (id: string): Ref => at(id, 'live');

export const entryFrom = (item: Item | undefined): Entry | undefined => item && z.parse(Entry, item);
/** Parses what readers see of an entry; undefined where nothing of it was ever published. */
export const liveFrom = (item: Item | undefined): Live | undefined => item && z.parse(Live, item);

/** An entry with what readers see of it. */
export interface Stored {
  readonly entry: Entry;
  readonly live: Live | undefined;
}

/** Reads an entry as it is now, in one call; undefined where there is none. */
export const findEntry = async (id: string): Promise<Partial<Stored>> => {
  const [entry, live] = await batchGet([entryAt(id), liveAt(id)], { consistent: true });
  return { entry: entryFrom(entry), live: liveFrom(live) } as Partial<Stored>;
};

/** As `findEntry`. @throws Refusal 404 */
export const readEntry = async (id: string): Promise<Stored> => {
  const found = await findEntry(id);
  if (!found.entry) throw notFound('entry');
  return found as Stored;
};

/** Puts the next version of an entry. @throws, when executed, Refusal 412, or what `changed` gives, when it has changed since it was read */
export const entryWrite = (next: Entry, changed: () => Error = () => stale()): Write => {
  const item = { ...entryAt(next.id).key, type: 'entry', ...next };
  if (next.version === 1) return putNew(table, item);
  return put(table, item, {
    if: '#version = :before',
    values: { before: next.version - 1 },
    refused: (found) => (found ? changed() : notFound('entry')),
  });
};

/** Puts the next version of what readers see of an entry. @throws, when executed, LiveChanged */
export const liveWrite = (id: string, next: Live): Write => liveItemWrite(liveAt(id), z.parse(Live, next));

const listPartition = (number: number): string => `entries#${number}`;
const placeOf = (id: string) => at(listPartition(partitionOf(id)), id).key;

/** The place of a new entry in the list of staff. */
export const placeWrite = (id: string): Write => put(table, { ...placeOf(id), type: 'place' });

/** Takes an entry that was never published out of everything that names it. @throws, when executed, Refusal 412 */
export const entryRemoval = ({ id, version }: Entry): Write[] => [
  remove(table, entryAt(id).key, { if: '#version = :version', values: { version }, refused: () => stale() }),
  remove(table, placeOf(id)),
];

/** Reads a page of all entries, newest first: eight queries side by side, and two calls for fifty entries. */
export const pageOfEntries = async (
  limit: number,
  after: Below | undefined,
): Promise<{ entries: Stored[]; last: Below | undefined }> => {
  const { items, last } = await queryNewest(table, { partition: listPartition, prefix: 'ent', limit, after });
  const ids = items.map(({ sk }) => String(sk));
  const found = await batchGet(ids.flatMap((id) => [entryAt(id), liveAt(id)]));
  const entries = ids.flatMap((_, index) => {
    const entry = entryFrom(found[2 * index]);
    return entry ? [{ entry, live: liveFrom(found[2 * index + 1]) }] : [];
  });
  return { entries, last };
};

/** Tells how an entry stands at a moment. @param now milliseconds since 1970 */
export const statusOf = (live: Live | undefined, now: number): 'draft' | 'scheduled' | 'live' | 'unpublished' => {
  if (!live || live.steps.length === 0) return live?.first ? 'unpublished' : 'draft';
  const moment = isoTime(now);
  if (stepAt(live.steps, moment)) return 'live';
  return live.steps.some(({ from }) => from > moment) ? 'scheduled' : 'unpublished';
};
