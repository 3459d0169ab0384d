import { reviseProduct } from '../product/change-product.ts';
import { matches } from './collection-rule.ts';
import { readRules } from './collection-rules-table.ts';
import { readCollections } from './collections-table.ts';

/**
 * Brings a product's collections up to date, as they and the product are at this moment: every rule of the shop is
 * looked at, and of those by hand the ones that it is in, with one that may have taken it in. What was true is read
 * strongly and written on the product's version; a change of its collections has it looked at once more, so that one
 * decided on a rule which was changed meanwhile does not stay. A repeat, or an old message, writes nothing.
 * @param asked a collection by hand that took the product in or let it go
 */
export const matchCollections = async (productId: string, asked: string | undefined, now: number): Promise<void> => {
  await reviseProduct(productId, now, async (before) => {
    const { collectionIds: known = [], ...rest } = before;
    const rules = await readRules();
    const automated = new Set(rules.map(({ id }) => id));
    const others = new Set([...known, ...(asked === undefined ? [] : [asked])].filter((id) => !automated.has(id)));
    const byHand = (await readCollections([...others])).filter(
      (one) => one.kind === 'manual' && one.productIds.includes(productId),
    );
    const byRule = rules.filter((rule) => matches(rule, before));
    const collectionIds = [...byRule, ...byHand].map(({ id }) => id).sort();
    return collectionIds.length > 0 ? { ...rest, collectionIds } : rest;
  });
};
