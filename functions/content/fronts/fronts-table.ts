import * as z from 'zod/mini';
import { notFound, stale } from '#lib/refusals.ts';
import { batchGet, type Item, put, putNew, type Ref, type Write } from '#lib/table.ts';
import { at, table } from '../content-table.ts';
import { Front } from './front.ts';

/** Keys, items and conditions of fronts; their revisions lie as those of entries do (entries/revisions-table.ts). */
export const frontId = (slug: string): string => `front#${slug}`;
const frontAt = (slug: string): Ref => at(frontId(slug), 'front');
export const frontLiveAt = (slug: string): Ref => at(frontId(slug), 'live');

export const FrontStep = z.object({
  from: z.string(),
  until: z.nullable(z.string()),
  revision: z.int(),
  version: z.int(),
});
export type FrontStep = z.infer<typeof FrontStep>;
/** What is shown of a front when. */
export const FrontLive = z.object({ steps: z.array(FrontStep) });
export type FrontLive = z.infer<typeof FrontLive>;

export const frontLiveFrom = (item: Item | undefined): FrontLive | undefined => item && z.parse(FrontLive, item);

/** Reads a front as it is now, in one call; undefined where there is none. */
export const findFront = async (slug: string): Promise<{ front: Front | undefined; live: FrontLive }> => {
  const [front, live] = await batchGet([frontAt(slug), frontLiveAt(slug)], { consistent: true });
  return { front: front && z.parse(Front, front), live: frontLiveFrom(live) ?? { steps: [] } };
};

/** Puts the next version of a front. @throws, when executed, Refusal 412 when it has changed since it was read */
export const frontWrite = (next: Front): Write => {
  const item = { ...frontAt(next.slug).key, type: 'front', ...next };
  if (next.version === 1) return putNew(table, item, () => stale());
  const refused = (found: Item | undefined) => (found ? stale() : notFound('front'));
  return put(table, item, { if: '#version = :before', values: { before: next.version - 1 }, refused });
};

export const frontLiveWrite = (slug: string, live: FrontLive): Write =>
  put(table, { ...frontLiveAt(slug).key, type: 'live', ...z.parse(FrontLive, live) });
