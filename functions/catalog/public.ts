export { allCards, ProductCard, readCards } from './documents/read-cards.ts';
export { isVariantId, resolveSku, skuAt, skuFrom, variantAt, variantFrom, variantIdsOf } from './find-variant.ts';
export type { ProductImport, VariantImport } from './imports/product-import.ts';
export { type Upserted, type UpsertedVariant, upsertProduct } from './imports/upsert-product.ts';
export { SellableVariant } from './product.ts';
export { priceAt } from './scheduled-price.ts';
