import type * as z from 'zod/mini';
import type { AdminFront } from './front.ts';
import type { FrontDraft } from './manage-fronts.ts';

/** Shows a front to staff: its latest revision, and what readers see when. */
export const adminFrontOf = ({ front, live, source }: FrontDraft): z.output<typeof AdminFront> => ({
  slug: front.slug,
  ...source,
  revision: front.head,
  timeline: live.steps.map(({ from, until, revision }) => ({ from, until, revision })),
  version: front.version,
  updatedAt: front.updatedAt,
});
