import * as z from 'zod/mini';
import { StoredPicture } from '../../media/public.ts';
import { Correction, Source } from './entry.ts';

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
});
export type Live = z.infer<typeof Live>;

export const nothingLive: Live = { steps: [], first: null, corrections: [] };

/** Answers when a timeline is first shown: a moment that came to pass stays. @param moment now, ISO 8601 in UTC */
export const firstOf = (before: string | null, steps: readonly LiveStep[], moment: string): string | null => {
  if (before !== null && before <= moment) return before;
  return steps[0]?.from ?? null;
};
