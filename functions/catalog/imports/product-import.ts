import * as z from 'zod/mini';
import { Money } from '#lib/money.ts';
import { limits, statuses } from '../product/product.ts';
import { Moment } from '../showing/visibility.ts';

const text = (max: number) => z.string().check(z.minLength(1), z.maxLength(max));
const clearable = (max: number) => z.optional(z.nullable(text(max)));
const amount = z.extend(Money, { amount: z.int().check(z.nonnegative(), z.maximum(limits.price)) });

/**
 * A variant as an import states it. An absent field was not in the file and stays as it was; `null` clears.
 * `derivedSku` says that the file named no SKU: a variant that is known by its options keeps the SKU it has.
 * `tracked`, `policy` and `quantity` are inventory's: they are handed back beside the variant's id.
 */
export const VariantImport = z.object({
  sku: text(255),
  derivedSku: z.boolean(),
  options: z.record(text(limits.word), text(limits.word)),
  price: z.optional(amount),
  compareAtPrice: z.optional(z.nullable(amount)),
  tracked: z.optional(z.boolean()),
  policy: z.optional(z.enum(['deny', 'continue'])),
  quantity: z.optional(z.int().check(z.nonnegative())),
  taxable: z.optional(z.boolean()),
  requiresShipping: z.optional(z.boolean()),
  grams: z.optional(z.nullable(z.int().check(z.nonnegative()))),
  barcode: clearable(255),
});
export type VariantImport = z.infer<typeof VariantImport>;

/**
 * A whole product as an import states it. An absent field stays as it was; `null` or an empty list clears, but
 * `variants: []` means that the file says nothing of variants. `complete: false`: parts of the product were refused, so
 * it is not for sale, and variants and media that are not listed stay. `description` is HTML as the merchant wrote it.
 */
export const ProductImport = z.object({
  handle: text(255),
  complete: z.boolean(),
  title: z.optional(text(limits.title)),
  description: clearable(limits.description),
  vendor: clearable(limits.word),
  type: clearable(limits.word),
  tags: z.optional(z.array(text(limits.word)).check(z.maxLength(limits.tags))),
  status: z.optional(z.enum(statuses)),
  visibleFrom: z.optional(z.nullable(Moment)),
  visibleUntil: z.optional(z.nullable(Moment)),
  seo: z.optional(z.object({ title: clearable(limits.seoTitle), description: clearable(limits.seoDescription) })),
  options: z.optional(
    z
      .array(z.object({ name: text(limits.word), values: z.array(text(limits.word)) }))
      .check(z.maxLength(limits.options)),
  ),
  media: z.optional(
    z
      .array(z.object({ url: text(limits.url), alt: z.string().check(z.maxLength(limits.alt)), position: z.int() }))
      .check(z.maxLength(limits.media)),
  ),
  variants: z.array(VariantImport).check(z.maxLength(limits.variants)),
});
export type ProductImport = z.infer<typeof ProductImport>;
