import * as z from 'zod/mini';
import { Money } from '#lib/money.ts';
import { Image, Product, type ProductPage, priceRange } from '../product/product.ts';
import type { Placement } from './list-entries-table.ts';

/** A product in a list: what a shop window shows of it. `available` is a hint, a few seconds old at most. */
export const Card = z.extend(z.pick(Product, { id: true, slug: true, title: true, vendor: true, type: true }), {
  image: z.nullable(Image),
  priceRange: z.object({ min: Money, max: Money }),
  /** Some variant of it. */
  available: z.boolean(),
});
export type Card = z.infer<typeof Card>;

/** A product as staff list it: drafts and archived ones too. */
export const StaffCard = z.extend(Card, z.pick(Product, { status: true }).shape);
export type StaffCard = z.infer<typeof StaffCard>;

/** A card as it is kept: with the price range from each flip of its price lists on (`''`: from ever). */
export const StoredCard = z.extend(StaffCard, {
  flips: z.optional(z.array(z.object({ from: z.string(), priceRange: Card.shape.priceRange }))),
});
export type StoredCard = z.infer<typeof StoredCard>;
/** Times of sales are far apart; of a product with more flips the latest are kept. */
const MOST_FLIPS = 40;

/** The card as it is shown at a moment (ISO 8601 in UTC): nothing is built when a price flips. */
export const cardAt = ({ flips = [], ...card }: StoredCard, at: string): StaffCard => ({
  ...card,
  priceRange: flips.findLast(({ from }) => from <= at)?.priceRange ?? card.priceRange,
});

const flipsOf = (product: Product): Pick<StoredCard, 'flips'> => {
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

/** The card of a product; the same item lies in every list, and the public route shows less of it. */
export const cardOf = ({ product, available }: Sources): StoredCard => ({
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

/** What decides in which lists a product's card lies, and where in them. */
export const placementOf = (product: Product): Placement => ({
  listed: product.status === 'active',
  title: product.title,
  price: priceRange(product).min.amount,
  tags: product.status === 'active' ? product.tags : [],
  ...(product.status === 'active' && product.collectionIds ? { collectionIds: product.collectionIds } : {}),
});

/** The public page of a product. */
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
