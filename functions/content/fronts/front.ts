import * as z from 'zod/mini';
import { idPattern } from '#lib/id.ts';
import { line } from '#lib/text.ts';
import { ProductCard } from '../../catalog/public.ts';
import { EntryCard, EntryId, Slug, StepView } from '../entries/entry.ts';

/** Bounds of a front: what it shows is read in one batch. */
export const limits = { slots: 12, items: 100, title: 120, style: 40 } as const;
/** The front that is the site's first page. */
export const HOME = 'home';

const Item = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('entry').check(z.describe('An entry.')),
    id: EntryId.check(z.describe('Its id.')),
  }),
  z.strictObject({
    type: z.literal('product').check(z.describe('A product.')),
    id: z.string().check(z.regex(idPattern('prd'), 'must be the id of a product, prd_…'), z.describe('Its id.')),
  }),
]);

const List = z.strictObject({
  section: z.optional(Slug).check(z.describe('Articles of this section.')),
  tag: z.optional(line(60)).check(z.describe('Articles with this tag, where no section is named; all without either.')),
  limit: z
    ._default(z.int().check(z.gte(1), z.lte(50)), 10)
    .check(z.describe('How many at most, newest first, without those that stand further up.')),
});

const time = z.optional(z.nullable(z.iso.datetime({ offset: true })));
const Slot = z
  .strictObject({
    id: Slug.check(z.describe('Its name within the front.')),
    title: z._default(z.nullable(line(limits.title)), null).check(z.describe('What stands above it; null without.')),
    style: z
      ._default(z.nullable(line(limits.style)), null)
      .check(z.describe('How it is to be shown, a word of the site’s: `breaking`.')),
    from: time.check(z.describe('From when on it is shown; always before `until` without.')),
    until: time.check(z.describe('Until when it is shown; for good without.')),
    items: z
      .optional(z.array(Item).check(z.maxLength(limits.items)))
      .check(z.describe('What it shows, by hand, in this order.')),
    list: z.optional(List).check(z.describe('What it shows, by a list; in the place of `items`.')),
  })
  .check(
    z.refine(({ items, list }) => (items === undefined) !== (list === undefined), {
      error: 'has either items or a list',
      path: ['items'],
    }),
  );
export type Slot = z.infer<typeof Slot>;

const count = (slots: readonly Slot[]): number =>
  slots.reduce((sum, { items = [], list }) => sum + items.length + (list?.limit ?? 0), 0);

export const FrontSource = z.strictObject({
  title: line(limits.title).check(z.describe('What the page is called.')),
  slots: z
    .array(Slot)
    .check(z.maxLength(limits.slots))
    .check(z.refine((slots) => count(slots) <= limits.items, 'must show at most 100 things in all'))
    .check(z.describe('Its parts from the top down, at most 12.')),
});
export type FrontSource = z.output<typeof FrontSource>;

/** A front as it is stored: what staff work on. */
export const Front = z.object({
  slug: z.string(),
  title: z.string(),
  head: z.int(),
  version: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Front = z.infer<typeof Front>;

/** A front as staff see it. */
export const AdminFront = z.object({
  slug: Slug.check(z.describe('Its name: `home`, or that of a section.')),
  ...FrontSource.shape,
  revision: z.int().check(z.describe('The number of its latest revision.')),
  timeline: z.array(StepView).check(z.describe('What is shown when, at most 20 steps.')),
  version: z.int().check(z.describe('Counts its changes; its ETag.')),
  updatedAt: z.string().check(z.describe('When it last changed.')),
});

/** What a front shows: an entry or a product. */
export const ShownItem = z.discriminatedUnion('type', [
  z.extend(EntryCard, { type: z.literal('entry').check(z.describe('An entry.')) }),
  z.extend(ProductCard, { type: z.literal('product').check(z.describe('A product.')) }),
]);
export type ShownItem = z.infer<typeof ShownItem>;

/** A front as readers see it. */
export const FrontView = z.object({
  slug: z.string().check(z.describe('Its name.')),
  title: z.string().check(z.describe('What the page is called.')),
  slots: z
    .array(
      z.object({
        id: z.string().check(z.describe('Its name within the front.')),
        title: z.nullable(z.string()).check(z.describe('What stands above it; null without.')),
        style: z.nullable(z.string()).check(z.describe('How it is to be shown.')),
        items: z.array(ShownItem).check(z.describe('What it shows.')),
      }),
    )
    .check(z.describe('Its parts from the top down; one that is not shown now is left out.')),
  version: z.int().check(z.describe('The number of the revision; 0 of one that nobody made: the latest articles.')),
});
export type FrontView = z.infer<typeof FrontView>;
