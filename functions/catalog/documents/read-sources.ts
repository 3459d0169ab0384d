import { batchGet } from '#lib/table.ts';
import { availableFrom, hintAt, productAt, productFrom, readProduct } from '../catalog-table.ts';
import type { Product } from '../product.ts';
import type { Sources } from './card.ts';

const BATCH = 100;

/** Reads what the documents of a product are made of, strongly. */
export const readSources = async (productId: string): Promise<Sources | undefined> => {
  const stored = await readProduct(productId);
  return stored && { product: stored.product, available: await availableOf([stored.product]) };
};

/** Reads the sources of several products, in the order asked, `undefined` where there is none. */
export const readManySources = async (productIds: readonly string[]): Promise<(Sources | undefined)[]> => {
  const products: (Product | undefined)[] = [];
  for (const ids of batches(productIds)) {
    const items = await batchGet(ids.map(productAt), { consistent: true });
    products.push(...items.map((item) => productFrom(item)?.product));
  }
  const available = await availableOf(products.filter((product) => product !== undefined));
  return products.map((product) => product && { product, available });
};

const availableOf = async (products: readonly Product[]): Promise<Set<string>> => {
  const available = new Set<string>();
  for (const ids of batches(products.flatMap((product) => product.variants.map((variant) => variant.id)))) {
    const hints = await batchGet(ids.map(hintAt), { consistent: true });
    for (const [index, id] of ids.entries()) if (availableFrom(hints[index])) available.add(id);
  }
  return available;
};

const batches = (ids: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, i) => ids.slice(i * BATCH, (i + 1) * BATCH));
