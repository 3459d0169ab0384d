import * as z from 'zod/mini';
import { line, lines } from '#lib/text.ts';
import { asBrowsersWrite, embedHosts, isEmbedded } from './embed-hosts.ts';

/** Bounds of an article's body. A revision is one item, and what it refers to is read in one batch. */
export const limits = {
  blocks: 400,
  /** Of its JSON, in UTF-8. */
  bytes: 200_000,
  /** Distinct products, entries and media; a collection counts as the products that are shown of it. */
  references: 100,
  /** UTF-16 units of one block of Markdown: what its author nests costs more than its length (render-body.ts). */
  markdown: 50_000,
  html: 200_000,
  quote: 5_000,
  cite: 500,
  alt: 512,
  caption: 1_000,
  title: 255,
  url: 2_048,
  gallery: 30,
  columns: 20,
  rows: 200,
  cell: 1_000,
} as const;

const idOf = (prefix: string, what: string) =>
  z.string().check(z.regex(new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`), `must be the id of ${what}`));
const MediaId = idOf('med', 'a medium');
const Caption = z.optional(line(limits.caption)).check(z.describe('What is written below it, as plain text.'));

const picture = {
  mediaId: MediaId.check(z.describe('The medium, `med_…`.')),
  alt: z
    .optional(line(limits.alt, 0))
    .check(z.describe('What it shows, for those who do not see it; that of the medium without it.')),
  caption: Caption,
};

const Cells = z.array(line(limits.cell, 0)).check(z.minLength(1), z.maxLength(limits.columns));

/** Every row of a table has as many cells as its header. */
const isEven = z.check<{ readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] }>(
  ({ value: { header, rows }, issues }) => {
    const index = rows.findIndex((row) => row.length !== header.length);
    if (index >= 0)
      issues.push({
        code: 'custom',
        path: ['rows', index],
        input: rows[index],
        message: `must have as many cells as the header: ${header.length}`,
      });
  },
);

const type = <const T extends string>(name: T, what: string) => z.literal(name).check(z.describe(what));

/** Blocks of plain texts and ids: what their author writes is what a reader gets. */
const plain = [
  z.strictObject({ type: type('image', 'A picture.'), ...picture }),
  z.strictObject({
    type: type('gallery', 'Pictures side by side.'),
    items: z
      .array(z.strictObject(picture))
      .check(z.minLength(1), z.maxLength(limits.gallery))
      .check(z.describe('Its pictures, in their order; at most 30.')),
    caption: Caption,
  }),
  z.strictObject({
    type: type('quote', 'What somebody said.'),
    text: lines(limits.quote).check(z.describe('The words, as plain text.')),
    cite: z.optional(line(limits.cite)).check(z.describe('Who said so, or where it stands.')),
  }),
  z
    .strictObject({
      type: type('table', 'A table of plain texts.'),
      header: Cells.check(z.describe('The heads of its columns, at most 20.')),
      rows: z
        .array(Cells)
        .check(z.minLength(1), z.maxLength(limits.rows))
        .check(z.describe('Its rows, at most 200, each with as many cells as the header.')),
      caption: Caption,
    })
    .check(isEven),
  z.strictObject({
    type: type('product', 'A product, as it is when the article is read.'),
    productId: idOf('prd', 'a product').check(z.describe('The product, `prd_…`.')),
  }),
  z.strictObject({
    type: type(
      'products',
      'The newest products of a collection, twelve at most, as they are when the article is read.',
    ),
    collectionId: idOf('col', 'a collection').check(z.describe('The collection, `col_…`.')),
  }),
  z.strictObject({
    type: type('entry', 'Another entry, as it is when the article is read.'),
    entryId: idOf('ent', 'an entry').check(z.describe('The entry, `ent_…`.')),
  }),
  z.strictObject({
    type: type('embed', 'A video, a post or a sound elsewhere: shown as a link, nothing of it is loaded.'),
    url: z
      .string()
      .check(
        z.overwrite(asBrowsersWrite),
        z.maxLength(limits.url),
        z.refine(isEmbedded, `must be an https address at one of ${embedHosts.join(', ')}`),
        z.describe('Where it is, at one of the hosts that are taken.'),
      ),
    title: line(limits.title).check(z.describe('What it is called.')),
    mediaId: z.optional(MediaId).check(z.describe('A medium that shows what it is.')),
  }),
] as const;

/** A part of an article's body, as its author writes it. What is no Markdown and no HTML is plain text. */
export const Block = z.discriminatedUnion('type', [
  z.strictObject({
    type: type('text', 'Text with headings, lists, tables and links.'),
    markdown: lines(limits.markdown).check(
      z.describe('Markdown as GitHub takes it. HTML in it stays as far as an article’s HTML may have it.'),
    ),
  }),
  z.strictObject({
    type: type('html', 'HTML that comes from elsewhere.'),
    html: lines(limits.html).check(
      z.describe(
        'Stored as it is, and shown without what could act: no script, style, frame, form or picture elsewhere.',
      ),
    ),
  }),
  ...plain,
]);
export type Block = z.infer<typeof Block>;

/** Markdown and imported HTML, once they are rendered: a reader need not know how it was written. */
const HtmlBlock = z.strictObject({
  type: type('html', 'Text as HTML.'),
  html: z.string().check(z.describe('Sanitised: it cannot act, asks no other host, and ends whatever it begins.')),
});
/** A block as it is stored for readers, before what it refers to is bound. All but `html` is plain text, to be escaped. */
export const RenderedBlock = z.discriminatedUnion('type', [HtmlBlock, ...plain]);
export type RenderedBlock = z.infer<typeof RenderedBlock>;
