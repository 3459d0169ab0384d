import * as z from 'zod/mini';
import { MOST_AMOUNT, Money } from '#lib/money.ts';

/**
 * What one import takes. A product is one item of the catalog and travels as one queue message, so the number of
 * variants is Shopify's classic 100 and not today's 2048.
 */
export const limits = {
  rows: 500_000,
  options: 3,
  variants: 100,
  media: 100,
  tags: 100,
  handle: 255,
  title: 255,
  description: 65_535,
  vendor: 255,
  type: 255,
  tag: 255,
  optionName: 255,
  optionValue: 255,
  sku: 255,
  barcode: 255,
  url: 2_048,
  alt: 512,
  seoTitle: 255,
  seoDescription: 1_000,
  /** Of its JSON in UTF-8. Escaped for a queue it is three times as long at most, which a message of 1 MiB holds. */
  productBytes: 200_000,
  /** Warnings of one product that are told one by one. */
  warnings: 100,
  quantity: 1_000_000_000,
  /** Minor units: far inside the integers that a double holds exactly, even times a quantity. */
  price: MOST_AMOUNT,
} as const;

/** The title of the only variant of a product without options, Shopify's word for it. */
export const DEFAULT_VARIANT_TITLE = 'Default Title';

const text = (max: number) => z.string().check(z.minLength(1), z.maxLength(max));
const clearable = (max: number) => z.optional(z.nullable(text(max)));

/**
 * A variant as the file states it. An absent field was not in the file and stays as it was; `null` clears.
 * `quantity` is an opening balance. `derivedSku` says that the file named no SKU: a variant that is known by its
 * options keeps the SKU it has.
 */
export const ImportedVariant = z.object({
  sku: text(limits.sku),
  derivedSku: z.boolean(),
  options: z.record(text(limits.optionName), text(limits.optionValue)),
  title: text(3 * limits.optionValue + 6),
  price: z.optional(Money),
  compareAtPrice: z.optional(z.nullable(Money)),
  tracked: z.optional(z.boolean()),
  policy: z.optional(z.enum(['deny', 'continue'])),
  quantity: z.optional(z.int().check(z.nonnegative(), z.maximum(limits.quantity))),
  taxable: z.optional(z.boolean()),
  requiresShipping: z.optional(z.boolean()),
  grams: z.optional(z.nullable(z.int().check(z.nonnegative()))),
  barcode: clearable(limits.barcode),
});
export type ImportedVariant = z.infer<typeof ImportedVariant>;

export const ImportedMedia = z.object({
  url: text(limits.url),
  alt: z.string().check(z.maxLength(limits.alt)),
  position: z.int().check(z.positive()),
  /** Where the file names it. */
  line: z.optional(z.int().check(z.positive())),
});
export type ImportedMedia = z.infer<typeof ImportedMedia>;

/**
 * A whole product as the file states it, small enough for one queue message. An absent field was not in the file and
 * stays as it was; `null` or an empty list clears. `description` is HTML as the merchant wrote it, not yet sanitised.
 * `complete` is false when a row of the product was refused, the first of them is `partial`: the product is then not
 * for sale in part, and variants and media that are not listed stay.
 * `variants` is empty only when the file has no variant columns at all: variants stay as they are.
 */
export const ImportedProduct = z.object({
  handle: text(limits.handle),
  /** Where the product begins in the file. */
  line: z.int().check(z.positive()),
  complete: z.boolean(),
  partial: z.optional(z.object({ line: z.int(), code: z.string() })),
  title: z.optional(text(limits.title)),
  description: clearable(limits.description),
  vendor: clearable(limits.vendor),
  type: clearable(limits.type),
  tags: z.optional(z.array(text(limits.tag)).check(z.maxLength(limits.tags))),
  status: z.optional(z.enum(['active', 'draft', 'archived'])),
  visibleFrom: z.optional(z.nullable(z.string())),
  visibleUntil: z.optional(z.nullable(z.string())),
  seo: z.optional(z.object({ title: clearable(limits.seoTitle), description: clearable(limits.seoDescription) })),
  options: z.optional(
    z
      .array(z.object({ name: text(limits.optionName), values: z.array(text(limits.optionValue)) }))
      .check(z.maxLength(limits.options)),
  ),
  media: z.optional(z.array(ImportedMedia).check(z.maxLength(limits.media))),
  variants: z.array(ImportedVariant).check(z.maxLength(limits.variants)),
});
export type ImportedProduct = z.infer<typeof ImportedProduct>;
