import { isoTime } from '#lib/clock.ts';
import { type Item, type Ref, write } from '#lib/table.ts';
import { noteOnFronts } from '../../catalog/public.ts';
import { findSource, publishedWrite } from '../entries/revisions-table.ts';
import { FrontSource } from '../fronts/front.ts';
import {
  frontAt, frontFrom, frontId, frontLiveAt, frontLiveFrom, frontLiveWrite, noFrontLive,
} from '../fronts/fronts-table.ts'; // biome-ignore format: a list
import { referencesOfFront } from '../references.ts';
import { withStep } from '../timeline.ts';
import type { Target } from './prepared.ts';
import { namingIt, stepsBefore, undoOf } from './steps.ts';

export const refsOfFront = (slug: string): Ref[] => [frontAt(slug), frontLiveAt(slug)];

/** A front that is to be shown at a revision. */
export const frontTarget = (revision: number, [first, second]: readonly (Item | undefined)[]): Target | undefined => {
  const [front, live = noFrontLive] = [frontFrom(first), frontLiveFrom(second)];
  if (!front) return undefined;
  const { slug, version } = front;
  const id = frontId(slug);
  let read: ReturnType<typeof findSource<typeof FrontSource>> | undefined;
  const sourceAt = (now: number) => (read ??= findSource(FrontSource, id, revision, now));
  return {
    release: live.release,
    named: async (now) => {
      const source = await sourceAt(now);
      return source
        ? { references: referencesOfFront(source) }
        : { missing: [{ kind: 'revision', id: `${id}@${revision}` }] };
    },
    arm: async ({ id: releaseId, at, now }) => {
      const step = { from: at, until: null, revision, version };
      const steps = namingIt(id, () => withStep(live.steps, step, isoTime(now)));
      const release = { id: releaseId, at, undo: undoOf(live.steps, steps) };
      return {
        before: async () => {
          const source = await sourceAt(now);
          await noteOnFronts(source ? referencesOfFront(source).products : []);
          return write(publishedWrite(id, revision));
        },
        write: frontLiveWrite(slug, { ...live, steps, release, version: live.version + 1 }),
      };
    },
    disarm: () => {
      const { release, ...rest } = live;
      const steps = release ? stepsBefore(live.steps, release) : live.steps;
      return { write: frontLiveWrite(slug, { ...rest, steps, version: live.version + 1 }) };
    },
  };
};
