import * as z from 'zod/mini';
import { Money } from '#lib/money.ts';
import type { Item } from '#lib/table.ts';
import { Image, Product, type ProductPage, priceRange } from '../product/product.ts';
import type { Placement } from './list-entries-table.ts';

/** A product in a list of shoppers. `available` is a hint, a few seconds old at most. */
export const ProductSummary = z.extend(
  z.pick(Product, { id: true, slug: true, title: true, vendor: true, type: true }),
  {
    image: z.nullable(Image).check(z.describe('The first picture; null without one.')),
    priceRange: z
      .object({ min: Money.check(z.describe('The lowest.')), max: Money.check(z.describe('The highest.')) })
      .check(z.describe('The lowest and the highest price of its variants.')),
    available: z.boolean().check(z.describe('Whether any of its variants is, as a hint that is seconds old.')),
  },
);
export type ProductSummary = z.infer<typeof ProductSummary>;

/** A product in the list of staff: drafts and archived ones too. */
export const StaffProductSummary = z.extend(ProductSummary, z.pick(Product, { status: true }).shape);
export type StaffProductSummary = z.infer<typeof StaffProductSummary>;

/** A summary as it is stored: with the price range from each flip of its price lists on (`''`: before the first). */
export const StoredSummary = z.extend(StaffProductSummary, {
  flips: z.optional(z.array(z.object({ from: z.string(), priceRange: ProductSummary.shape.priceRange }))),
});
export type StoredSummary = z.infer<typeof StoredSummary>;
/** Flips that a summary stores; of more, the latest. */
const MOST_FLIPS = 40;

/** Parses the summary in a list's item. */
export const summaryFrom = (item: Item): StoredSummary => z.parse(StoredSummary, item['card']);

/** Prices a stored summary at a moment (ISO 8601 in UTC): nothing is built when a price flips. */
export const summaryAt = ({ flips = [], ...summary }: StoredSummary, at: string): StaffProductSummary => ({
  ...summary,
  priceRange: flips.findLast(({ from }) => from <= at)?.priceRange ?? summary.priceRange,
});

const flipsOf = (product: Product): Pick<StoredSummary, 'flips'> => {
  const moments = product.variants.flatMap(({ price, scheduled = [] }) =>
    scheduled.filter((one) => one.currency === price.currency).flatMap((one) => [one.startsAt ?? '', one.endsAt ?? '']),
  );
  if (moments.length === 0) return {};
  const sorted = [...new Set(['', ...moments])].sort().slice(-MOST_FLIPS);
  return { flips: sorted.map((from) => ({ from, priceRange: priceRange(product, from) })) };
};

/** A product and the ids of its variants that are available. */
export interface Sources {
  readonly product: Product;
  readonly available: ReadonlySet<string>;
}

/** Makes the summary of a product. Every list stores the same one; the public routes answer less of it. */
export const summaryOf = ({ product, available }: Sources): StoredSummary => ({
  id: product.id,
  slug: product.slug,
  title: product.title,
  vendor: product.vendor,
  type: product.type,
  image: product.media[0] ?? null,
  priceRange: priceRange(product),
  available: product.variants.some((variant) => available.has(variant.id)),
  status: product.status,
  ...flipsOf(product),
});

/** Picks what decides in which lists a product has entries, and under which sort keys. */
export const placementOf = (product: Product): Placement => ({
  listed: product.status === 'active',
  title: product.title,
  price: priceRange(product).min.amount,
  tags: product.status === 'active' ? product.tags : [],
  status: product.status,
  ...(product.status === 'active' && product.collectionIds ? { collectionIds: product.collectionIds } : {}),
});

/** Makes the public page of a product, at list prices. */
export const pageOf = ({ product, available }: Sources): ProductPage => ({
  id: product.id,
  slug: product.slug,
  title: product.title,
  description: product.description,
  vendor: product.vendor,
  type: product.type,
  tags: product.tags,
  options: product.options,
  media: product.media,
  seo: product.seo,
  version: product.version,
  variants: product.variants.map((variant) => ({
    id: variant.id,
    sku: variant.sku,
    title: variant.title,
    options: variant.options,
    price: variant.price,
    compareAtPrice: variant.compareAtPrice,
    requiresShipping: variant.requiresShipping,
    available: available.has(variant.id),
  })),
});
