import { batchGetAll } from '#lib/table.ts';
import { availableFrom, hintAt, productAt, productFrom } from '../catalog-table.ts';
import type { Product } from '../product/product.ts';
import type { Sources } from './product-summary.ts';

/** Reads what the documents of products are made of, strongly, in the order of the ids; `undefined` where there is none. */
export const readManySources = async (productIds: readonly string[]): Promise<(Sources | undefined)[]> => {
  const items = await batchGetAll(productIds.map(productAt), { consistent: true });
  const products = items.map((item) => productFrom(item)?.product);
  const available = await availableOf(products.filter((product) => product !== undefined));
  return products.map((product) => product && { product, available });
};

/** Reads the availability hints of products strongly; answers the variants that are available. */
export const availableOf = async (products: readonly Product[]): Promise<Set<string>> => {
  const ids = products.flatMap((product) => product.variants.map((variant) => variant.id));
  const hints = await batchGetAll(ids.map(hintAt), { consistent: true });
  return new Set(ids.filter((_, index) => availableFrom(hints[index])));
};
