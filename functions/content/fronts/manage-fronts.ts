import { isoTime } from '#lib/clock.ts';
import { notFound, stale } from '#lib/refusals.ts';
import { transact, writeIf } from '#lib/table.ts';
import { actor } from '#lib/trace.ts';
import { noteOnFronts } from '../../catalog/public.ts';
import { limits as entryLimits } from '../entries/entry.ts';
import { expiringWrite, findSource, publishedWrite, readHead, revisionWrite } from '../entries/revisions-table.ts';
import { refuseMissing } from '../references.ts';
import { ItemTwice, RevisionMissing, UntilNotAfterFrom } from '../refusals.ts';
import { momentOf, withStep } from '../timeline.ts';
import { type Front, FrontSource, type Slot } from './front.ts';
import { type FrontLive, findFront, frontId, frontLiveWrite, frontWrite } from './fronts-table.ts';

interface Context {
  readonly ifMatch: number | undefined;
  readonly now: number;
}

/** A front with what is written of its latest revision. */
export interface FrontDraft {
  readonly front: Front;
  readonly live: FrontLive;
  readonly source: FrontSource;
}

/**
 * Makes a revision of a front, whole; readers see it when it is published.
 * @throws Refusal 412; 422 `item-twice`, `until-not-after-from`
 */
export const putFront = async (slug: string, input: FrontSource, { ifMatch, now }: Context): Promise<FrontDraft> => {
  const { front: before, live } = await findFront(slug);
  if (ifMatch !== undefined && ifMatch !== (before?.version ?? 0)) throw stale();
  const source = sound(input);
  const [moment, id, head] = [isoTime(now), frontId(slug), (before?.head ?? 0) + 1];
  const { title } = source;
  const version = (before?.version ?? 0) + 1;
  const front: Front = { slug, title, head, version, createdAt: before?.createdAt ?? moment, updatedAt: moment };
  const revision = { number: head, title, by: actor(), at: moment, source, document: source };
  await transact([frontWrite(front), revisionWrite(id, revision)]);
  const behind = head - entryLimits.revisions;
  if (behind > 0) await writeIf(expiringWrite(id, behind, now));
  return { front, live, source };
};

/** Refuses a slot or a thing that is there twice, and times that are none; writes moments in one form. */
const sound = ({ title, slots }: FrontSource): FrontSource => {
  const names = slots.map(({ id }) => id);
  const things = slots.flatMap(({ items = [] }) => items.map(({ id }) => id));
  const twice = (ids: readonly string[]) => ids.find((id, index) => ids.indexOf(id) !== index);
  const id = twice(names) ?? twice(things);
  if (id !== undefined) throw new ItemTwice(`${id} is there twice.`, { id });
  return { title, slots: slots.map(timed) };
};

const timed = (slot: Slot): Slot => {
  const from = slot.from ? momentOf(slot.from, 0, []) : null;
  const until = slot.until ? momentOf(slot.until, 0, []) : null;
  if (from !== null && until !== null && until <= from) throw new UntilNotAfterFrom();
  return { ...slot, from, until };
};

/** Reads a front with its latest revision. @throws Refusal 404 */
export const readFront = async (slug: string, now: number): Promise<FrontDraft> => {
  const { front, live } = await findFront(slug);
  if (!front) throw notFound('front');
  return { front, live, source: await readHead(FrontSource, frontId(slug), front.head, now) };
};

/**
 * Puts a revision into a front's timeline: readers see it from that second on.
 * @throws Refusal 404; 412; 422 `reference-missing`, `revision-missing`, `fraction-of-second`, `too-many-steps`
 */
export const publishFront = async (
  slug: string,
  { revision, from }: { revision?: number | undefined; from?: string | undefined },
  { ifMatch, now }: Context,
): Promise<FrontDraft> => {
  const { front, live } = await findFront(slug);
  if (!front) throw notFound('front');
  if (ifMatch !== undefined && ifMatch !== front.version) throw stale();
  const number = revision ?? front.head;
  const source = await findSource(FrontSource, frontId(slug), number, now);
  if (!source) throw new RevisionMissing();
  const things = source.slots.flatMap(({ items = [] }) => items);
  const idsOf = (type: string) => things.filter((one) => one.type === type).map(({ id }) => id);
  const sections = source.slots.flatMap(({ list }) => list?.section ?? []);
  await refuseMissing({ products: idsOf('product'), entries: idsOf('entry'), sections: [...new Set(sections)] });
  // Before it is shown, and harmless if it never is.
  await noteOnFronts(idsOf('product'));
  const version = front.version + 1;
  const step = { from: momentOf(from, now, live.steps), until: null, revision: number, version };
  const next = { steps: withStep(live.steps, step, isoTime(now)) };
  const changed = { ...front, version, updatedAt: isoTime(now) };
  await transact([frontWrite(changed), frontLiveWrite(slug, next), publishedWrite(frontId(slug), number)]);
  const draft = number === front.head ? source : await readHead(FrontSource, frontId(slug), front.head, now);
  return { front: changed, live: next, source: draft };
};
