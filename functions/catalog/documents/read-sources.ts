import { batchGetAll } from '#lib/table.ts';
import { availableFrom, hintAt, productAt, productFrom, readProduct } from '../catalog-table.ts';
import type { Product } from '../product/product.ts';
import type { Sources } from './product-summary.ts';

/** Reads a product and its availability hints, strongly: what its documents are made of. */
export const readSources = async (productId: string): Promise<Sources | undefined> => {
  const stored = await readProduct(productId);
  return stored && { product: stored.product, available: await availableOf([stored.product]) };
};

/** Reads the sources of several products, in the order of the ids; `undefined` where there is none. */
export const readManySources = async (productIds: readonly string[]): Promise<(Sources | undefined)[]> => {
  const items = await batchGetAll(productIds.map(productAt), { consistent: true });
  const products = items.map((item) => productFrom(item)?.product);
  const available = await availableOf(products.filter((product) => product !== undefined));
  return products.map((product) => product && { product, available });
};

const availableOf = async (products: readonly Product[]): Promise<Set<string>> => {
  const ids = products.flatMap((product) => product.variants.map((variant) => variant.id));
  const hints = await batchGetAll(ids.map(hintAt), { consistent: true });
  return new Set(ids.filter((_, index) => availableFrom(hints[index])));
};
