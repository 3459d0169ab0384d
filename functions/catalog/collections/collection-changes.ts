import type { Change } from '#lib/stream.ts';
import type { Item } from '#lib/table.ts';
import { productIn } from '../catalog-table.ts';
import { adminList } from '../documents/list-entries-table.ts';
import { groupsOf, MATCHED_A_MESSAGE } from '../messages.ts';
import { sameToCollections } from './collection-rule.ts';

/**
 * Finds the products whose collections a batch of changes may change, each once: those with a new version whose tags,
 * vendor, type, lowest price or collections are others, and those that enter the list of staff, since a changed rule
 * finds products there. A collection that a product has left is named, so that one by hand which took the product back
 * meanwhile is read once more.
 */
export const productsToRematch = (changes: readonly Change[]): { productId: string; collectionId?: string }[] => {
  const found = changes.flatMap(({ before, after }): { productId: string; collectionId?: string }[] => {
    const [old, product] = [productIn(before), productIn(after)];
    if (old && product) {
      if (sameToCollections(old, product)) return [];
      const left = difference(new Set(old.collectionIds), new Set(product.collectionIds));
      return left.length > 0
        ? left.map((collectionId) => ({ productId: product.id, collectionId }))
        : [{ productId: product.id }];
    }
    return after?.['pk'] === adminList.pk && !before ? [{ productId: String(after['sk']) }] : [];
  });
  return [...new Map(found.map((one) => [`${one.productId} ${one.collectionId ?? ''}`, one])).values()];
};

/** Finds the rules of collections that a batch of changes adds, changes or removes; `version` is the rule's. */
export const rulesToApply = (changes: readonly Change[]): { collectionId: string; version: number }[] =>
  changes.flatMap(({ before, after }) => {
    const item = after ?? before;
    return item?.['type'] === 'collection-rule' ? [headOf(item)] : [];
  });

/** Finds the products that collections by hand gain and lose in a batch of changes, a hundred a group. */
export const productsToCompare = (
  changes: readonly Change[],
): { collectionId: string; version: number; productIds: string[] }[] =>
  changes.flatMap(({ before, after }) => {
    const item = after ?? before;
    if (item?.['type'] !== 'collection' || item['kind'] !== 'manual') return [];
    const [old, named] = [idsIn(before), idsIn(after)];
    const moved = [...difference(old, named), ...difference(named, old)];
    return groupsOf(moved, MATCHED_A_MESSAGE).map((productIds) => ({ ...headOf(item), productIds }));
  });

const headOf = (item: Item) => ({ collectionId: String(item['id']), version: Number(item['version']) });
const idsIn = (item: Item | undefined): Set<string> => new Set((item?.['productIds'] as string[] | undefined) ?? []);
const difference = (a: ReadonlySet<string>, b: ReadonlySet<string>): string[] => [...a].filter((id) => !b.has(id));
