import { isoTime } from '#lib/clock.ts';
import { stale } from '#lib/refusals.ts';
import { transact, writeIf } from '#lib/table.ts';
import { rowChanges } from '../lists/list-rows.ts';
import { decideAgain, refuseInRelease } from '../live-items.ts';
import { referencesOfEntry, refuseMissing } from '../references.ts';
import { NotPublished, RevisionMissing, TooManyCorrections, UntilNotAfterFrom } from '../refusals.ts';
import { endedAt, momentOf, stepAt, withStep } from '../timeline.ts';
import { pathAt, readAddresses, shownWrite, slugAt } from './addresses-table.ts';
import { entryWrite, liveWrite, readEntry, type Stored } from './entries-table.ts';
import { type Entry, limits, type PublishRequest, Source } from './entry.ts';
import { cardOf } from './entry-card.ts';
import { firstOf, type Live, mediaWith, nothingLive } from './live.ts';
import { findSource, publishedWrite } from './revisions-table.ts';

/** Which version the caller read, and when: milliseconds since 1970. */
interface Context {
  readonly ifMatch: number | undefined;
  readonly now: number;
}

/**
 * Puts a revision into an entry's timeline. Rows of lists come first, which is harmless alone; then one transaction on the
 * version that was read says what is shown when, and readers see it from that second on.
 * @throws Refusal 404; 409 `slug-taken`, `in-release`; 412; 422 `reference-missing`, `revision-missing`, `fraction-of-second`,
 * `until-not-after-from`, `too-many-steps`
 */
export const publishEntry = (id: string, request: PublishRequest, context: Context): Promise<Stored> =>
  decideAgain(() => publish(id, request, context));

const publish = async (
  id: string,
  { revision, from, until }: PublishRequest,
  { ifMatch, now }: Context,
): Promise<Stored> => {
  const { entry, live = nothingLive } = await readFor(id, ifMatch);
  refuseInRelease(live, now);
  const { told } = live;
  const step = { from: momentOf(from, now, live.steps, told?.through), until: until ? momentOf(until, now, []) : null };
  if (step.until !== null && step.until <= step.from) throw new UntilNotAfterFrom();
  const number = revision ?? entry.head;
  const source = await findSource(Source, id, number, now);
  if (!source) throw new RevisionMissing();
  const references = referencesOfEntry(source);
  await refuseMissing(references);
  const version = entry.version + 1;
  const card = await cardOf(source);
  const steps = withStep(live.steps, { ...step, revision: number, version, card }, told?.through ?? '');
  const next = { ...live, steps, first: firstOf(live.first, steps, isoTime(now)) };
  const addresses = [slugAt(source.slug), pathAt(source.path)];
  const found = await readAddresses(addresses);
  return show({ entry, live }, next, now, {
    media: mediaWith(entry, next, { revision: number, ids: [...references.media] }, isoTime(now)),
    writes: [
      publishedWrite(id, number),
      ...addresses.map((address, index) => shownWrite(address, id, step.from, found[index]?.shownFrom)),
    ],
  });
};

/**
 * Ends what is shown of an entry at a moment, and takes back what would be shown later. Its addresses stay its own.
 * @param also writes that take place with it
 * @throws Refusal 404; 409 `not-published`, `in-release`; 412; 422 `fraction-of-second`
 */
export const unpublishEntry = (
  id: string,
  at: string | undefined,
  { ifMatch, now }: Context,
  also: Parameters<typeof transact>[0] = [],
): Promise<Stored> =>
  decideAgain(async () => {
    const { entry, live } = await readFor(id, ifMatch);
    refuseInRelease(live, now);
    const moment = momentOf(at, now, live?.steps ?? [], live?.told?.through);
    if (!live || !(stepAt(live.steps, moment) || live.steps.some(({ from }) => from >= moment)))
      throw new NotPublished();
    const steps = endedAt(live.steps, moment);
    const next = { ...live, steps, first: firstOf(live.first, steps, isoTime(now)) };
    return show({ entry, live }, next, now, { writes: also });
  });

/** Adds a correction, which readers see at once; the same once more changes nothing. @throws Refusal 404; 409 `not-published`; 412; 422 `too-many-corrections` */
export const correctEntry = (id: string, text: string, { ifMatch, now }: Context): Promise<Stored> =>
  decideAgain(async () => {
    const { entry, live } = await readFor(id, ifMatch);
    if (!live?.first) throw new NotPublished();
    if (live.corrections.at(-1)?.text === text) return { entry, live };
    if (live.corrections.length >= limits.corrections) throw new TooManyCorrections();
    return show({ entry, live }, { ...live, corrections: [...live.corrections, { at: isoTime(now), text }] }, now);
  });

const readFor = async (id: string, ifMatch: number | undefined): Promise<Stored> => {
  const stored = await readEntry(id);
  if (ifMatch !== undefined && ifMatch !== stored.entry.version) throw stale();
  return stored;
};

/** Writes what readers see: rows that are needed, the transaction, and then the rows that are left over go. */
const show = async (
  { entry, live }: { readonly entry: Entry; readonly live: Live },
  decided: Omit<Live, 'version'>,
  now: number,
  { media = entry.media, writes = [] }: { media?: Entry['media']; writes?: Parameters<typeof transact>[0] } = {},
): Promise<Stored> => {
  const changed: Entry = { ...entry, media, version: entry.version + 1, updatedAt: isoTime(now) };
  const next: Live = { ...decided, version: live.version + 1 };
  const rows = rowChanges(entry.id, live, next, next.version);
  await Promise.all(rows.needed.map(writeIf));
  await transact([entryWrite(changed), liveWrite(entry.id, next), ...writes]);
  await Promise.all(rows.left.map(writeIf));
  return { entry: changed, live: next };
};
