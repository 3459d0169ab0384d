import * as z from 'zod/mini';
import { notFound, stale } from '#lib/refusals.ts';
import { batchGet, type Item, put, putNew, type Ref, type Write } from '#lib/table.ts';
import { at, table } from '../content-table.ts';
import { liveItemWrite, ReleaseMark } from '../live-items.ts';
import { Front } from './front.ts';

/** Keys, items and conditions of fronts; their revisions lie as those of entries do (entries/revisions-table.ts). */
export const frontId = (slug: string): string => `front#${slug}`;
export const frontAt = (slug: string): Ref => at(frontId(slug), 'front');
export const frontLiveAt = (slug: string): Ref => at(frontId(slug), 'live');

export const FrontStep = z.object({
  from: z.string(),
  until: z.nullable(z.string()),
  revision: z.int(),
  version: z.int(),
});
export type FrontStep = z.infer<typeof FrontStep>;
/** What is shown of a front when. */
export const FrontLive = z.object({
  steps: z.array(FrontStep),
  /** The last release that had a change in it; until that begins nobody else changes what is shown. */
  release: z.optional(ReleaseMark(FrontStep)),
  /** Counts the changes of this item. */
  version: z._default(z.int(), 0),
});
export type FrontLive = z.infer<typeof FrontLive>;

export const noFrontLive: FrontLive = { steps: [], version: 0 };
export const frontLiveFrom = (item: Item | undefined): FrontLive | undefined => item && z.parse(FrontLive, item);

export const frontFrom = (item: Item | undefined): Front | undefined => item && z.parse(Front, item);

/** Reads a front as it is now, in one call; undefined where there is none. */
export const findFront = async (slug: string): Promise<{ front: Front | undefined; live: FrontLive }> => {
  const [front, live] = await batchGet([frontAt(slug), frontLiveAt(slug)], { consistent: true });
  return { front: frontFrom(front), live: frontLiveFrom(live) ?? noFrontLive };
};

/** Puts the next version of a front. @throws, when executed, Refusal 412 when it has changed since it was read */
export const frontWrite = (next: Front): Write => {
  const item = { ...frontAt(next.slug).key, type: 'front', ...next };
  if (next.version === 1) return putNew(table, item, () => stale());
  const refused = (found: Item | undefined) => (found ? stale() : notFound('front'));
  return put(table, item, { if: '#version = :before', values: { before: next.version - 1 }, refused });
};

/** Puts the next version of what is shown of a front. @throws, when executed, LiveChanged */
export const frontLiveWrite = (slug: string, next: FrontLive): Write =>
  liveItemWrite(frontLiveAt(slug), z.parse(FrontLive, next));
