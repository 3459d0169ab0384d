import * as z from 'zod/mini';
import { Metadata } from '#lib/contract.ts';
import { line, lines, typed } from '#lib/text.ts';
import { Moment } from '../showing/visibility.ts';
import { DEFAULT_VARIANT_TITLE, limits, statuses } from './product.ts';

/** Requests that create and change products; unknown fields are refused. */
const clearable = (max: number) => z.optional(z.nullable(line(max)));
const Price = z.strictObject({
  amount: z
    .int()
    .check(z.nonnegative(), z.maximum(limits.price))
    .check(z.describe('Minor units: 2599 is 25.99 dollars.')),
  currency: z
    .string()
    .check(z.regex(/^[A-Z]{3}$/, 'must be a code of three letters, like EUR'))
    .check(z.describe('ISO 4217, such as `EUR`.')),
});

/** A slug: lower case, letters and digits of any script, single hyphens between them. */
export const Slug = z.string().check(
  z.overwrite(typed),
  z.maxLength(limits.slug),
  z.regex(/^[\p{L}\p{M}\p{N}_]+(?:-[\p{L}\p{M}\p{N}_]+)*$/u, 'must be letters, digits and single hyphens'),
  z.refine((slug) => slug === slug.toLowerCase().normalize('NFC'), 'must be in lower case'),
);

// As a key of a JSON object this one would be lost without a trace.
const OptionName = line(limits.word).check(z.refine((name) => name !== '__proto__', 'is reserved'));

/** Files say with this word that a product has no options. */
const OptionValue = line(limits.word).check(
  z.refine((value) => value.toLowerCase() !== DEFAULT_VARIANT_TITLE.toLowerCase(), 'is the word for having no options'),
);
/** Files list tags between commas. */
const Tag = line(limits.word).check(z.refine((tag) => !tag.includes(','), 'must not contain a comma'));

const variantFields = {
  options: z.optional(z.record(OptionName, OptionValue)).check(z.describe('The value of each option of the product.')),
  compareAtPrice: z.optional(z.nullable(Price)).check(z.describe('What it cost before, or elsewhere; null for none.')),
  taxable: z.optional(z.boolean()).check(z.describe('Whether tax is due on it.')),
  taxClass: z
    .optional(
      z.nullable(z.string().check(z.regex(/^[a-z][a-z0-9-]{0,29}$/, 'must be lower-case letters, digits and hyphens'))),
    )
    .check(z.describe('A class of the shop’s tax rates; null for the standard one.')),
  requiresShipping: z.optional(z.boolean()).check(z.describe('Whether it is a thing that is sent.')),
  barcode: clearable(limits.word).check(z.describe('GTIN, ISBN or another.')),
  grams: z.optional(z.nullable(z.int().check(z.nonnegative()))).check(z.describe('What it weighs.')),
  metadata: z.optional(Metadata).check(z.describe('Free data of the integrator.')),
};
export const NewVariant = z.strictObject({
  ...variantFields,
  sku: line(limits.sku).check(z.describe('The merchant’s own name of it, unique in the shop.')),
  price: Price.check(z.describe('What one unit costs.')),
});

/**
 * A change of the variant with this `id`, or with this SKU, or a new variant when none has this SKU. With both, the SKU
 * is the new one.
 */
export const VariantChange = z
  .strictObject({
    ...variantFields,
    id: z.optional(line(40, 0)).check(z.describe('The variant to change.')),
    sku: z.optional(line(limits.sku)).check(z.describe('The variant to change, or beside an id its new SKU.')),
    price: z.optional(Price).check(z.describe('What one unit costs.')),
    removed: z.optional(z.literal(true)).check(z.describe('Takes the variant out of the product.')),
  })
  .check(z.refine((one) => one.id !== undefined || one.sku !== undefined, 'needs an id or a SKU'));
export type VariantChange = z.infer<typeof VariantChange>;

const MediaId = z.string().check(z.regex(/^med_[0-9A-Z]{26}$/, 'must be the id of a medium'));
/** A picture elsewhere, or a medium of ours. */
export const ImageInput = z
  .strictObject({
    url: z
      .optional(z.url({ protocol: /^https?$/ }).check(z.maxLength(limits.url)))
      .check(z.describe('Where a picture is that is not a medium of the shop.')),
    mediaId: z.optional(MediaId).check(z.describe('A medium of the shop that is ready, in the place of an address.')),
    alt: z
      .optional(line(limits.alt, 0))
      .check(z.describe('What it shows, for those who do not see it; that of the medium without it.')),
  })
  .check(z.refine((one) => (one.url === undefined) !== (one.mediaId === undefined), 'needs either a url or a mediaId'));
export type ImageInput = z.infer<typeof ImageInput>;
const isEachOnce = (media: readonly ImageInput[]): boolean =>
  new Set(media.map(({ url, mediaId }) => url ?? mediaId)).size === media.length;

const productFields = {
  slug: z.optional(Slug).check(z.describe('Its address; derived from the title without one.')),
  description: z.optional(z.nullable(lines(limits.description))).check(z.describe('HTML, which is sanitised.')),
  vendor: clearable(limits.word).check(z.describe('Who makes it.')),
  type: clearable(limits.word).check(z.describe('What kind of thing it is.')),
  tags: z.optional(z.array(Tag).check(z.maxLength(limits.tags))).check(z.describe('Words that group products.')),
  /** In the order in which variants name their values; the values are those of the variants. */
  options: z
    .optional(
      z
        .array(
          z.strictObject({
            name: OptionName.check(z.describe('What variants differ in: `Colour`.')),
            values: z
              .optional(z.array(line(limits.word)).check(z.maxLength(100)))
              .check(z.describe('Its values, in the order in which they are shown.')),
          }),
        )
        .check(z.maxLength(limits.options)),
    )
    .check(z.describe('What its variants differ in, in the order in which they are shown.')),
  media: z
    .optional(
      z.array(ImageInput).check(z.maxLength(limits.media), z.refine(isEachOnce, 'must not name an image twice')),
    )
    .check(z.describe('Pictures, the first one for lists.')),
  /** Of its two, what is absent stays and `null` clears. */
  seo: z
    .optional(
      z.strictObject({
        title: clearable(limits.seoTitle).check(
          z.describe('The title in a list of results; null for that of the product.'),
        ),
        description: clearable(limits.seoDescription).check(
          z.describe('Plain text in the place of the description; null for that of the product.'),
        ),
      }),
    )
    .check(z.describe('What search engines show; of its two, what is absent stays and null clears.')),
  status: z.optional(z.enum(statuses)).check(z.describe('Only an active product is for sale.')),
  visibleFrom: z
    .optional(z.nullable(Moment))
    .check(z.describe('From when on an active product is shown and sold, everywhere at once; null for always.')),
  visibleUntil: z
    .optional(z.nullable(Moment))
    .check(z.describe('Until just before when it is; behind `visibleFrom`; null for good.')),
  metadata: z.optional(Metadata).check(z.describe('Free data of the integrator.')),
};

export const NewProduct = z.strictObject({
  ...productFields,
  title: line(limits.title).check(z.describe('What it is called.')),
  variants: z
    .array(NewVariant)
    .check(z.minLength(1), z.maxLength(limits.variants))
    .check(z.describe('What can be bought of it.')),
});
export type NewProduct = z.infer<typeof NewProduct>;

/** The request that changes a product: fields that are absent stay. */
export const ProductChange = z.strictObject({
  ...productFields,
  title: z.optional(line(limits.title)).check(z.describe('What it is called.')),
  variants: z
    .optional(z.array(VariantChange).check(z.maxLength(2 * limits.variants)))
    .check(z.describe('Variants to change, add or remove; others stay.')),
});
export type ProductChange = z.infer<typeof ProductChange>;
