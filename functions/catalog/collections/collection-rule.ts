import { isDeepStrictEqual } from 'node:util';
import { folded, type Product, priceRange } from '../product/product.ts';
import type { Collection, CollectionCondition } from './collection.ts';

/** The rule that decides which products a collection has. */
export type CollectionRule = Pick<Extract<Collection, { kind: 'automated' }>, 'match' | 'conditions'>;

/** Answers whether a product meets a rule, whatever the product's status. */
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
 * Compares two states of a product in what rules read, and in its collections: a change of those may rest on a rule
 * that was changed meanwhile, so they are matched once more.
 */
export const sameToCollections = (a: Product, b: Product): boolean =>
  isDeepStrictEqual(comparedParts(a), comparedParts(b));

const comparedParts = (product: Product) => {
  const { tags, vendor, type, collectionIds = [] } = product;
  return { tags, vendor, type, price: priceRange(product).min, collectionIds };
};
