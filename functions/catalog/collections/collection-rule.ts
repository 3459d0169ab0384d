import { isDeepStrictEqual } from 'node:util';
import { folded, type Product, priceRange } from '../product/product.ts';
import type { Collection, CollectionCondition } from './collection.ts';

/** What decides which products a collection by rule has. */
export type CollectionRule = Pick<Extract<Collection, { kind: 'automated' }>, 'match' | 'conditions'>;

/** Whether a product is in a collection with this rule, whatever the product's status. */
export const matches = ({ match, conditions }: CollectionRule, product: Product): boolean =>
  match === 'all'
    ? conditions.every((condition) => holds(condition, product))
    : conditions.some((condition) => holds(condition, product));

const holds = (condition: CollectionCondition, product: Product): boolean => {
  if (condition.field === 'price') {
    const { min } = priceRange(product);
    const { amount, currency } = condition.value;
    if (min.currency !== currency) return false;
    return condition.operator === 'at-least' ? min.amount >= amount : min.amount <= amount;
  }
  const value = folded(condition.value);
  if (condition.field === 'tag') return product.tags.some((tag) => folded(tag) === value);
  const word = product[condition.field];
  return word !== null && folded(word) === value;
};

/**
 * Whether two states of a product are the same to collections: what rules go by, and the collections that it is in
 * (whoever wrote those may have decided on a rule that was changed meanwhile, so they are looked at again).
 */
export const sameToCollections = (a: Product, b: Product): boolean => isDeepStrictEqual(facts(a), facts(b));

const facts = (product: Product) => {
  const { tags, vendor, type, collectionIds = [] } = product;
  return { tags, vendor, type, price: priceRange(product).min, collectionIds };
};
