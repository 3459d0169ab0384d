import { get, query } from '#lib/table.ts';
import { table } from '../catalog-table.ts';
import { listOf } from '../documents/list-entries-table.ts';
import { collectionAt } from './collections-table.ts';

/**
 * Reads the ids of the newest products of a collection, by two calls side by side; none of one that is not shown. Who is in
 * it is known seconds after a change; what is shown of each is its card.
 */
export const readCollectionProducts = async (collectionId: string, limit: number): Promise<string[]> => {
  const { pk, newestFirst } = listOf('newest', { collectionId });
  const [collection, { items }] = await Promise.all([
    get(collectionAt(collectionId)),
    query(table, { pk, newestFirst, limit, project: ['sk'] }),
  ]);
  return collection?.['active'] === true ? items.map(({ sk }) => String(sk)) : [];
};
