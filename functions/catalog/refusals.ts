/** What this module refuses, beside what follows from a route’s contract (lib/refusals.ts). */
import * as z from 'zod/mini';
import { defineRefusal } from '#lib/problem.ts';

export const TooManyCollections = defineRefusal(
  'too-many-collections',
  422,
  'There are as many collections already as there may be.',
  () => ({ productId: z.optional(z.string()).check(z.describe('The product that it is about.')) }),
);
export const SlugTaken = defineRefusal('slug-taken', 409, 'There is, or was, another object at this slug.', () => ({
  slug: z.string().check(z.describe('The slug.')),
}));
export const SlugMissing = defineRefusal(
  'slug-missing',
  422,
  'The title has neither a letter nor a digit: name a slug.',
);
export const WrongKind = defineRefusal(
  'wrong-kind',
  422,
  'Products are named by hand, or a rule finds them: the kind does not change.',
);
export const CurrencyUnknown = defineRefusal('currency-unknown', 422, 'Prices of the catalog are in its own currency.');
export const CurrencyNotListed = defineRefusal(
  'currency-not-listed',
  422,
  'Lists show prices in the catalog’s own currency.',
  () => ({ currency: z.string().check(z.describe('That currency (ISO 4217).')) }),
);
export const ProductTwice = defineRefusal('product-twice', 422, 'A product is named twice.', () => ({
  productId: z.string().check(z.describe('The product that it is about.')),
}));
export const ProductUnknown = defineRefusal('product-unknown', 422, 'There is no such product.', () => ({
  productId: z.string().check(z.describe('The product that it is about.')),
}));
export const TooManyPriceLists = defineRefusal(
  'too-many-price-lists',
  422,
  'The article is in as many price lists already as it may be.',
  () => ({
    sku: z.string().check(z.describe('The SKU that it is about.')),
    variantId: z.string().check(z.describe('The variant.')),
  }),
);
export const NotAvailable = defineRefusal('not-available', 422, 'The article is not for sale here.', () => ({
  sku: z.optional(z.string()).check(z.describe('The SKU that it is about.')),
}));
export const SkuTwice = defineRefusal('sku-twice', 422, 'A SKU is named twice.', () => ({
  sku: z.optional(z.string()).check(z.describe('The SKU that it is about.')),
}));
export const SkuTaken = defineRefusal('sku-taken', 409, 'Another product has the SKU.', () => ({
  sku: z.string().check(z.describe('The SKU that it is about.')),
}));
export const ProductInPart = defineRefusal(
  'product-in-part',
  422,
  'Rows of the product were refused; it is for sale, so it stays as it is.',
);
export const TitleMissing = defineRefusal('title-missing', 422, 'A new product needs a title.');
export const PriceMissing = defineRefusal('price-missing', 422, 'A new variant has no price.');
export const OptionsMissing = defineRefusal('options-missing', 422, 'A new variant has no options.');
export const OptionNameDiffers = defineRefusal(
  'option-name-differs',
  422,
  'Rows were refused, and variants that stay have options of another name.',
);
export const ProductTooLarge = defineRefusal('product-too-large', 422, 'The product has more bytes than are possible.');
export const HandleTooLong = defineRefusal('handle-too-long', 422, 'The handle has too many characters.');
export const TooManyVariants = defineRefusal('too-many-variants', 422, 'The product has too many variants.');
export const OptionNameTwice = defineRefusal('option-name-twice', 422, 'Two options have the same name.');
export const SkuTooLong = defineRefusal('sku-too-long', 422, 'A SKU has too many characters.');
export const OptionsDiffer = defineRefusal(
  'options-differ',
  422,
  'A variant does not have a value for exactly the product’s options.',
);
export const VariantTwice = defineRefusal(
  'variant-twice',
  422,
  'Two variants have the same options, or one is named twice.',
);
export const OptionValueTwice = defineRefusal('option-value-twice', 422, 'An option has a value twice.');
export const VariantUnknown = defineRefusal('variant-unknown', 422, 'The product has no such variant.');
export const MediaNotReady = defineRefusal('media-not-ready', 422, 'A medium is not there, or not ready.', () => ({
  mediaIds: z.array(z.string()).check(z.describe('Those that are not ready.')),
}));
export const CompareAtPriceTooLow = defineRefusal(
  'compare-at-price-too-low',
  422,
  'A compare-at price is below its price.',
);

export const InRelease = defineRefusal(
  'in-release',
  409,
  'An armed release changes it, all or nothing: disarm that first, or wait until it has begun.',
  () => ({
    releaseId: z.string().check(z.describe('The release that it is in.')),
    at: z.string().check(z.describe('When that release begins.')),
  }),
);
export const VisibilityUnchanged = defineRefusal(
  'visibility-unchanged',
  422,
  'A release shows an active product that is not shown until then, or shows one no more that is.',
  () => ({ productId: z.string().check(z.describe('The product.')) }),
);
export const VisibleNever = defineRefusal(
  'visible-never',
  422,
  'A product is shown until after it begins: `visibleUntil` is after `visibleFrom`.',
  () => ({
    visibleFrom: z.nullable(z.string()).check(z.describe('From when on it would be shown.')),
    visibleUntil: z.nullable(z.string()).check(z.describe('Until when it would be.')),
  }),
);

/** What both routes refuse that write a whole product, a new one or a changed one. */
export const ofProduct = [
  CompareAtPriceTooLow, CurrencyUnknown, MediaNotReady, OptionNameTwice, OptionValueTwice, OptionsDiffer, PriceMissing, ProductTooLarge,
  SkuTaken, SkuTwice, SlugTaken, TooManyVariants, VariantTwice, VisibleNever,
]; // biome-ignore format: a list
export const PriceListStarted = defineRefusal(
  'price-list-started',
  422,
  'A release starts a price list that is a draft, or has not started; this one counts already.',
  () => ({ listId: z.string().check(z.describe('The price list.')) }),
);
