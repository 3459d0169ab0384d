import * as z from 'zod/mini';
import type { Flip } from '#lib/lifetime.ts';
import { Money } from '#lib/money.ts';
import type { Item } from '#lib/table.ts';
import type { Picture } from '../../media/public.ts';
import {
  Image,
  offersOf,
  type PageImage,
  Product,
  type ProductPage,
  priceRange,
  shownImages,
} from '../product/product.ts';
import { storedVisibility, visibilityFlips } from '../showing/visibility.ts';
import type { Placement } from './list-entries-table.ts';

/** A product in a list of shoppers. `available` is a hint, a few seconds old at most. */
export const ProductSummary = z.extend(
  z.pick(Product, { id: true, slug: true, title: true, vendor: true, type: true, tags: true }),
  {
    sku: z.string().check(z.describe('The SKU of its first variant.')),
    image: z.nullable(Image).check(z.describe('The first picture; null without one.')),
    priceRange: z
      .object({ min: Money.check(z.describe('The lowest.')), max: Money.check(z.describe('The highest.')) })
      .check(z.describe('The lowest and the highest price of its variants.')),
    compareAtPrice: z
      .nullable(Money)
      .check(z.describe('What the variant of the lowest price cost before, or elsewhere; null without one.')),
    available: z.boolean().check(z.describe('Whether any of its variants is, as a hint that is seconds old.')),
  },
);
export type ProductSummary = z.infer<typeof ProductSummary>;

/** A product in the list of staff: drafts, archived ones and those that are not shown now too. */
export const StaffProductSummary = z.extend(
  ProductSummary,
  z.pick(Product, { status: true, visibleFrom: true, visibleUntil: true }).shape,
);
export type StaffProductSummary = z.infer<typeof StaffProductSummary>;

/** What the clock decides of a summary: its prices from each flip of its price lists on (`''`: before the first), and when it is shown. */
export const Timed = z.object({
  flips: z.optional(
    z.array(z.extend(z.pick(ProductSummary, { priceRange: true, compareAtPrice: true }), { from: z.string() })),
  ),
  visibleFrom: z.optional(z.string()),
  visibleUntil: z.optional(z.string()),
});
type Timed = z.infer<typeof Timed>;
/** A summary as it is stored. */
export const StoredSummary = z.extend(ProductSummary, { status: Product.shape.status, ...Timed.shape });
export type StoredSummary = z.infer<typeof StoredSummary>;
/** Flips that a summary stores; of more, the latest. */
const MOST_FLIPS = 40;

const unknown = { compareAtPrice: null };
/** Parses the summary in a list's item; one that was stored before lists showed these has none of them. */
export const summaryFrom = (item: Item): StoredSummary => {
  const stored = item['card'] as Partial<StoredSummary>;
  const flips = stored.flips?.map((flip) => ({ ...unknown, ...flip }));
  return z.parse(StoredSummary, { tags: [], sku: '', ...unknown, ...stored, flips });
};

/** Prices a stored summary at a moment (ISO 8601 in UTC): nothing is built when a price flips. */
export const summaryAt = <S extends Timed & Pick<ProductSummary, 'priceRange' | 'compareAtPrice'>>(
  { flips = [], ...summary }: S,
  at: string,
) => {
  const { priceRange, compareAtPrice } = flips.findLast(({ from }) => from <= at) ?? summary;
  const { visibleFrom = null, visibleUntil = null } = summary;
  return { ...summary, priceRange, compareAtPrice, visibleFrom, visibleUntil };
};

/** Lists the moments after one (ISO 8601 in UTC) at which a stored summary changes: it appears or goes, or costs another price. */
export const summaryFlips = (summary: Timed, after: string): Flip[] => [
  ...visibilityFlips(summary, after),
  ...(summary.flips ?? []).flatMap(({ from }) => (from > after ? [{ at: from, takesAway: true }] : [])),
];

const flipsOf = (product: Product): Pick<StoredSummary, 'flips'> => {
  const moments = product.variants.flatMap(({ price, scheduled = [] }) =>
    scheduled.filter((one) => one.currency === price.currency).flatMap((one) => [one.startsAt ?? '', one.endsAt ?? '']),
  );
  if (moments.length === 0) return {};
  const sorted = [...new Set(['', ...moments])].sort().slice(-MOST_FLIPS);
  return { flips: sorted.map((from) => ({ from, ...offersOf(product, from) })) };
};

/** A product and the ids of its variants that are available. */
export interface Sources {
  readonly product: Product;
  readonly available: ReadonlySet<string>;
}
/** What a page shows beside that: those of its pictures that are media, by their id. */
export interface PageSources extends Sources {
  readonly pictures: ReadonlyMap<string, Picture>;
}

/** Makes the summary of a product. Every list stores the same one; the public routes answer less of it. */
export const summaryOf = ({ product, available }: Sources): StoredSummary => ({
  id: product.id,
  slug: product.slug,
  title: product.title,
  vendor: product.vendor,
  type: product.type,
  tags: product.tags,
  sku: product.variants[0]?.sku ?? '',
  image: shownImages(product)[0] ?? null,
  ...offersOf(product),
  available: product.variants.some((variant) => available.has(variant.id)),
  status: product.status,
  ...storedVisibility(product),
  ...flipsOf(product),
});

/** Picks what decides in which lists a product has entries, and under which sort keys. */
export const placementOf = (product: Product): Placement => {
  const { status, title, tags, vendor, type, collectionIds } = product;
  const price = priceRange(product).min.amount;
  if (status !== 'active') return { listed: false, title, price, tags: [], status };
  const { flips = [] } = flipsOf(product);
  const prices = [...new Set(flips.map(({ priceRange: { min } }) => min.amount))].filter((other) => other !== price);
  return {
    listed: true,
    title,
    price,
    ...(prices.length > 0 ? { prices } : {}),
    tags,
    status,
    ...(vendor ? { vendor } : {}),
    ...(type ? { type } : {}),
    ...(collectionIds ? { collectionIds } : {}),
  };
};

const shownOnPage = (image: Image, pictures: PageSources['pictures']): PageImage => {
  const picture = image.mediaId === undefined ? undefined : pictures.get(image.mediaId);
  if (!picture) return image;
  const { width, height, thumbhash, colour, renditions } = picture;
  return { ...image, width, height, thumbhash, colour, renditions };
};

/** Makes the public page of a product, at list prices. */
export const pageOf = ({ product, available, pictures }: PageSources): ProductPage => ({
  id: product.id,
  slug: product.slug,
  title: product.title,
  description: product.description,
  vendor: product.vendor,
  type: product.type,
  tags: product.tags,
  options: product.options,
  media: shownImages(product).map((image) => shownOnPage(image, pictures)),
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
