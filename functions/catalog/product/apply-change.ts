import type { Resolved } from '../pictures/resolve-images.ts';
import {
  CompareAtPriceTooLow,
  OptionValueTwice,
  PriceMissing,
  SkuTwice,
  SlugMissing,
  VariantTwice,
  VariantUnknown,
} from '../refusals.ts';
import { inUtc } from '../showing/visibility.ts';
import { assembleProduct, sameProduct } from './assemble-product.ts';
import { safeHtml } from './description.ts';
import { distinctTags, noSeo, type Product, type ProductOption, seoAfter, slugOf, type Variant } from './product.ts';
import type { NewProduct, ProductChange, VariantChange } from './product-input.ts';

export interface ChangeContext {
  /** The currency of the catalog. */
  readonly currency: string;
  /** ISO 8601. */
  readonly now: string;
  /** Answers the id of a new variant with this SKU: the one that it had before it was removed, or a fresh one. */
  readonly variantIdFor: (sku: string) => string;
}

const orElse = <T>(stated: T | undefined, before: T): T => (stated === undefined ? before : stated);

/** Makes the slug of a new product: the one it names, or one of its title. @throws Refusal 422 `slug-missing` */
export const slugFor = (input: Pick<NewProduct, 'slug' | 'title'>): string => {
  const slug = input.slug ?? slugOf(input.title);
  if (!slug) throw new SlugMissing();
  return slug;
};

/**
 * Makes a new product, active unless it says otherwise. @throws Refusal 422 `slug-missing` and those of assembleProduct
 */
export const newProduct = (id: string, input: Resolved<NewProduct>, context: ChangeContext): Product => {
  const { now, currency } = context;
  const empty: Product = {
    id, slug: slugFor(input), title: input.title, description: null, vendor: null, type: null, tags: [], options: [],
    media: [], seo: noSeo, status: 'active', visibleFrom: null, visibleUntil: null, metadata: {}, variants: [], version: 0, createdAt: now, updatedAt: now,
  }; // biome-ignore format: a list
  return assembleProduct(changed(empty, input, context), currency);
};

/**
 * Makes the product after a change; `undefined` when nothing of it changes.
 * @throws Refusal 422 `variant-unknown`, `variant-twice`, `sku-twice`, `option-value-twice`, `price-missing`,
 * `compare-at-price-too-low` and those of assembleProduct
 */
export const changeProduct = (
  current: Product,
  change: Resolved<ProductChange>,
  context: ChangeContext,
): Product | undefined => {
  const next = assembleProduct(changed(current, change, context), context.currency);
  return sameProduct(current, next) ? undefined : next;
};

const changed = (current: Product, change: Resolved<ProductChange>, context: ChangeContext): Product => {
  refuseTwice(current, change);
  const variants = (change.variants ?? []).reduce<Variant[]>(
    (list, one) => withVariant(list, one, context),
    current.variants,
  );
  return {
    id: current.id,
    slug: change.slug ?? current.slug,
    title: change.title ?? current.title,
    description: change.description === undefined ? current.description : safeHtml(change.description),
    vendor: orElse(change.vendor, current.vendor),
    type: orElse(change.type, current.type),
    tags: change.tags ? distinctTags(change.tags) : current.tags,
    options: optionsAfter(current, change, variants),
    media: change.media ?? current.media,
    seo: seoAfter(current.seo, change.seo),
    status: change.status ?? current.status,
    visibleFrom: orElse(inUtc(change.visibleFrom), current.visibleFrom),
    visibleUntil: orElse(inUtc(change.visibleUntil), current.visibleUntil),
    metadata: change.metadata ?? current.metadata,
    variants,
    version: current.version + 1,
    createdAt: current.createdAt,
    updatedAt: context.now,
    ...(current.collectionIds ? { collectionIds: current.collectionIds } : {}),
    ...(current.release ? { release: current.release } : {}),
  };
};

/** Refuses a request that names a variant, a SKU or an option's value twice: the last one would win, without a word. */
const refuseTwice = ({ variants }: Product, change: Resolved<ProductChange>): void => {
  const named = (change.variants ?? []).filter(({ removed }) => !removed);
  const targets = named.map(({ id, sku }) => id ?? variants.find((variant) => variant.sku === sku)?.id ?? sku ?? '');
  const skus = named.flatMap(({ sku }) => sku ?? []);
  const sku = twice(skus);
  if (sku !== undefined) throw new SkuTwice(`Two variants have the SKU ${JSON.stringify(sku)}.`);
  const target = twice(targets);
  if (target !== undefined) throw new VariantTwice(`The variant ${JSON.stringify(target)} is named twice.`);
  for (const { name, values = [] } of change.options ?? []) {
    const value = twice(values);
    if (value === undefined) continue;
    throw new OptionValueTwice(`The option ${JSON.stringify(name)} has ${JSON.stringify(value)} twice.`);
  }
};
const twice = (texts: readonly string[]): string | undefined =>
  texts.find((text, index) => texts.indexOf(text) !== index);

/** Takes the options that are named; of a new product that names none, those of its first variant. */
const optionsAfter = (
  current: Product,
  change: Resolved<ProductChange>,
  variants: readonly Variant[],
): ProductOption[] => {
  if (change.options) return change.options.map(({ name, values = [] }) => ({ name, values }));
  if (current.version > 0) return current.options;
  return Object.keys(variants[0]?.options ?? {}).map((name) => ({ name, values: [] }));
};

const withVariant = (list: readonly Variant[], one: VariantChange, context: ChangeContext): Variant[] => {
  const found = list.find((variant) => (one.id === undefined ? variant.sku === one.sku : variant.id === one.id));
  if (!found && (one.id !== undefined || one.removed)) {
    throw new VariantUnknown(`The product has no variant ${JSON.stringify(one.id ?? one.sku)}.`);
  }
  if (one.removed) return list.filter((variant) => variant !== found);
  const next = variantAfter(found, one, context);
  return found ? list.map((variant) => (variant === found ? next : variant)) : [...list, next];
};

const variantAfter = (before: Variant | undefined, one: VariantChange, context: ChangeContext): Variant => {
  const [sku, price] = [one.sku ?? before?.sku ?? '', one.price ?? before?.price];
  if (!price) throw new PriceMissing(`The variant ${JSON.stringify(sku)} is new and has no price.`);
  const compareAtPrice = orElse(one.compareAtPrice, before?.compareAtPrice ?? null);
  if (compareAtPrice !== null && compareAtPrice.amount < price.amount && (one.price || one.compareAtPrice)) {
    throw new CompareAtPriceTooLow(`The compare-at price of ${JSON.stringify(sku)} is below its price.`);
  }
  return {
    id: before?.id ?? context.variantIdFor(sku),
    sku,
    title: '',
    options: one.options ?? before?.options ?? {},
    price,
    compareAtPrice,
    taxable: one.taxable ?? before?.taxable ?? true,
    requiresShipping: one.requiresShipping ?? before?.requiresShipping ?? true,
    barcode: orElse(one.barcode, before?.barcode ?? null),
    grams: orElse(one.grams, before?.grams ?? null),
    metadata: one.metadata ?? before?.metadata ?? {},
    ...taxClassAfter(before, one),
    ...(before?.scheduled ? { scheduled: before.scheduled } : {}),
  };
};

const taxClassAfter = (before: Variant | undefined, one: VariantChange): Pick<Variant, 'taxClass'> => {
  const taxClass = orElse(one.taxClass, before?.taxClass ?? null);
  return taxClass === null ? {} : { taxClass };
};
