import * as z from 'zod/mini';
import { Metadata } from '#lib/contract.ts';
import { Money } from '#lib/money.ts';
import { priceAt, ScheduledPrice } from './scheduled-price.ts';

/**
 * Bounds of a product. It is one item (400 KB at most) and is read whole, so its bytes are bounded too. Slug and SKU
 * stand in paths, whose parts have at most 200 characters.
 */
export const limits = {
  slug: 200,
  sku: 200,
  title: 255,
  description: 65_535,
  word: 255,
  tags: 100,
  options: 3,
  media: 100,
  url: 2_048,
  alt: 512,
  variants: 100,
  bytes: 250_000,
  /** Minor units: far inside the integers that a double holds exactly, even times a quantity. */
  price: 99_999_999_999,
} as const;

/** Title of the only variant of a product without options, as Shopify names it. */
export const DEFAULT_VARIANT_TITLE = 'Default Title';

export const statuses = ['active', 'draft', 'archived'] as const;

export const ProductOption = z.object({ name: z.string(), values: z.array(z.string()) });
export type ProductOption = z.infer<typeof ProductOption>;
export const Image = z.object({ url: z.string(), alt: z.string() });
export type Image = z.infer<typeof Image>;

/** A variant: what is sold. `id` is its key everywhere; the SKU is a unique alias that may be renamed. */
export const Variant = z.object({
  id: z.string(),
  sku: z.string(),
  /** The values of its options: `Blue / L`. */
  title: z.string(),
  options: z.record(z.string(), z.string()),
  price: Money,
  compareAtPrice: z.nullable(Money),
  taxable: z.boolean(),
  /** The tax class of taxable goods, which the shop’s tax rates name; `standard` without it. */
  taxClass: z.optional(z.string()),
  requiresShipping: z.boolean(),
  barcode: z.nullable(z.string()),
  grams: z.nullable(z.int()),
  metadata: Metadata,
  /** Its prices in price lists, copied from them when they change. */
  scheduled: z.optional(z.array(ScheduledPrice)),
});
export type Variant = z.infer<typeof Variant>;

export const Product = z.object({
  id: z.string(),
  /** Its address and natural key; imports find the product by it. */
  slug: z.string(),
  title: z.string(),
  /** Sanitised HTML. */
  description: z.nullable(z.string()),
  vendor: z.nullable(z.string()),
  type: z.nullable(z.string()),
  tags: z.array(z.string()),
  options: z.array(ProductOption),
  media: z.array(Image),
  status: z.enum(statuses),
  metadata: Metadata,
  variants: z.array(Variant),
  /** The collections that it is in, copied from them when they change; absent for none. */
  collectionIds: z.optional(z.array(z.string())),
  version: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Product = z.infer<typeof Product>;

/** The public page of a product; `available` is a hint, a few seconds old at most. */
export const ProductPage = z.extend(
  z.pick(Product, {
    id: true,
    slug: true,
    title: true,
    description: true,
    vendor: true,
    type: true,
    tags: true,
    options: true,
    media: true,
    version: true,
  }),
  {
    variants: z.array(
      z.extend(
        z.pick(Variant, {
          id: true,
          sku: true,
          title: true,
          options: true,
          price: true,
          compareAtPrice: true,
          requiresShipping: true,
        }),
        { available: z.boolean() },
      ),
    ),
  },
);
export type ProductPage = z.infer<typeof ProductPage>;

/** A variant as checkout reads it: one small item of its own, so that a flood on a page cannot throttle a purchase. */
export const SellableVariant = z.object({
  variantId: z.string(),
  productId: z.string(),
  sku: z.string(),
  /** As a line of an order shows it: `Mug – Blue`. */
  title: z.string(),
  /** Minor units by currency. */
  prices: z.record(z.string(), z.int()),
  /** `standard`, `exempt`, or a class of the shop’s tax rates. */
  taxClass: z.string(),
  requiresShipping: z.boolean(),
  /** Whether it is sold now: the product is active and still has this variant. */
  active: z.boolean(),
  /** Prices that count for a time; see `priceAt`. */
  scheduled: z.optional(z.array(ScheduledPrice)),
  /** Read by promotions and shipping. */
  tags: z.optional(z.array(z.string())),
  collectionIds: z.optional(z.array(z.string())),
  grams: z.optional(z.int()),
});
export type SellableVariant = z.infer<typeof SellableVariant>;

/** Makes the item that checkout reads of a variant. */
export const sellable = (product: Product, variant: Variant): SellableVariant => ({
  variantId: variant.id,
  productId: product.id,
  sku: variant.sku,
  title: variant.title === DEFAULT_VARIANT_TITLE ? product.title : `${product.title} – ${variant.title}`,
  prices: { [variant.price.currency]: variant.price.amount },
  taxClass: variant.taxable ? (variant.taxClass ?? 'standard') : 'exempt',
  requiresShipping: variant.requiresShipping,
  active: product.status === 'active',
  ...(variant.scheduled ? { scheduled: variant.scheduled } : {}),
  ...(product.tags.length > 0 ? { tags: product.tags } : {}),
  ...(product.collectionIds ? { collectionIds: product.collectionIds } : {}),
  ...(variant.grams === null ? {} : { grams: variant.grams }),
});

/** Folds a word (a tag, a vendor, a type) for comparison, without regard to case and Unicode form. */
export const folded = (word: string): string => word.normalize('NFC').toLowerCase();

/** Makes a slug of a title: lower case, letters and digits of any script, the rest as single hyphens. */
export const slugOf = (title: string): string =>
  title
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}_]+/gu, '-')
    .slice(0, limits.slug)
    .replace(/^-+|-+$/g, '');

/**
 * Computes the lowest and highest price of the variants: their list prices, or those that count at a moment (ISO 8601
 * in UTC).
 */
export const priceRange = (product: Product, at?: string): { min: Money; max: Money } => {
  const prices = product.variants
    .map(({ price: { amount, currency }, scheduled }): Money => {
      const now = at === undefined ? undefined : priceAt({ prices: { [currency]: amount }, scheduled }, currency, at);
      return { amount: now?.amount ?? amount, currency };
    })
    .sort((a, b) => a.amount - b.amount);
  const [min, max] = [prices[0], prices.at(-1)];
  if (!min || !max) throw new Error('product: it has no variant');
  return { min, max };
};
