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
        kind: z
          .string()
          .check(
            z.describe(
              '`product`, `entry`, `media`, `author`, `section` or `collection`; of a release also `front`, `revision` and `price-list`.',
            ),
          ),
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

const member = z
  .object({
    type: z.string().check(z.describe('`entry`, `front`, `unpublish`, `price-list` or `product`.')),
    id: z.string().check(z.describe('Its id, or the slug of a front.')),
  })
  .check(z.describe('The member that it is about.'));
export const MemberInRelease = defineRefusal('member-in-release', 422, 'It is in another armed release.', () => ({
  member,
  releaseId: z.string().check(z.describe('The release that it is in.')),
}));
export const MemberTwice = defineRefusal('member-twice', 422, 'A release changes each thing once.', () => ({ member }));
export const TooManyMembers = defineRefusal('too-many-members', 422, 'A release has at most 90 members.', () => ({
  members: z.int().check(z.describe('How many were named.')),
  most: z.int().check(z.describe('How many there may be: what one transaction takes.')),
}));
export const ReleaseEmpty = defineRefusal('release-empty', 422, 'A release without members changes nothing.');
export const AtTooNear = defineRefusal(
  'at-too-near',
  422,
  'A release is armed at least twice its margin ahead.',
  () => ({
    at: z.string().check(z.describe('The moment that was asked for.')),
    earliest: z.string().check(z.describe('The earliest moment that there may be now.')),
    marginSeconds: z.int().check(z.describe('Its margin, by how many prices its lists have.')),
  }),
);
export const ReleaseArmed = defineRefusal('release-armed', 409, 'It is armed, or has begun: it stays as it is.');
export const ReleaseNotArmed = defineRefusal('release-not-armed', 409, 'It is not armed.');
export const ReleaseDecided = defineRefusal(
  'release-decided',
  409,
  'It begins within half its margin, or has begun: a release backwards undoes it.',
  () => ({ at: z.string().check(z.describe('When it begins, or began.')) }),
);
