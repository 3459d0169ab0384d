import { isDeepStrictEqual } from 'node:util';
import {
  CurrencyUnknown,
  HandleTooLong,
  OptionNameTwice,
  OptionsDiffer,
  PriceMissing,
  ProductTooLarge,
  SkuTooLong,
  SkuTwice,
  TooManyVariants,
  VariantTwice,
  VisibleNever,
} from '../refusals.ts';
import { DEFAULT_VARIANT_TITLE, limits, type Product, type ProductOption, type Variant } from './product.ts';

/**
 * Makes a product of its parts: derives what follows from them (option values in use, titles of variants) and refuses
 * what cannot be sold.
 * @throws Refusal 422 with a constant code
 */
export const assembleProduct = (parts: Product, currency: string): Product => {
  const options = usedOptions(parts.options, parts.variants);
  const variants = parts.variants.map((variant) => ({
    ...variant,
    options: Object.fromEntries(options.map(({ name }) => [name, variant.options[name] ?? ''])),
    title: options.map(({ name }) => variant.options[name]).join(' / ') || DEFAULT_VARIANT_TITLE,
  }));
  refuseUnsound(parts, currency);
  const product = { ...parts, options, variants };
  const bytes = Buffer.byteLength(JSON.stringify(product));
  if (bytes > limits.bytes) {
    throw new ProductTooLarge(`The product has ${bytes} bytes; ${limits.bytes} are possible.`);
  }
  return product;
};

/** Derives the values of every option: in the order given, then in the order of the variants. */
const usedOptions = (options: readonly ProductOption[], variants: readonly Variant[]): ProductOption[] =>
  options.map(({ name, values }) => {
    const used = new Set(variants.map((variant) => variant.options[name] ?? ''));
    return { name, values: [...new Set([...values.filter((value) => used.has(value)), ...used])] };
  });

/** Refuses a product that would never be shown. @throws Refusal 422 `visible-never` */
const refuseNever = ({ visibleFrom, visibleUntil }: Pick<Product, 'visibleFrom' | 'visibleUntil'>): void => {
  if (visibleFrom !== null && visibleUntil !== null && visibleUntil <= visibleFrom)
    throw new VisibleNever(undefined, { visibleFrom, visibleUntil });
};

const refuseUnsound = (product: Product, currency: string): void => {
  const { slug, options, variants } = product;
  refuseNever(product);
  if (slug.length > limits.slug) throw new HandleTooLong(`The handle has more than ${limits.slug} characters.`);
  if (variants.length === 0) throw new PriceMissing('The product has no variant, so it has no price.');
  if (variants.length > limits.variants) {
    throw new TooManyVariants(`The product has more than ${limits.variants} variants.`);
  }
  const names = options.map((option) => option.name);
  if (new Set(names).size < names.length) throw new OptionNameTwice();
  const [skus, combinations] = [new Set<string>(), new Set<string>()];
  for (const variant of variants) {
    const sku = JSON.stringify(variant.sku);
    if (variant.sku.length > limits.sku) {
      throw new SkuTooLong(`The SKU ${sku} has more than ${limits.sku} characters.`);
    }
    if (skus.size === skus.add(variant.sku).size) throw new SkuTwice(`Two variants have the SKU ${sku}.`);
    if (Object.keys(variant.options).length !== names.length || names.some((name) => !variant.options[name])) {
      throw new OptionsDiffer(`The variant ${sku} does not have a value for exactly the product's options.`);
    }
    const combination = JSON.stringify(names.map((name) => variant.options[name]));
    if (combinations.size === combinations.add(combination).size) {
      throw new VariantTwice(`The variant ${sku} has the same options as another.`);
    }
    if (variant.price.currency !== currency || (variant.compareAtPrice?.currency ?? currency) !== currency) {
      throw new CurrencyUnknown(`Prices of the catalog are in ${currency}.`);
    }
  }
};

/** Compares two states of a product without their version and times. */
export const sameProduct = (a: Product, b: Product): boolean =>
  isDeepStrictEqual(
    { ...a, version: 0, createdAt: '', updatedAt: '' },
    { ...b, version: 0, createdAt: '', updatedAt: '' },
  );
