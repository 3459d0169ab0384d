export { buildDocuments } from './documents/build-documents.ts';
export { readProductList, refuseOtherCurrency } from './documents/list-summaries.ts';
export { ProductSummary, summaryAt, summaryFlips } from './documents/product-summary.ts';
export { readProductPage } from './documents/read-product-page.ts';
export { allSearchSummaries, pageOfSold, readSearchProducts, readSearchSummaries, type SearchProduct, SearchSummary } from './documents/read-summaries.ts'; // biome-ignore format: one line
export { findCollection, readCollectionList, readCollectionProducts, type ShownProduct } from './documents/show-collection.ts'; // biome-ignore format: one line
export { findProductPage } from './documents/show-page.ts';
export { type Upserted, type UpsertedPicture, type UpsertedVariant, upsertProduct } from './imports/upsert-product.ts';
export { bindImages, pictureStates, whyNoPicture } from './pictures/requested-images.ts';
export { type HtmlRules, sanitiseHtml } from './product/description.ts';
export { isVariantId, resolveSku, skuAt, skuFrom, variantAt, variantFrom, variantIdsOf } from './product/find-variant.ts'; // biome-ignore format: one line
export { noteStock } from './product/note-stock.ts';
export { folded, Image, type PageImage, type Product, type ProductPage, SellableVariant, slugOf, soldAt } from './product/product.ts'; // biome-ignore format: one line
export { ProductCard, productCardAt, productCardFrom } from './product/product-card.ts';
export { fold, wordsOf } from './product/words.ts';
export { CurrencyNotListed } from './refusals.ts';
export { countListedPrices, priceListAt, priceListFrom, productAt, productFrom, productsBehind, releasedListWrite, releasedProductWrite, settledVisibility, takenBackListWrite, takenBackProductWrite } from './released.ts'; // biome-ignore format: one line
export { settings as catalogSettings } from './settings.ts';
export { noteOnFronts } from './showing/on-fronts.ts';
export { hasChanged, movedReply, notThere, remembered, type Shown, shownReply, soonest } from './showing/shown.ts'; // biome-ignore format: one line
export { tagsOf } from './showing/tags.ts';
export { inUtc, isVisible, Moment } from './showing/visibility.ts';
export { unknownIds } from './unknown-ids.ts';
