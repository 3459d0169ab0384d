import * as z from 'zod/mini';
import { defineEvent } from '#lib/event.ts';

const told = {
  entryId: z.string().check(z.describe('The entry’s id.')),
  path: z.string().check(z.describe('Where it is, or was, on the site.')),
  revision: z.int().check(z.describe('What is, or was, shown.')),
  version: z.int().check(z.describe('The entry’s version by which it was decided.')),
};

/** From its `timestamp` on readers see this revision of an entry. */
export const EntryPublished = defineEvent({ type: 'entry.published', version: 1, data: z.object(told) });

/** From its `timestamp` on readers see nothing of the entry. */
export const EntryUnpublished = defineEvent({ type: 'entry.unpublished', version: 1, data: z.object(told) });

const release = {
  releaseId: z.string().check(z.describe('The release’s id.')),
  at: z.string().check(z.describe('When it begins, or was to begin.')),
  version: z.int().check(z.describe('The release’s version by which it was decided.')),
};

/** All members of a release change at `at`, or none, if it is disarmed before. */
export const ReleaseArmed = defineEvent({
  type: 'release.armed',
  version: 1,
  data: z.object({ ...release, members: z.int().check(z.describe('How many things it changes.')) }),
});

/** No member of a release changes. */
export const ReleaseDisarmed = defineEvent({
  type: 'release.disarmed',
  version: 1,
  data: z.object({
    ...release,
    reason: z
      .nullable(z.string())
      .check(
        z.describe('Why it was not ready: `products-not-ready`, `reference-missing`; null of one disarmed by hand.'),
      ),
  }),
});
