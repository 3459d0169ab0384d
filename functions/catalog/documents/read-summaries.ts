import * as z from 'zod/mini';
import { type Item, query } from '#lib/table.ts';
import { table } from '../catalog-table.ts';
import { Product } from '../product/product.ts';
import { listOf } from './list-entries-table.ts';
import { Card, cardOf } from './product-summary.ts';
import { readManySources } from './read-sources.ts';

/** A product as search indexes and shows it. */
export const ProductCard = z.extend(Card, z.pick(Product, { tags: true, version: true }).shape);
export type ProductCard = z.infer<typeof ProductCard>;

/**
 * Reads products as they are now (not as their documents were built), in the order asked; `undefined` for one that is
 * not sold. At most 100.
 */
export const readCards = async (productIds: readonly string[]): Promise<(ProductCard | undefined)[]> => {
  const found = await readManySources(productIds);
  return found.map((sources) =>
    sources?.product.status === 'active'
      ? z.parse(ProductCard, { ...cardOf(sources), tags: sources.product.tags, version: sources.product.version })
      : undefined,
  );
};

/** Every product that is sold, a hundred at a time, the newest first: for whoever builds an index anew. */
export async function* allCards(): AsyncGenerator<ProductCard[]> {
  let after: Item | undefined;
  do {
    const page = await query(table, { ...listOf('newest'), limit: 100, after, project: ['sk'] });
    const cards = await readCards(page.items.map((item) => String(item['sk'])));
    yield cards.filter((card) => card !== undefined);
    after = page.last;
  } while (after);
}
