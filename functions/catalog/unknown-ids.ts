import { idPattern } from '#lib/id.ts';
import { batchGet, type Ref } from '#lib/table.ts';
import { productAt } from './catalog-table.ts';
import { collectionAt } from './collections/collections-table.ts';

const [PRODUCT, COLLECTION] = [idPattern('prd'), idPattern('col')];

/**
 * Finds which ids name no product, and which no collection, in their order: one batch. A text that is no id names
 * nothing, and is not asked for: no role may read what lies under any key.
 */
export const unknownIds = async (named: {
  readonly productIds: readonly string[];
  readonly collectionIds: readonly string[];
}): Promise<{ productIds: string[]; collectionIds: string[] }> => {
  const productIds = [...new Set(named.productIds)];
  const collectionIds = [...new Set(named.collectionIds)];
  const [products, collections] = [
    productIds.filter((id) => PRODUCT.test(id)),
    collectionIds.filter((id) => COLLECTION.test(id)),
  ];
  const refs: Ref[] = [...products.map(productAt), ...collections.map(collectionAt)];
  const items = await batchGet(refs, { project: ['type'] });
  const known = new Set([...products, ...collections].filter((_, i) => items[i]));
  return {
    productIds: productIds.filter((id) => !known.has(id)),
    collectionIds: collectionIds.filter((id) => !known.has(id)),
  };
};
