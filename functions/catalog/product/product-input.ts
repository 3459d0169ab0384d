import * as z from 'zod/mini';
import { Metadata } from '#lib/contract.ts';
import { line, lines, typed } from '#lib/text.ts';
import { DEFAULT_VARIANT_TITLE, limits, statuses } from './product.ts';

/** Requests that create and change products; unknown fields are refused. */
const clearable = (max: number) => z.optional(z.nullable(line(max)));
const Price = z.strictObject({
  amount: z.int().check(z.nonnegative(), z.maximum(limits.price)),
  currency: z.string().check(z.regex(/^[A-Z]{3}$/, 'must be a code of three letters, like EUR')),
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
  options: z.optional(z.record(OptionName, OptionValue)),
  compareAtPrice: z.optional(z.nullable(Price)),
  taxable: z.optional(z.boolean()),
  taxClass: z.optional(
    z.nullable(z.string().check(z.regex(/^[a-z][a-z0-9-]{0,29}$/, 'must be lower-case letters, digits and hyphens'))),
  ),
  requiresShipping: z.optional(z.boolean()),
  barcode: clearable(limits.word),
  grams: z.optional(z.nullable(z.int().check(z.nonnegative()))),
  metadata: z.optional(Metadata),
};
export const NewVariant = z.strictObject({ ...variantFields, sku: line(limits.sku), price: Price });

/**
 * A change of the variant with this `id`, or with this SKU, or a new variant when none has this SKU. With both, the SKU
 * is the new one.
 */
export const VariantChange = z
  .strictObject({
    ...variantFields,
    id: z.optional(line(40, 0)),
    sku: z.optional(line(limits.sku)),
    price: z.optional(Price),
    removed: z.optional(z.literal(true)),
  })
  .check(z.refine((one) => one.id !== undefined || one.sku !== undefined, 'needs an id or a SKU'));
export type VariantChange = z.infer<typeof VariantChange>;

const productFields = {
  slug: z.optional(Slug),
  description: z.optional(z.nullable(lines(limits.description))),
  vendor: clearable(limits.word),
  type: clearable(limits.word),
  tags: z.optional(z.array(Tag).check(z.maxLength(limits.tags))),
  /** In the order in which variants name their values; the values are those of the variants. */
  options: z.optional(
    z
      .array(
        z.strictObject({
          name: OptionName,
          values: z.optional(z.array(line(limits.word)).check(z.maxLength(100))),
        }),
      )
      .check(z.maxLength(limits.options)),
  ),
  media: z.optional(
    z
      .array(
        z.strictObject({
          url: z.url({ protocol: /^https?$/ }).check(z.maxLength(limits.url)),
          alt: z._default(line(limits.alt, 0), ''),
        }),
      )
      .check(
        z.maxLength(limits.media),
        z.refine((media) => new Set(media.map(({ url }) => url)).size === media.length, 'must not name an image twice'),
      ),
  ),
  /** Of its two, what is absent stays and `null` clears. */
  seo: z.optional(z.strictObject({ title: clearable(limits.seoTitle), description: clearable(limits.seoDescription) })),
  status: z.optional(z.enum(statuses)),
  metadata: z.optional(Metadata),
};

export const NewProduct = z.strictObject({
  ...productFields,
  title: line(limits.title),
  variants: z.array(NewVariant).check(z.minLength(1), z.maxLength(limits.variants)),
});
export type NewProduct = z.infer<typeof NewProduct>;

/** The request that changes a product: fields that are absent stay. */
export const ProductChange = z.strictObject({
  ...productFields,
  title: z.optional(line(limits.title)),
  variants: z.optional(z.array(VariantChange).check(z.maxLength(2 * limits.variants))),
});
export type ProductChange = z.infer<typeof ProductChange>;
