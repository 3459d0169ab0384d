export { readCollectionProducts } from './collections/collection-products.ts';
export { buildDocuments } from './documents/build-documents.ts';
export { readProductList } from './documents/list-summaries.ts';
export { readProductPage } from './documents/read-product-page.ts';
export { allSearchSummaries, readSearchSummaries, SearchSummary } from './documents/read-summaries.ts';
export { findCollection, readCollectionList, type ShownProduct } from './documents/show-collection.ts';
export { findProductPage } from './documents/show-page.ts';
export type { ProductImport, VariantImport } from './imports/product-import.ts';
export { type Upserted, type UpsertedPicture, type UpsertedVariant, upsertProduct } from './imports/upsert-product.ts';
export { bindImages, pictureStates, whyNoPicture } from './pictures/requested-images.ts';
export { type HtmlRules, sanitiseHtml } from './product/description.ts';
export { isVariantId, resolveSku, skuAt, skuFrom, variantAt, variantFrom, variantIdsOf } from './product/find-variant.ts'; // biome-ignore format: one line
export { noteStock } from './product/note-stock.ts';
export { flipsToWaitFor, noteOnFronts } from './product/on-fronts.ts';
export { folded, Image, type PageImage, type Product, type ProductPage, SellableVariant, slugOf } from './product/product.ts'; // biome-ignore format: one line
export { ProductCard, productCardAt, productCardFrom } from './product/product-card.ts';
export { priceAt } from './product/scheduled-price.ts';
export { fold, wordsOf } from './product/words.ts';
export { settings as catalogSettings } from './settings.ts';
export { unknownIds } from './unknown-ids.ts';
