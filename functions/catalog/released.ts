/** What releases (content) change in the catalog: each is one write of their transaction, and what follows it is the catalog's. */
export { productAt, productFrom } from './catalog-table.ts';
export { priceListAt, priceListFrom } from './price-lists/price-lists-table.ts';
export {
  countListedPrices,
  productsBehind,
  releasedListWrite,
  takenBackListWrite,
} from './price-lists/release-price-list.ts';
export { releasedProductWrite, settledVisibility, takenBackProductWrite } from './showing/release-visibility.ts';
