import { describe, expect, test } from 'vitest';
import type { Product } from '../product/product.ts';
import type { CollectionCondition } from './collection.ts';
import { matches, sameToCollections } from './collection-rule.ts';

const priced = (...amounts: number[]): Product['variants'] =>
  amounts.map((amount, i) => ({
    id: `var_${i}`,
    sku: `MUG-${i}`,
    title: String(i),
    options: {},
    price: { amount, currency: 'EUR' },
    compareAtPrice: null,
    taxable: true,
    requiresShipping: true,
    barcode: null,
    grams: null,
    metadata: {},
  }));
const product = (more: Partial<Product> = {}): Product => ({
  id: 'prd_1',
  slug: 'mug',
  title: 'Mug',
  description: null,
  vendor: 'Clay & Co',
  type: 'Kitchen',
  tags: ['Gift', 'CAFE\u0301'],
  options: [],
  media: [],
  seo: { title: null, description: null },
  status: 'active',
  visibleFrom: null,
  visibleUntil: null,
  metadata: {},
  variants: priced(1500, 1200),
  version: 3,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  ...more,
});
const is = (field: 'tag' | 'vendor' | 'type', value: string): CollectionCondition => ({ field, operator: 'is', value });
const price = (operator: 'at-least' | 'at-most', amount: number, currency = 'EUR'): CollectionCondition => ({
  field: 'price',
  operator,
  value: { amount, currency },
});
const has = (condition: CollectionCondition, more: Partial<Product> = {}) =>
  matches({ match: 'all', conditions: [condition] }, product(more));

describe('a rule', () => {
  test('finds a tag, a vendor and a type whatever the case and the form of their letters, and not a part of one', () => {
    expect([has(is('tag', 'gift')), has(is('tag', 'CAFÉ')), has(is('tag', 'gif')), has(is('tag', 'x'))]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([has(is('vendor', 'CLAY & CO')), has(is('vendor', 'Clay'))]).toEqual([true, false]);
    expect([has(is('type', 'kitchen')), has(is('type', 'Clay & Co'))]).toEqual([true, false]);
    expect([has(is('vendor', 'null'), { vendor: null }), has(is('type', 'null'), { type: null })]).toEqual([
      false,
      false,
    ]);
    expect(has(is('tag', 'gift'), { tags: [] })).toBe(false);
  });

  test('goes by the lowest price of the variants, its bounds included, in its own currency', () => {
    expect([1199, 1200, 1201].map((amount) => has(price('at-least', amount)))).toEqual([true, true, false]);
    expect([1199, 1200, 1201].map((amount) => has(price('at-most', amount)))).toEqual([false, true, true]);
    expect([has(price('at-least', 1, 'USD')), has(price('at-most', 9999, 'USD'))]).toEqual([false, false]);
  });

  test('asks for all of its conditions, or for any', () => {
    const conditions = [is('tag', 'gift'), price('at-most', 1000)];
    expect(matches({ match: 'all', conditions }, product())).toBe(false);
    expect(matches({ match: 'any', conditions }, product())).toBe(true);
    expect(matches({ match: 'all', conditions }, product({ variants: priced(900) }))).toBe(true);
    expect(matches({ match: 'any', conditions }, product({ tags: ['x'] }))).toBe(false);
  });

  test('finds drafts as well: their status decides where they are shown', () => {
    expect(has(is('tag', 'gift'), { status: 'draft' })).toBe(true);
  });
});

test('a product is another to collections when what rules go by, or its collections, are others', () => {
  const same = (more: Partial<Product>) => sameToCollections(product(), product({ version: 4, ...more }));
  expect(same({})).toBe(true);
  expect(same({ title: 'Cup', slug: 'cup', description: '<p>x</p>', status: 'draft' })).toBe(true);
  expect(same({ variants: priced(1200, 9900) })).toBe(true);
  expect(same({ variants: priced(1500, 1199) })).toBe(false);
  expect(same({ tags: ['Gift'] })).toBe(false);
  expect(same({ vendor: 'Otter' })).toBe(false);
  expect(same({ type: null })).toBe(false);
  expect(same({ collectionIds: ['col_1'] })).toBe(false);
  expect(same({ collectionIds: [] })).toBe(true);
});
