import { reviseProduct } from '../product/change-product.ts';
import { matches } from './collection-rule.ts';
import { readRules } from './collection-rules-table.ts';
import { readCollections } from './collections-table.ts';

/**
 * Updates a product's collections to every rule of the shop, and to the collections by hand that it is in or that
 * `candidate` names. All are read strongly and the product is written on its version; a repeat writes nothing. A write
 * that changes the collections has the product matched once more, by the stream, so that one decided on a rule or a
 * collection that was changed meanwhile does not stay.
 * @param candidate a collection by hand that may have taken the product in
 * @param now milliseconds since 1970
 */
export const matchCollections = async (
  productId: string,
  candidate: string | undefined,
  now: number,
): Promise<void> => {
  await reviseProduct(productId, now, async (before) => {
    const { collectionIds: known = [], ...rest } = before;
    const rules = await readRules();
    const automated = new Set(rules.map(({ id }) => id));
    const others = new Set(
      [...known, ...(candidate === undefined ? [] : [candidate])].filter((id) => !automated.has(id)),
    );
    const byHand = (await readCollections([...others])).filter(
      (one) => one.kind === 'manual' && one.productIds.includes(productId),
    );
    const byRule = rules.filter((rule) => matches(rule, before));
    const collectionIds = [...byRule, ...byHand].map(({ id }) => id).sort();
    return collectionIds.length > 0 ? { ...rest, collectionIds } : rest;
  });
};
