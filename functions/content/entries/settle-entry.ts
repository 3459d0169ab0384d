import { isoTime, msOf } from '#lib/clock.ts';
import { eventWrite } from '#lib/event.ts';
import { query, remove, transact, type Write, write } from '#lib/table.ts';
import { noteUses } from '../../media/public.ts';
import { table } from '../content-table.ts';
import { EntryPublished, EntryUnpublished } from '../events.ts';
import { decideAgain } from '../live-items.ts';
import { flipsAfter, stepAt } from '../timeline.ts';
import { findEntry, liveWrite } from './entries-table.ts';
import type { Live, LiveStep } from './live.ts';

/**
 * Brings what follows an entry's state up to a moment: each flip of its timeline is an event, once and in order; media know
 * that it uses them; of an entry that was deleted no revision stays, and no use. A repeat, at any time and side by side, changes nothing.
 * @param now milliseconds since 1970
 */
export const settleEntry = (id: string, now: number): Promise<void> =>
  decideAgain(async () => {
    const { entry, live } = await findEntry(id);
    const user = { kind: 'entry', id };
    if (!entry) {
      await noteUses(user, Number.MAX_SAFE_INTEGER, []);
      return removeAll(id);
    }
    await tellFlips(id, live, now);
    await noteUses(user, entry.version, [...new Set(entry.media.flatMap(({ ids }) => ids))]);
  });

/** Puts an event for each flip that came to pass since the last one that was told. @throws LiveChanged */
const tellFlips = async (id: string, live: Live | undefined, now: number): Promise<void> => {
  if (!live) return;
  const { told, steps } = live;
  const through = isoTime(now);
  const flips = flipsAfter(steps, told?.through ?? '').filter(({ at }) => at <= through);
  if (flips.length === 0) return;
  let sequence = told?.sequence ?? 0;
  const events = flips.map(({ at }) => {
    sequence += 1;
    return eventAt(id, steps, at, sequence);
  });
  const next = { ...live, told: { through: flips.at(-1)?.at ?? through, sequence }, version: live.version + 1 };
  await transact([liveWrite(id, next), ...events]);
};

const eventAt = (id: string, steps: readonly LiveStep[], at: string, sequence: number): Write => {
  const shown = stepAt(steps, at);
  const step = shown ?? steps.findLast(({ from }) => from < at);
  if (!step) throw new Error('entry: a flip of nothing');
  const { revision, version, card } = step;
  const data = { entryId: id, path: card.path, revision, version };
  return eventWrite(table, shown ? EntryPublished : EntryUnpublished, { aggregate: id, sequence, data, at: msOf(at) });
};

const PAGE = 100;
/** Deletes the revisions of an entry that is not there any more. */
const removeAll = async (id: string): Promise<void> => {
  for (;;) {
    const { items } = await query(table, {
      pk: id,
      begins: 'rev#',
      limit: PAGE,
      consistent: true,
      project: ['pk', 'sk'],
    });
    await Promise.all(items.map(({ pk, sk }) => write(remove(table, { pk: String(pk), sk: String(sk) }))));
    if (items.length < PAGE) return;
  }
};
