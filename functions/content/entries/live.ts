import * as z from 'zod/mini';
import { StoredPicture } from '../../media/public.ts';
import { ReleaseMark } from '../live-items.ts';
import { revisionsFrom } from '../timeline.ts';
import { Correction, type Entry, Source } from './entry.ts';

/** What lists, fronts and other entries show of an entry, as its step keeps it: nothing else is read for a list. */
export const StoredCard = z.object({
  ...z.pick(Source, {
    kind: true,
    slug: true,
    path: true,
    section: true,
    title: true,
    standfirst: true,
    tags: true,
    authors: true,
  }).shape,
  image: z.nullable(StoredPicture),
});
export type StoredCard = z.infer<typeof StoredCard>;

export const LiveStep = z.object({
  from: z.string(),
  until: z.nullable(z.string()),
  revision: z.int(),
  /** The entry's version by which it was decided. */
  version: z.int(),
  card: StoredCard,
});
export type LiveStep = z.infer<typeof LiveStep>;

/** The one truth of what readers see of an entry when. */
export const Live = z.object({
  steps: z.array(LiveStep),
  /** When it was first shown, or will be: its place in lists, which a correction does not move. */
  first: z.nullable(z.string()),
  corrections: z.array(Correction),
  /** Up to when its flips are told, and the number of its last event; absent while none is. */
  told: z.optional(z.object({ through: z.string(), sequence: z.int() })),
  /** The last release that had a change in it; until that begins nobody else changes what is shown. */
  release: z.optional(ReleaseMark(LiveStep)),
  /** Counts the changes of this item. */
  version: z._default(z.int(), 0),
});
export type Live = z.infer<typeof Live>;

export const nothingLive: Live = { steps: [], first: null, corrections: [], version: 0 };

/**
 * Picks the media of an entry that readers see or will see: of its timeline, of what comes back when a release is disarmed,
 * and of what one is about to put there. @param moment now, ISO 8601 in UTC
 */
export const shownMedia = (media: Entry['media'], live: Live | undefined, moment: string): Entry['media'] => {
  const { steps, release } = live ?? nothingLive;
  const back = release && release.at > moment ? release.undo.map(({ revision }) => revision) : [];
  const used = new Set([...revisionsFrom(steps, moment), ...back]);
  return media.filter(({ revision, heldUntil = '' }) => used.has(revision) || heldUntil > moment);
};

/** Makes the media of an entry with those of a revision that is, or is about to be, in its timeline. */
export const mediaWith = (
  { media, head }: Entry,
  live: Live | undefined,
  own: Entry['media'][number],
  moment: string,
): Entry['media'] => {
  const shown = shownMedia(media, live, moment);
  return [
    ...media.filter((one) => one.revision !== own.revision && (one.revision === head || shown.includes(one))),
    own,
  ];
};

/** Answers when a timeline is first shown: a moment that came to pass stays. @param moment now, ISO 8601 in UTC */
export const firstOf = (before: string | null, steps: readonly LiveStep[], moment: string): string | null => {
  if (before !== null && before <= moment) return before;
  return steps[0]?.from ?? null;
};
