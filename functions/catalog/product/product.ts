import * as z from 'zod/mini';
import { Metadata } from '#lib/contract.ts';
import { MOST_AMOUNT, Money } from '#lib/money.ts';
import { isVisible, storedVisibility } from '../showing/visibility.ts';
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
  seoTitle: 255,
  seoDescription: 1_000,
  variants: 100,
  bytes: 250_000,
  /** Minor units: far inside the integers that a double holds exactly, even times a quantity. */
  price: MOST_AMOUNT,
} as const;

/** Title of the only variant of a product without options, as Shopify names it. */
export const DEFAULT_VARIANT_TITLE = 'Default Title';

export const statuses = ['active', 'draft', 'archived'] as const;

export const ProductOption = z.object({
  name: z.string().check(z.describe('What variants differ in: `Colour`.')),
  values: z.array(z.string()).check(z.describe('Its values, in the order in which they are shown.')),
});
export type ProductOption = z.infer<typeof ProductOption>;
export const Image = z.object({
  url: z.string().check(z.describe('Where the picture is.')),
  alt: z.string().check(z.describe('What it shows, for those who do not see it.')),
  mediaId: z.optional(z.string()).check(z.describe('The medium that it is, `med_…`; absent for an address elsewhere.')),
});
export type Image = z.infer<typeof Image>;

/**
 * A picture as a product has it. One that an import names by an address is a medium of the shop, which is fetched in the
 * background: its `url` is that address until the medium is ready, and it is not shown when the medium is refused.
 */
export const ProductImage = z.extend(Image, {
  source: z.optional(z.string()).check(z.describe('The address by which an import names it.')),
  refusal: z
    .optional(z.string())
    .check(z.describe('Why it is not shown, as a constant: what `source` answers was not taken.')),
});
export type ProductImage = z.infer<typeof ProductImage>;

/** Whether a picture is one of an import whose medium is not ready, nor refused, as far as the product knows. */
export const isAwaited = ({ url, mediaId, source, refusal }: ProductImage): boolean =>
  mediaId !== undefined && source === url && refusal === undefined;

/** Lists the pictures of a product that are shown. */
export const shownImages = ({ media }: { readonly media: readonly ProductImage[] }): Image[] =>
  media
    .filter(({ refusal }) => refusal === undefined)
    .map(({ url, alt, mediaId }) => ({ url, alt, ...(mediaId === undefined ? {} : { mediaId }) }));

/** Lists the media among a product's pictures, each once. */
export const mediaIdsOf = (product: { readonly media: readonly Image[] } | undefined): string[] => [
  ...new Set((product?.media ?? []).flatMap(({ mediaId }) => mediaId ?? [])),
];

/** A picture on a product's page: a medium with its renditions, or an address elsewhere, of which no more is known. */
export const PageImage = z.extend(Image, {
  width: z.optional(z.int()).check(z.describe('Pixels of a medium.')),
  height: z.optional(z.int()).check(z.describe('Pixels of a medium.')),
  thumbhash: z.optional(z.string()).check(z.describe('A medium as a blurred picture, Base64 (ThumbHash).')),
  colour: z.optional(z.string()).check(z.describe('The mean colour of a medium, `#rrggbb`.')),
  renditions: z
    .optional(
      z.array(
        z.object({
          url: z.string().check(z.describe('Where it is; what is there never changes.')),
          width: z.int().check(z.describe('Pixels.')),
          height: z.int().check(z.describe('Pixels.')),
          format: z.string().check(z.describe('How it is encoded: `avif`, `webp`, `jpeg`.')),
          bytes: z.int().check(z.describe('How large the file is.')),
        }),
      ),
    )
    .check(z.describe('The files of a medium.')),
});
export type PageImage = z.infer<typeof PageImage>;

/** What a search engine is told in the place of title and description; null for those themselves. */
export const Seo = z.object({
  title: z.nullable(z.string()).check(z.describe('In the place of the title; null for the title itself.')),
  description: z.nullable(z.string()).check(z.describe('In the place of the description; null for that itself.')),
});
export type Seo = z.infer<typeof Seo>;
export const noSeo: Seo = { title: null, description: null };

/** Makes what a search engine is told after a change: what it does not state stays. */
export const seoAfter = (before: Seo, stated: { [K in keyof Seo]?: Seo[K] | undefined } = {}): Seo => ({
  title: stated.title === undefined ? before.title : stated.title,
  description: stated.description === undefined ? before.description : stated.description,
});

/** A variant: what is sold. `id` is its key everywhere; the SKU is a unique alias that may be renamed. */
export const Variant = z.object({
  id: z.string().check(z.describe('The variant’s id, `var_…`; it never changes.')),
  sku: z.string().check(z.describe('The merchant’s own name of it; it may be renamed, and old ones keep working.')),
  title: z.string().check(z.describe('The values of its options: `Blue / L`.')),
  options: z.record(z.string(), z.string()).check(z.describe('The value of each option.')),
  price: Money.check(z.describe('What one unit costs.')),
  compareAtPrice: z.nullable(Money).check(z.describe('What it cost before, or elsewhere; null without one.')),
  taxable: z.boolean().check(z.describe('Whether tax is due on it.')),
  taxClass: z
    .optional(z.string())
    .check(z.describe('The tax class of taxable goods, which the shop’s tax rates name.')),
  requiresShipping: z.boolean().check(z.describe('Whether it is a thing that is sent.')),
  barcode: z.nullable(z.string()).check(z.describe('Its barcode (GTIN, ISBN or another).')),
  grams: z.nullable(z.int()).check(z.describe('What it weighs.')),
  metadata: Metadata.check(z.describe('Free data of the integrator.')),
  scheduled: z.optional(z.array(ScheduledPrice)).check(z.describe('Its prices in price lists.')),
});
export type Variant = z.infer<typeof Variant>;

export const Product = z.object({
  id: z.string().check(z.describe('The product’s id, `prd_…`.')),
  slug: z.string().check(z.describe('Its address and natural key; imports find the product by it.')),
  title: z.string().check(z.describe('What it is called.')),
  description: z.nullable(z.string()).check(z.describe('Sanitised HTML.')),
  vendor: z.nullable(z.string()).check(z.describe('Who makes it.')),
  type: z.nullable(z.string()).check(z.describe('What kind of thing it is.')),
  tags: z.array(z.string()).check(z.describe('Words that group products.')),
  options: z.array(ProductOption).check(z.describe('What its variants differ in.')),
  media: z.array(ProductImage).check(z.describe('Pictures, the first one that is shown for lists.')),
  seo: z._default(Seo, noSeo).check(z.describe('What search engines are told of it.')),
  status: z.enum(statuses).check(z.describe('Only an active product is for sale.')),
  visibleFrom: z
    ._default(z.nullable(z.string()), null)
    .check(z.describe('From when on it is shown and sold; null for always before the end.')),
  visibleUntil: z._default(z.nullable(z.string()), null).check(z.describe('Until just before when; null for good.')),
  release: z
    .optional(
      z.object({
        id: z.string().check(z.describe('The release’s id, `rel_…`.')),
        at: z.string().check(z.describe('When the release begins, or began.')),
        undo: z
          .object({
            visibleFrom: z.nullable(z.string()).check(z.describe('From when on it was shown.')),
            visibleUntil: z.nullable(z.string()).check(z.describe('Until just before when it was.')),
          })
          .check(z.describe('What comes back when the release is disarmed.')),
      }),
    )
    .check(z.describe('The release that shows it, or shows it no more; until then nobody else changes that.')),
  metadata: Metadata.check(z.describe('Free data of the integrator.')),
  variants: z.array(Variant).check(z.describe('What can be bought of it.')),
  collectionIds: z.optional(z.array(z.string())).check(z.describe('The collections that it is in.')),
  version: z.int().check(z.describe('Counts its changes; its ETag.')),
  createdAt: z.string().check(z.describe('When it was made.')),
  updatedAt: z.string().check(z.describe('When it last changed.')),
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
    seo: true,
    version: true,
  }),
  {
    media: z.array(PageImage).check(z.describe('Pictures, the first one for lists.')),
    variants: z
      .array(
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
          { available: z.boolean().check(z.describe('A hint, seconds old: the truth is asked at checkout.')) },
        ),
      )
      .check(z.describe('What can be bought of it.')),
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
  /** What a cart shows of it beside that; items from before they were kept have none of the three. */
  slug: z.optional(z.string()),
  image: z.optional(Image),
  options: z.optional(z.record(z.string(), z.string())),
  /** Minor units by currency. */
  prices: z.record(z.string(), z.int()),
  /** `standard`, `exempt`, or a class of the shop’s tax rates. */
  taxClass: z.string(),
  requiresShipping: z.boolean(),
  /** Whether it is sold: the product is active and still has this variant. */
  active: z.boolean(),
  /** Sold only from then on, and until just before then; see `isVisible`. */
  visibleFrom: z.optional(z.string()),
  visibleUntil: z.optional(z.string()),
  /** Prices that count for a time; see `priceAt`. */
  scheduled: z.optional(z.array(ScheduledPrice)),
  /** Read by promotions and shipping. */
  tags: z.optional(z.array(z.string())),
  collectionIds: z.optional(z.array(z.string())),
  grams: z.optional(z.int()),
});
export type SellableVariant = z.infer<typeof SellableVariant>;

/**
 * Computes what a unit of a variant costs at a moment (ISO 8601 in UTC), in minor units; undefined where it is not sold then:
 * gone, archived, not shown at that time, or without a price in the currency.
 */
export const soldAt = (variant: SellableVariant | undefined, currency: string, at: string): number | undefined =>
  variant?.active && isVisible(variant, at) ? priceAt(variant, currency, at)?.amount : undefined;

const imageOf = (product: Product): Pick<SellableVariant, 'image'> => {
  const [image] = shownImages(product);
  return image ? { image } : {};
};

/** Makes the item that checkout reads of a variant. */
export const sellable = (product: Product, variant: Variant): SellableVariant => ({
  variantId: variant.id,
  productId: product.id,
  sku: variant.sku,
  title: variant.title === DEFAULT_VARIANT_TITLE ? product.title : `${product.title} – ${variant.title}`,
  slug: product.slug,
  ...imageOf(product),
  options: variant.options,
  prices: { [variant.price.currency]: variant.price.amount },
  taxClass: variant.taxable ? (variant.taxClass ?? 'standard') : 'exempt',
  requiresShipping: variant.requiresShipping,
  active: product.status === 'active',
  ...storedVisibility(product),
  ...(variant.scheduled ? { scheduled: variant.scheduled } : {}),
  ...(product.tags.length > 0 ? { tags: product.tags } : {}),
  ...(product.collectionIds ? { collectionIds: product.collectionIds } : {}),
  ...(variant.grams === null ? {} : { grams: variant.grams }),
});

/** Folds a word (a tag, a vendor, a type) for comparison, without regard to case and Unicode form. */
export const folded = (word: string): string => word.normalize('NFC').toLowerCase();

/** Lists tags each once, whatever its case, in its first spelling. */
export const distinctTags = (tags: readonly string[]): string[] => {
  const first = new Map<string, string>();
  for (const tag of tags) first.set(folded(tag), first.get(folded(tag)) ?? tag);
  return [...first.values()];
};

/** Makes a slug of a title: lower case, letters and digits of any script, the rest as single hyphens. */
export const slugOf = (title: string): string =>
  title
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}_]+/gu, '-')
    .slice(0, limits.slug)
    .replace(/^-+|-+$/g, '');

/** A variant's price, and what it cost before; null without one. */
interface Offer {
  readonly price: Money;
  readonly compareAtPrice: Money | null;
}

/** Computes what a variant is offered at: its list price, or the price that counts at a moment (ISO 8601 in UTC). */
const offerOf = ({ price, compareAtPrice, scheduled }: Variant, at: string | undefined): Offer => {
  const { amount, currency } = price;
  const now = at === undefined ? undefined : priceAt({ prices: { [currency]: amount }, scheduled }, currency, at);
  if (!now || now.amount === amount) return { price, compareAtPrice };
  const kept = compareAtPrice && compareAtPrice.amount > now.amount ? compareAtPrice : null;
  return {
    price: { amount: now.amount, currency },
    compareAtPrice: now.regular === null ? kept : { amount: now.regular, currency },
  };
};

/**
 * Computes the lowest and highest price of the variants, and what the cheapest cost before: by their list prices, or those
 * that count at a moment (ISO 8601 in UTC).
 */
export const offersOf = (
  product: Product,
  at?: string,
): { priceRange: { min: Money; max: Money }; compareAtPrice: Money | null } => {
  const offers = product.variants
    .map((variant) => offerOf(variant, at))
    .sort((a, b) => a.price.amount - b.price.amount);
  const [least, most] = [offers[0], offers.at(-1)];
  if (!least || !most) throw new Error('product: it has no variant');
  return { priceRange: { min: least.price, max: most.price }, compareAtPrice: least.compareAtPrice };
};

/** Computes the lowest and highest list price of the variants. */
export const priceRange = (product: Product): { min: Money; max: Money } => offersOf(product).priceRange;
