import * as z from 'zod/mini';
import { ProductCard } from '../../catalog/public.ts';
import { Picture } from '../../media/public.ts';
import { Correction, EntryCard, Source } from '../entries/entry.ts';
import { AuthorView } from '../names/named.ts';

const caption = z.optional(z.string()).check(z.describe('What is written below it, as plain text.'));
const PictureBlock = z.object({
  picture: Picture.check(z.describe('The picture.')),
  alt: z.string().check(z.describe('What it shows, for those who do not see it.')),
  caption,
});
const type = <const T extends string>(name: T, what: string) => z.literal(name).check(z.describe(what));

/** A part of an article as readers get it: all but `html` is plain text, and what it refers to is filled in. */
export const ShownBlock = z.discriminatedUnion('type', [
  z.object({
    type: type('html', 'Text with headings, lists, tables and links.'),
    html: z.string().check(z.describe('HTML without anything that acts: it may be put into a page as it is.')),
  }),
  z.extend(PictureBlock, { type: type('image', 'A picture.') }),
  z.object({
    type: type('gallery', 'Pictures side by side.'),
    items: z.array(PictureBlock).check(z.describe('The pictures.')),
    caption,
  }),
  z.object({
    type: type('quote', 'What somebody said.'),
    text: z.string().check(z.describe('The words.')),
    cite: z.optional(z.string()).check(z.describe('Who said so, or where it stands.')),
  }),
  z.object({
    type: type('table', 'A table of plain texts.'),
    header: z.array(z.string()).check(z.describe('The heads of its columns.')),
    rows: z.array(z.array(z.string())).check(z.describe('Its rows.')),
    caption,
  }),
  z.object({ type: type('product', 'A product.'), product: ProductCard.check(z.describe('As it is now.')) }),
  z.object({
    type: type('products', 'Products of a collection.'),
    products: z.array(ProductCard).check(z.describe('The newest of them, as they are now.')),
  }),
  z.object({ type: type('entry', 'Another entry.'), entry: EntryCard.check(z.describe('As it is now.')) }),
  z.object({
    type: type('embed', 'Something elsewhere, to be shown as a link.'),
    url: z.string().check(z.describe('Where it is.')),
    title: z.string().check(z.describe('What it is called.')),
    picture: z.nullable(Picture).check(z.describe('What it looks like; null without.')),
  }),
]);
export type ShownBlock = z.infer<typeof ShownBlock>;

/** A section as pages name it. */
export const SectionView = z.object({
  slug: z.string().check(z.describe('Its address.')),
  title: z.string().check(z.describe('What it is called now.')),
});

/** An entry as readers get it. */
export const EntryView = z.object({
  id: z.string().check(z.describe('The entry’s id, `ent_…`.')),
  ...z.pick(Source, { kind: true, slug: true, path: true, title: true, standfirst: true, tags: true, seo: true }).shape,
  section: z.nullable(SectionView).check(z.describe('Its section; null without one.')),
  blocks: z.array(ShownBlock).check(z.describe('What it says; what is not there any more is left out.')),
  authors: z.array(AuthorView).check(z.describe('Those who wrote it, as they are called now.')),
  image: z.nullable(Picture).check(z.describe('The picture above it; null without one.')),
  publishedAt: z.string().check(z.describe('When it was first shown.')),
  updatedAt: z.string().check(z.describe('Since when it is as it is.')),
  corrections: z.array(Correction).check(z.describe('What was corrected, oldest first.')),
  version: z.int().check(z.describe('The number of the revision that is shown.')),
});
export type EntryView = z.infer<typeof EntryView>;
