import { isDeepStrictEqual } from 'node:util';
import type { Requested } from '../../media/public.ts';
import { namedBy, requestedImage } from '../pictures/requested-images.ts';
import { assembleProduct, sameProduct } from '../product/assemble-product.ts';
import { safeHtml } from '../product/description.ts';
import {
  distinctTags,
  noSeo,
  type Product,
  type ProductImage,
  type ProductOption,
  seoAfter,
  type Variant,
} from '../product/product.ts';
import { OptionNameDiffers, OptionsMissing, PriceMissing, ProductInPart, TitleMissing } from '../refusals.ts';
import { inUtc } from '../showing/visibility.ts';
import { matchVariants } from './match-variants.ts';
import type { ProductImport, VariantImport } from './product-import.ts';

export interface ImportContext {
  /** The product's id, when it is new. */
  readonly productId: string;
  /** The currency of the catalog. */
  readonly currency: string;
  /** ISO 8601. */
  readonly now: string;
  /** Answers the variant of this product that a SKU names, also a SKU that was renamed or removed. */
  readonly variantIdOf: (sku: string) => string | undefined;
  readonly newVariantId: () => string;
  /** What there is of the pictures that were asked for, by their addresses. */
  readonly pictures: ReadonlyMap<string, Requested>;
}

export interface AppliedImport {
  readonly product: Product;
  readonly changed: boolean;
  /** The id of each imported variant, in the order of the import. */
  readonly variantIds: readonly string[];
  /** It would be for sale, and is a draft because only a part of it is imported. */
  readonly heldBack: boolean;
  /** SKUs whose compare-at price would be below the price, the one stated and the other kept: it is left out. */
  readonly withoutCompareAt: readonly string[];
}

const orElse = <T>(stated: T | undefined, before: T): T => (stated === undefined ? before : stated);

/**
 * Makes the product after an import; the same import again changes nothing. What is imported in part is never for sale:
 * a new product, or a draft, is a draft, and one that is for sale is refused and stays whole as it is.
 * @throws Refusal 422 `product-in-part`, `title-missing`, `price-missing`, `options-missing`, `option-name-differs` and those of
 * assembleProduct
 */
export const applyImport = (
  current: Product | undefined,
  imported: ProductImport,
  context: ImportContext,
): AppliedImport => {
  if (!imported.complete && current?.status === 'active') {
    throw new ProductInPart();
  }
  const existing = current?.variants ?? [];
  const matched = matchVariants(existing, imported.variants, context.variantIdOf);
  const usedIds = new Set(existing.map((variant) => variant.id));
  const idFor = (sku: string): string => {
    const known = context.variantIdOf(sku);
    const id = known !== undefined && !usedIds.has(known) ? known : context.newVariantId();
    usedIds.add(id);
    return id;
  };
  const stated = imported.variants.map((one, index) => variantOf(one, matched[index], imported, current, idFor));
  const title = imported.title ?? current?.title;
  if (title === undefined) throw new TitleMissing();
  const status = imported.status ?? current?.status ?? 'active';
  const heldBack = !imported.complete && status === 'active';
  const product = assembleProduct(
    {
      id: current?.id ?? context.productId,
      slug: current?.slug ?? imported.handle,
      title,
      description: imported.description === undefined ? (current?.description ?? null) : safeHtml(imported.description),
      vendor: orElse(imported.vendor, current?.vendor ?? null),
      type: orElse(imported.type, current?.type ?? null),
      tags: imported.tags ? distinctTags(imported.tags) : (current?.tags ?? []),
      options: optionsAfter(current, imported, matched),
      media: mediaAfter(current?.media ?? [], imported, context.pictures),
      seo: seoAfter(current?.seo ?? noSeo, imported.seo),
      status: heldBack ? 'draft' : status,
      visibleFrom: orElse(inUtc(imported.visibleFrom), current?.visibleFrom ?? null),
      visibleUntil: orElse(inUtc(imported.visibleUntil), current?.visibleUntil ?? null),
      metadata: current?.metadata ?? {},
      variants: variantsAfter(existing, stated, imported),
      version: (current?.version ?? 0) + 1,
      createdAt: current?.createdAt ?? context.now,
      updatedAt: context.now,
      ...(current?.collectionIds ? { collectionIds: current.collectionIds } : {}),
      ...(current?.release ? { release: current.release } : {}),
    },
    context.currency,
  );
  const changed = !current || !sameProduct(current, product);
  const withoutCompareAt = stated.filter((one, index) => {
    const before = orElse(imported.variants[index]?.compareAtPrice, matched[index]?.compareAtPrice ?? null);
    return before !== null && one.compareAtPrice === null;
  });
  return {
    product: changed ? product : current,
    changed,
    variantIds: stated.map((variant) => variant.id),
    heldBack,
    withoutCompareAt: withoutCompareAt.map(({ sku }) => sku),
  };
};

const variantOf = (
  one: VariantImport,
  before: Variant | undefined,
  imported: ProductImport,
  current: Product | undefined,
  idFor: (sku: string) => string,
): Variant => {
  const price = one.price ?? before?.price;
  if (!price) throw new PriceMissing(`The variant ${JSON.stringify(one.sku)} is new and has no price.`);
  if (!before && !imported.options && current && current.options.length > 0) {
    throw new OptionsMissing(`The variant ${JSON.stringify(one.sku)} is new and has no options.`);
  }
  const compareAtPrice = orElse(one.compareAtPrice, before?.compareAtPrice ?? null);
  return {
    id: before?.id ?? idFor(one.sku),
    sku: before && one.derivedSku ? before.sku : one.sku,
    title: '',
    options: before && !imported.options ? before.options : one.options,
    price,
    compareAtPrice: compareAtPrice !== null && compareAtPrice.amount < price.amount ? null : compareAtPrice,
    taxable: one.taxable ?? before?.taxable ?? true,
    requiresShipping: one.requiresShipping ?? before?.requiresShipping ?? true,
    barcode: orElse(one.barcode, before?.barcode ?? null),
    grams: orElse(one.grams, before?.grams ?? null),
    metadata: before?.metadata ?? {},
    ...(before?.taxClass === undefined ? {} : { taxClass: before.taxClass }),
    ...(before?.scheduled ? { scheduled: before.scheduled } : {}),
  };
};

/** Takes a complete list of variants as it stands; of one with refused rows, stored variants stay in their place. */
const variantsAfter = (
  existing: readonly Variant[],
  stated: readonly Variant[],
  { complete, variants }: ProductImport,
): Variant[] => {
  if (variants.length === 0) return [...existing];
  if (complete) return [...stated];
  const byId = new Map(stated.map((variant) => [variant.id, variant]));
  const kept = existing.map((variant) => byId.get(variant.id) ?? variant);
  const ids = new Set(existing.map((variant) => variant.id));
  return [...kept, ...stated.filter((variant) => !ids.has(variant.id))];
};

const optionsAfter = (
  current: Product | undefined,
  { options, complete, variants }: ProductImport,
  matched: readonly (Variant | undefined)[],
): ProductOption[] => {
  if (!options || variants.length === 0) return current?.options ?? [];
  // Of the order of an option's values a file says only what the order of its variants does.
  if (current && isDeepStrictEqual(matched, current.variants) && sameValues(options, current.options))
    return current.options;
  if (complete || !current || current.variants.every((variant) => matched.includes(variant))) return options;
  const names = (list: readonly ProductOption[]): string => JSON.stringify(list.map((option) => option.name).sort());
  if (names(options) !== names(current.options)) {
    throw new OptionNameDiffers();
  }
  return options.map(({ name, values }) => ({
    name,
    values: [...(current.options.find((option) => option.name === name)?.values ?? []), ...values],
  }));
};

const sameValues = (a: readonly ProductOption[], b: readonly ProductOption[]): boolean => {
  const sorted = (list: readonly ProductOption[]) =>
    list.map(({ name, values }) => ({ name, values: values.toSorted() }));
  return isDeepStrictEqual(sorted(a), sorted(b));
};

const mediaAfter = (
  existing: readonly ProductImage[],
  { media, complete }: ProductImport,
  pictures: ImportContext['pictures'],
): ProductImage[] => {
  if (!media) return [...existing];
  const stated: ProductImage[] = [];
  for (const { url, alt } of media.toSorted((a, b) => a.position - b.position)) {
    const known = namedBy(url, existing);
    const picture = pictures.get(url);
    const image = picture ? requestedImage(url, alt, picture) : known ? { ...known, alt } : { url, alt };
    // Two spellings of one address are one picture.
    if (!stated.some((one) => isSame(one, image))) stated.push(image);
  }
  return complete ? stated : [...stated, ...existing.filter((image) => !stated.some((one) => isSame(one, image)))];
};

const isSame = (a: ProductImage, b: ProductImage): boolean =>
  a.mediaId === undefined ? a.url === b.url : a.mediaId === b.mediaId;
