/** What this module refuses, beside what follows from a route’s contract (lib/refusals.ts). */
import * as z from 'zod/mini';
import { defineRefusal } from '#lib/problem.ts';

export const PreconditionRequired = defineRefusal(
  'precondition-required',
  428,
  'Send the version that you read as If-Match.',
);
export const PathReserved = defineRefusal('path-reserved', 422, 'The site has a page of its own at this path.', () => ({
  path: z.string().check(z.describe('The path.')),
}));
export const EntryPublished = defineRefusal(
  'entry-published',
  409,
  'It was published, or is about to be: unpublish it; its address stays.',
);
export const NotPublished = defineRefusal('not-published', 409, 'It is not published, and not about to be.');
export const RevisionMissing = defineRefusal('revision-missing', 422, 'It has no such revision, or has it no more.');
export const ReferenceMissing = defineRefusal('reference-missing', 422, 'What it refers to is not there.', () => ({
  references: z
    .array(
      z.object({
        kind: z.string().check(z.describe('`product`, `entry`, `media`, `author`, `section` or `collection`.')),
        id: z.string().check(z.describe('Its id or slug.')),
      }),
    )
    .check(z.describe('Each that is not there, or, of media, not ready.')),
}));
export const FractionOfSecond = defineRefusal('fraction-of-second', 422, 'A moment has whole seconds.');
export const UntilNotAfterFrom = defineRefusal(
  'until-not-after-from',
  422,
  'What is shown ends after it begins: `until` is after `from`.',
);
export const TooManySteps = defineRefusal('too-many-steps', 422, 'A timeline has at most 20 steps.');
export const TooManyCorrections = defineRefusal('too-many-corrections', 422, 'An entry has at most 50 corrections.');
export const SectionUsed = defineRefusal('section-used', 409, 'Entries are in this section.');
export const RedirectCircle = defineRefusal('redirect-circle', 422, 'It would lead back to itself.');
export const RedirectElsewhere = defineRefusal('redirect-elsewhere', 422, 'A redirect leads to a path of this site.');
export const PathTaken = defineRefusal('path-taken', 409, 'There is a page at this path.');
export const ItemTwice = defineRefusal('item-twice', 422, 'A front has each slot, and each thing, once.', () => ({
  id: z.string().check(z.describe('What is there twice.')),
}));
