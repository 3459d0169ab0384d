import type { Change } from '#lib/stream.ts';
import type { Item } from '#lib/table.ts';
import { productIn } from '../catalog-table.ts';
import { adminList } from '../documents/list-entries-table.ts';
import { sameToCollections } from './collection-rule.ts';

/** What one message names of the products that came or went by hand. */
const PRODUCTS_A_MESSAGE = 100;

/**
 * The products whose collections a batch of changes may change, each once: of a new version whose tags, vendor, type,
 * lowest price or collections are others; and a new one once its card lies in the list of staff, since from then on a
 * changed rule finds it there.
 */
export const productsChanged = (changes: readonly Change[]): { productId: string }[] => {
  const ids = changes.flatMap(({ before, after }) => {
    const [old, product] = [productIn(before), productIn(after)];
    if (old && product) return sameToCollections(old, product) ? [] : [product.id];
    return after?.['pk'] === adminList.pk && !before ? [String(after['sk'])] : [];
  });
  return [...new Set(ids)].map((productId) => ({ productId }));
};

/** What a batch of changes asks of collections: those by hand name who came and went, those by rule have a new rule. */
export const collectionsToApply = (
  changes: readonly Change[],
): { collectionId: string; version: number; productIds?: string[] }[] =>
  changes.flatMap(({ before, after }) => {
    const item = after ?? before;
    const changed = { collectionId: String(item?.['id']), version: Number(item?.['version']) };
    if (item?.['type'] === 'collection-rule') return [changed];
    if (item?.['type'] !== 'collection' || item['kind'] !== 'manual') return [];
    const ids = difference(idsIn(before), idsIn(after));
    return Array.from({ length: Math.ceil(ids.length / PRODUCTS_A_MESSAGE) }, (_, i) => ({
      ...changed,
      productIds: ids.slice(i * PRODUCTS_A_MESSAGE, (i + 1) * PRODUCTS_A_MESSAGE),
    }));
  });

const idsIn = (item: Item | undefined): Set<string> => new Set((item?.['productIds'] as string[] | undefined) ?? []);
const difference = (a: Set<string>, b: Set<string>): string[] => [
  ...[...a].filter((id) => !b.has(id)),
  ...[...b].filter((id) => !a.has(id)),
];
