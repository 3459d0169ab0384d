import * as z from 'zod/mini';
import { idPattern } from '#lib/id.ts';
import { line, lines } from '#lib/text.ts';
import { Picture } from '../../media/public.ts';
import { Blocks } from '../body/blocks.ts';

/** Bounds of an entry. Slug and path stand in addresses, whose parts have at most 200 characters. */
export const limits = {
  slug: 200,
  path: 400,
  title: 255,
  standfirst: 1_000,
  authors: 5,
  tags: 10,
  tag: 60,
  seoTitle: 255,
  seoDescription: 1_000,
  correction: 1_000,
  corrections: 50,
  /** Revisions that were not published are kept so many back. */
  revisions: 100,
} as const;

/** Letters and digits of any script with single hyphens: what an address is made of. */
const word = String.raw`[\p{Ll}\p{Lo}\p{M}\p{N}_]+(?:-[\p{Ll}\p{Lo}\p{M}\p{N}_]+)*`;
export const slugPattern = new RegExp(`^${word}$`, 'u');
export const Slug = line(limits.slug).check(
  z.regex(slugPattern, 'must be lower-case letters and digits with single hyphens, like big-storm'),
);
export const Path = line(limits.path).check(
  z.regex(
    new RegExp(`^(?:/${word}){1,8}$`, 'u'),
    'must be a path of lower-case words with single hyphens, like /news/big-storm',
  ),
);

export const kinds = ['article', 'page'] as const;
const Kind = z
  .enum(kinds)
  .check(z.describe('An `article` stands in lists and feeds; a `page` (imprint, about) does not.'));

const Seo = z.object({
  title: z.nullable(line(limits.seoTitle)).check(z.describe('In the place of the title; null for the title itself.')),
  description: z
    .nullable(line(limits.seoDescription))
    .check(z.describe('In the place of the standfirst; null for that itself.')),
});

export const MediaId = z.string().check(z.regex(idPattern('med'), 'must be the id of a medium, med_…'));
export const EntryId = z.string().check(z.regex(idPattern('ent'), 'must be the id of an entry, ent_…'));

/** What an editor writes: a revision is this, never changed. */
export const Source = z.object({
  kind: Kind,
  slug: Slug.check(z.describe('Its address in lists and feeds; a former one answers 301.')),
  path: Path.check(z.describe('Where it is on the site.')),
  section: z.nullable(Slug).check(z.describe('The slug of its section; null without one.')),
  title: line(limits.title).check(z.describe('The headline.')),
  standfirst: z
    .nullable(line(limits.standfirst))
    .check(z.describe('What stands below the headline, and in lists; null without.')),
  blocks: Blocks.check(z.describe('What it says.')),
  authors: z.array(Slug).check(z.maxLength(limits.authors), z.describe('The slugs of those who wrote it.')),
  tags: z.array(line(limits.tag)).check(z.maxLength(limits.tags), z.describe('Words that group entries.')),
  image: z.nullable(MediaId).check(z.describe('The medium shown above it and in lists, `med_…`; null without one.')),
  seo: Seo.check(z.describe('What search engines are told of it.')),
});
export type Source = z.infer<typeof Source>;

const stated = {
  slug: z.optional(Slug).check(z.describe('Its address in lists and feeds; of the title without.')),
  path: z.optional(Path).check(z.describe('Where it is on the site; without, its section and its slug.')),
  section: z.optional(z.nullable(Slug)).check(z.describe('The slug of its section.')),
  standfirst: z
    .optional(z.nullable(line(limits.standfirst)))
    .check(z.describe('What stands below the headline, and in lists.')),
  blocks: z.optional(Blocks).check(z.describe('What it says.')),
  authors: z.optional(Source.shape.authors).check(z.describe('The slugs of those who wrote it, at most five.')),
  tags: z.optional(Source.shape.tags).check(z.describe('Words that group entries, at most ten.')),
  image: z.optional(z.nullable(MediaId)).check(z.describe('The medium shown above it and in lists, `med_…`.')),
  seo: z
    .optional(z.strictObject({ title: z.optional(Seo.shape.title), description: z.optional(Seo.shape.description) }))
    .check(z.describe('What search engines are told in the place of title and standfirst.')),
};
export const NewEntry = z.strictObject({
  kind: z._default(Kind, 'article'),
  title: line(limits.title).check(z.describe('The headline.')),
  ...stated,
});
export type NewEntry = z.output<typeof NewEntry>;
export const EntryPatch = z.strictObject({
  title: z.optional(line(limits.title)).check(z.describe('The headline.')),
  ...stated,
});
export type EntryPatch = z.output<typeof EntryPatch>;

/** Where an entry is that names no path: below its section, or at the root. */
export const pathOf = (section: string | null, slug: string): string => (section ? `/${section}/${slug}` : `/${slug}`);

/** An entry as it is stored: what staff work on. What readers see is its live item. */
export const Entry = z.object({
  id: z.string(),
  ...z.pick(Source, { kind: true, slug: true, path: true, section: true, title: true }).shape,
  /** The number of its latest revision. */
  head: z.int(),
  /** The media of its latest revision, of those in its timeline, and until a moment of one that a release is about to put there. */
  media: z.array(z.object({ revision: z.int(), ids: z.array(z.string()), heldUntil: z.optional(z.string()) })),
  version: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Entry = z.infer<typeof Entry>;

/** A correction, shown with the entry from the moment on at which it was added. */
export const Correction = z.object({
  at: z.string().check(z.describe('When it was added.')),
  text: z.string().check(z.describe('What was wrong, and is right now.')),
});
export const CorrectionRequest = z.strictObject({
  text: lines(limits.correction).check(z.describe('What was wrong, and is right now.')),
});

/** An entry in a list, on a front or within another one. */
export const EntryCard = z.object({
  id: z.string().check(z.describe('The entry’s id, `ent_…`.')),
  ...z.pick(Source, { kind: true, slug: true, path: true, section: true, title: true, standfirst: true, tags: true })
    .shape,
  image: z.nullable(Picture).check(z.describe('Its picture, in sizes for lists; null without one.')),
  publishedAt: z.string().check(z.describe('When it was first shown.')),
  updatedAt: z.string().check(z.describe('Since when it is as it is.')),
});
export type EntryCard = z.infer<typeof EntryCard>;

/** When something is shown: moments in whole seconds. */
export const PublishRequest = z.strictObject({
  revision: z
    .optional(z.int().check(z.gte(1)))
    .check(z.describe('Which revision; the latest without, an earlier one to go back.')),
  from: z.optional(z.iso.datetime({ offset: true })).check(z.describe('From when on; now without.')),
  until: z
    .optional(z.nullable(z.iso.datetime({ offset: true })))
    .check(z.describe('Until when; without, until the next step of its timeline, or for good.')),
});
export type PublishRequest = z.output<typeof PublishRequest>;

/** A step of a timeline, as staff see it. */
export const StepView = z.object({
  from: z.string().check(z.describe('When it begins to be shown.')),
  until: z.nullable(z.string()).check(z.describe('When it ceases; null: when the next step begins.')),
  revision: z.int().check(z.describe('What is shown.')),
});

export const statuses = ['draft', 'scheduled', 'live', 'unpublished'] as const;
const state = {
  id: z.string().check(z.describe('The entry’s id, `ent_…`.')),
  status: z
    .enum(statuses)
    .check(
      z.describe(
        '`live` while readers see it; `scheduled` before; `unpublished` after; `draft` while it has no moment.',
      ),
    ),
  revision: z.int().check(z.describe('The number of its latest revision.')),
  timeline: z.array(StepView).check(z.describe('What is shown when, at most 20 steps.')),
  version: z.int().check(z.describe('Counts its changes; its ETag.')),
  createdAt: z.string().check(z.describe('When it was made.')),
  updatedAt: z.string().check(z.describe('When it last changed.')),
};
/** An entry in the list of staff. */
export const EntrySummary = z.object({
  ...state,
  ...z.pick(Source, { kind: true, slug: true, path: true, section: true, title: true }).shape,
});
/** An entry as staff see it: its latest revision, with what readers see when. */
export const AdminEntry = z.object({
  ...state,
  ...Source.shape,
  corrections: z.array(Correction).check(z.describe('What was corrected, oldest first.')),
});
export type AdminEntry = z.infer<typeof AdminEntry>;

/** A revision in the list of an entry's or a front's. */
export const RevisionSummary = z.object({
  revision: z.int().check(z.describe('Its number.')),
  title: z.string().check(z.describe('The title that it has.')),
  by: z.string().check(z.describe('Who made it.')),
  at: z.string().check(z.describe('When it was made.')),
  published: z.boolean().check(z.describe('Whether it is, was or will be shown.')),
});
