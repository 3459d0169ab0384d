import * as z from 'zod/mini';
import { isoTime } from '#lib/clock.ts';
import { notFound, stale } from '#lib/refusals.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import { type Below, partitionOf, queryNewest } from '#lib/sharded-list.ts';
import { batchGet, check, type Item, put, putNew, type Ref, remove, type Write } from '#lib/table.ts';
import { at, table } from '../content-table.ts';
import { stepAt } from '../timeline.ts';
import { Entry } from './entry.ts';
import { Live } from './live.ts';

/** Keys, items and conditions of entries, but for their revisions (revisions-table.ts) and addresses (addresses-table.ts). */
export const entryAt = (id: string): Ref => at(id, 'entry');
export const liveAt = (id: string): Ref => at(id, 'live');
export const toldAt = (id: string): Ref => at(id, 'told');

const entryFrom = (item: Item | undefined): Entry | undefined => item && z.parse(Entry, item);
/** Parses what readers see of an entry; undefined where nothing of it was ever published. */
export const liveFrom = (item: Item | undefined): Live | undefined => item && z.parse(Live, item);

/** Up to when the flips of an entry are told, and the number of its last event. */
export const Told = z.object({ through: z.string(), sequence: z.int() });
export type Told = z.infer<typeof Told>;

/** An entry with what readers see of it. */
export interface Stored {
  readonly entry: Entry;
  readonly live: Live | undefined;
  readonly told: Told | undefined;
}

/** Reads an entry as it is now, in one call; undefined where there is none. */
export const findEntry = async (id: string): Promise<Partial<Stored>> => {
  const refs = [entryAt(id), liveAt(id), toldAt(id)];
  const [entry, live, told] = await batchGet(refs, { consistent: true });
  return { entry: entryFrom(entry), live: liveFrom(live), told: told && z.parse(Told, told) } as Partial<Stored>;
};

/** As `findEntry`. @throws Refusal 404 */
export const readEntry = async (id: string): Promise<Stored> => {
  const found = await findEntry(id);
  if (!found.entry) throw notFound('entry');
  return found as Stored;
};

/** Puts the next version of an entry. @throws, when executed, Refusal 412 when it has changed since it was read */
export const entryWrite = (next: Entry): Write => {
  const item = { ...entryAt(next.id).key, type: 'entry', ...next };
  if (next.version === 1) return putNew(table, item);
  return put(table, item, {
    if: '#version = :before',
    values: { before: next.version - 1 },
    refused: (found) => (found ? stale() : notFound('entry')),
  });
};

export const liveWrite = (id: string, live: Live): Write =>
  put(table, { ...liveAt(id).key, type: 'live', ...z.parse(Live, live) });

/** Notes up to when the flips of an entry are told, unless another did. */
export const toldWrite = (id: string, told: Told, before: Told | undefined): Write => {
  const item = { ...toldAt(id).key, type: 'told', ...told };
  return before
    ? put(table, item, {
        if: '#through = :before AND #sequence = :number',
        values: { before: before.through, number: before.sequence },
      })
    : putNew(table, item);
};

/** Flips were told while a timeline was changed: what was decided may have begun before the last one that is told. */
export class ToldMeanwhile extends RetryableError {}

/** Checks that no flip of an entry was told since it was read. @throws, when executed, ToldMeanwhile */
export const toldCheck = (id: string, told: Told | undefined): Write =>
  check(table, toldAt(id).key, {
    ...(told ? { if: '#through = :through', values: { through: told.through } } : { if: 'attribute_not_exists(pk)' }),
    refused: () => new ToldMeanwhile('content: flips of the entry were told meanwhile'),
  });

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
): Promise<{ entries: Omit<Stored, 'told'>[]; last: Below | undefined }> => {
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
