import { isoTime, msOf } from '#lib/clock.ts';
import { type Item, type Ref, transact, writeIf } from '#lib/table.ts';
import { pathAt, readAddresses, refuseTaken, shownWrite, slugAt } from '../entries/addresses-table.ts';
import { entryAt, entryFrom, entryWrite, liveAt, liveFrom, liveWrite } from '../entries/entries-table.ts';
import { type Entry, Source } from '../entries/entry.ts';
import { cardOf } from '../entries/entry-card.ts';
import { firstOf, type Live, mediaWith, nothingLive } from '../entries/live.ts';
import { findSource, publishedWrite } from '../entries/revisions-table.ts';
import { rowChanges } from '../lists/list-rows.ts';
import { LiveChanged } from '../live-items.ts';
import { referencesOfEntry } from '../references.ts';
import { NotPublished } from '../refusals.ts';
import { endedAt, stepAt, withStep } from '../timeline.ts';
import type { Arming, Prepared, Target } from './prepared.ts';
import { namingIt, stepsBefore, undoOf } from './steps.ts';

/** Media of a revision stay in use so long after the second of its release, whatever becomes of that. */
const HELD_MS = 86_400_000;

export const refsOfEntry = (id: string): Ref[] => [entryAt(id), liveAt(id)];

/** An entry that is to be shown at a revision. */
export const entryTarget = (revision: number, [first, second]: readonly (Item | undefined)[]): Target | undefined => {
  const [entry, live = nothingLive] = [entryFrom(first), liveFrom(second)];
  if (!entry) return undefined;
  let read: ReturnType<typeof findSource<typeof Source>> | undefined;
  const sourceAt = (now: number) => (read ??= findSource(Source, entry.id, revision, now));
  return {
    release: live.release,
    named: async (now) => {
      const source = await sourceAt(now);
      return source
        ? { references: referencesOfEntry(source) }
        : { missing: [{ kind: 'revision', id: `${entry.id}@${revision}` }] };
    },
    arm: async (arming) => {
      const source = await sourceAt(arming.now);
      if (!source) throw new LiveChanged('content: a revision has gone meanwhile');
      return publication({ entry, live }, { revision, source }, arming);
    },
    disarm: (now) => entryBefore(entry.id, live, now),
  };
};

/** An entry that is to be shown no more. */
export const unpublishedTarget = ([first, second]: readonly (Item | undefined)[]): Target | undefined => {
  const [entry, live = nothingLive] = [entryFrom(first), liveFrom(second)];
  if (!entry) return undefined;
  return {
    release: live.release,
    named: async () => ({}),
    arm: async (arming) => {
      const { at } = arming;
      if (!(stepAt(live.steps, at) || live.steps.some(({ from }) => from >= at)))
        throw new NotPublished(`${entry.id} is not published then, and not about to be.`);
      return changeOf(entry.id, live, released(live, endedAt(live.steps, at), arming));
    },
    disarm: (now) => entryBefore(entry.id, live, now),
  };
};

/** Its rows, what it says of its media, its addresses; then one write of its live item. */
const publication = async (
  { entry, live }: { readonly entry: Entry; readonly live: Live },
  { revision, source }: { readonly revision: number; readonly source: Source },
  arming: Arming,
): Promise<Prepared> => {
  const { at, now } = arming;
  const addresses = [slugAt(source.slug), pathAt(source.path)];
  const [card, found] = await Promise.all([cardOf(source), readAddresses(addresses)]);
  refuseTaken(addresses, found, entry.id);
  const version = entry.version + 1;
  const step = { from: at, until: null, revision, version, card };
  const steps = namingIt(entry.id, () => withStep(live.steps, step, live.told?.through ?? ''));
  const held = { revision, ids: [...referencesOfEntry(source).media], heldUntil: isoTime(msOf(at) + HELD_MS) };
  const media = mediaWith(entry, live, held, isoTime(now));
  const changed: Entry = { ...entry, media, version, updatedAt: isoTime(now) };
  const writes = [
    entryWrite(changed, () => new LiveChanged('content: an entry was changed meanwhile')),
    publishedWrite(entry.id, revision),
    ...addresses.map((address, index) => shownWrite(address, entry.id, at, found[index]?.shownFrom)),
  ];
  return changeOf(entry.id, live, released(live, steps, arming), () => transact(writes));
};

const entryBefore = (id: string, live: Live, now: number): Prepared => {
  const { release, ...rest } = live;
  const steps = release ? stepsBefore(live.steps, release) : live.steps;
  const next = { ...rest, steps, first: firstOf(live.first, steps, isoTime(now)), version: live.version + 1 };
  return changeOf(id, live, next);
};

const released = (live: Live, steps: Live['steps'], { id, at, now }: Arming): Live => ({
  ...live,
  steps,
  first: firstOf(live.first, steps, isoTime(now)),
  release: { id, at, undo: undoOf(live.steps, steps) },
  version: live.version + 1,
});

const changeOf = (id: string, live: Live, next: Live, before?: () => Promise<void>): Prepared => {
  const rows = rowChanges(id, live, next, next.version);
  return {
    before: async () => {
      await Promise.all(rows.needed.map(writeIf));
      await before?.();
    },
    write: liveWrite(id, next),
    after: rows.left,
  };
};
