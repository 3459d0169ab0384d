import { batchGet, transactIf, writeIf } from '#lib/table.ts';
import { descriptionWrite, productAt, productFrom } from '../catalog-table.ts';
import { collectionAt, collectionDescriptionWrites } from '../collections/collections-table.ts';
import { buildDocuments } from '../documents/build-documents.ts';
import { isOfOlderFilter } from '../product/description.ts';

/**
 * Keeps the descriptions of products as the present filter makes them, where an older one made them: first on their pages,
 * then on the products themselves, which tells that it is done. Neither version nor events change, nor what others wrote
 * meanwhile; a repeat writes nothing.
 * @throws what kept one from being built; the others are
 */
export const rebuildProducts = async (productIds: readonly string[]): Promise<void> => {
  const items = await batchGet(productIds.map(productAt), { consistent: true });
  const older = items
    .filter((item) => item && isOfOlderFilter(item))
    .flatMap((item) => productFrom(item)?.product ?? []);
  if (older.length === 0) return;
  // A page is built of what is read, which is sanitised again.
  const failures = await buildDocuments(older.map(({ id }) => ({ productId: id })));
  for (const product of older) if (!failures.has(product.id)) await writeIf(descriptionWrite(product));
  const [failure] = failures.values();
  if (failure) throw failure;
};

/** As `rebuildProducts`, of collections: each with its summary in the public list. */
export const rebuildCollections = async (collectionIds: readonly string[]): Promise<void> => {
  const items = await batchGet(collectionIds.map(collectionAt), { consistent: true });
  for (const item of items) {
    const writes = item ? collectionDescriptionWrites(item) : [];
    if (writes.length > 0) await transactIf(writes);
  }
};
