import { batchGetAll } from '#lib/table.ts';
import { productAt } from './catalog-table.ts';
import { collectionAt } from './collections/collections-table.ts';

/** Finds which ids name no product, and which no collection, in their order: one batch. */
export const unknownIds = async (named: {
  readonly productIds: readonly string[];
  readonly collectionIds: readonly string[];
}): Promise<{ productIds: string[]; collectionIds: string[] }> => {
  const productIds = [...new Set(named.productIds)];
  const collectionIds = [...new Set(named.collectionIds)];
  const items = await batchGetAll([...productIds.map(productAt), ...collectionIds.map(collectionAt)], {
    project: ['type'],
  });
  return {
    productIds: productIds.filter((_, i) => !items[i]),
    collectionIds: collectionIds.filter((_, i) => !items[productIds.length + i]),
  };
};
