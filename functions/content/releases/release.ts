import * as z from 'zod/mini';
import { isoTime, msOf } from '#lib/clock.ts';
import { idPattern } from '#lib/id.ts';
import { line } from '#lib/text.ts';
import { EntryId, Slug } from '../entries/entry.ts';

/**
 * A release: up to ninety things that change at one second, for everybody, or not at all. Each member is one write of its live
 * item; all of them, the release and what is told of it are one transaction, which takes a hundred writes.
 */
export const MOST_MEMBERS = 90;

const ListId = z.string().check(z.regex(idPattern('prl'), 'must be the id of a price list, prl_…'));
const ProductId = z.string().check(z.regex(idPattern('prd'), 'must be the id of a product, prd_…'));
const revision = z.int().check(z.gte(1));
const shown = 'Which revision is shown from then on.';
const memberOf = <R extends z.ZodMiniType>(number: R) =>
  z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('entry').check(z.describe('An entry is shown at a revision.')),
      id: EntryId.check(z.describe('The entry.')),
      revision: number,
    }),
    z.strictObject({
      type: z.literal('front').check(z.describe('A front is shown at a revision.')),
      slug: Slug.check(z.describe('The front: `home`, or a section’s.')),
      revision: number,
    }),
    z.strictObject({
      type: z.literal('unpublish').check(z.describe('An entry is shown no more.')),
      id: EntryId.check(z.describe('The entry.')),
    }),
    z.strictObject({
      type: z.literal('price-list').check(z.describe('A price list starts: a draft, or one that has not started.')),
      id: ListId.check(z.describe('The price list.')),
    }),
    z.strictObject({
      type: z.literal('product').check(z.describe('An active product is shown and sold, or no more.')),
      id: ProductId.check(z.describe('The product.')),
      visible: z.boolean().check(z.describe('Whether it is shown from then on.')),
    }),
  ]);
/** A member as it is named: without a revision it is the latest of that moment. */
export const MemberRequest = memberOf(z.optional(revision).check(z.describe(`${shown} The latest without.`)));
export type MemberRequest = z.infer<typeof MemberRequest>;
export const Member = memberOf(revision.check(z.describe(shown)));
export type Member = z.infer<typeof Member>;

/** Names what a member changes: two that change the same cannot be in one release. */
export const targetOf = (member: MemberRequest): string => {
  if (member.type === 'front') return `front#${member.slug}`;
  return member.id;
};
/** Names a member in a refusal. */
export const namedMember = (member: MemberRequest) => ({
  type: member.type,
  id: member.type === 'front' ? member.slug : member.id,
});

const members = z.array(MemberRequest).check(z.describe('What changes, each thing once: at most 90.'));
export const ReleaseRequest = z.strictObject({
  name: line(120).check(z.describe('What it is called.')),
  members: z.optional(members),
});
export const MembersRequest = z.strictObject({ members });
export const ArmRequest = z.strictObject({
  at: z.iso
    .datetime({ offset: true })
    .check(z.describe('The second at which everything changes, at least twice the margin ahead.')),
});

const Disarmed = z.object({
  at: z.string().check(z.describe('When it was disarmed.')),
  reason: z
    .nullable(
      z.object({
        code: z.string().check(z.describe('What was not ready: `products-not-ready` or `reference-missing`.')),
        detail: z.string().check(z.describe('A sentence that names it.')),
      }),
    )
    .check(z.describe('Why it could not begin; null of one that was disarmed by hand.')),
});
export type Reason = z.infer<typeof Disarmed>['reason'];

/** A release as it is stored. */
export const Release = z.object({
  id: z.string().check(z.describe('The release’s id, `rel_…`.')),
  name: z.string().check(z.describe('What it is called.')),
  armed: z.boolean(),
  at: z.nullable(z.string()).check(z.describe('When it begins, or began; null of one that is not armed.')),
  marginSeconds: z
    .nullable(z.int())
    .check(z.describe('How long before `at` everything has to be ready; null of one that is not armed.')),
  members: z.array(Member).check(z.describe('What changes.')),
  disarmed: z.nullable(Disarmed).check(z.describe('How it was disarmed the last time; null of one that never was.')),
  /** It was looked at half its margin ahead: nothing disarms it any more, not even what was sent before and comes late. */
  decided: z.boolean(),
  /** The number of its last event. */
  sequence: z.int(),
  version: z.int().check(z.describe('Counts its changes; its ETag.')),
  createdAt: z.string().check(z.describe('When it was made.')),
  updatedAt: z.string().check(z.describe('When it last changed.')),
});
export type Release = z.infer<typeof Release>;

/** A release as staff see it. */
export const ReleaseView = z.extend(z.omit(Release, { armed: true, decided: true, sequence: true }), {
  status: z
    .enum(['draft', 'armed', 'started', 'disarmed'])
    .check(z.describe('`started` from `at` on; `disarmed` may be changed and armed again, as a `draft`.')),
});
export type ReleaseView = z.infer<typeof ReleaseView>;

/** Shows a release to staff. @param now milliseconds since 1970 */
export const releaseViewOf = ({ armed, decided: _, sequence: __, ...release }: Release, now: number): ReleaseView => {
  const { at, disarmed } = release;
  const idle = disarmed ? 'disarmed' : 'draft';
  return { ...release, status: armed && at !== null ? (at > isoTime(now) ? 'armed' : 'started') : idle };
};

/** A release that is armed, with its moments. */
export interface Armed extends Release {
  readonly at: string;
  readonly marginSeconds: number;
}
export const isArmed = (release: Release): release is Armed => release.armed;

/** Answers by when what follows has to be ready, and from when on nothing is disarmed: milliseconds since 1970. */
export const momentsOf = ({ at, marginSeconds }: Armed): { readonly ready: number; readonly decided: number } => ({
  ready: msOf(at) - marginSeconds * 1000,
  decided: msOf(at) - marginSeconds * 500,
});

const PRICES = 1000;
/** Computes the margin of a release in seconds: a setting, and as much again for each thousand prices of its lists. */
export const marginOf = (seconds: number, prices: number): number => Math.ceil(seconds * (1 + prices / PRICES));
