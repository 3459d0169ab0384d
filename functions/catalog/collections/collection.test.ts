import { describe, expect, test } from 'vitest';
import type * as z from 'zod/mini';
import {
  type Collection,
  CollectionChange,
  CollectionCondition,
  changedCollection,
  NewCollection,
  newCollection,
} from './collection.ts';

const taken = (schema: z.ZodMiniType, value: unknown): boolean => schema.safeParse(value).success;
const gift = { field: 'tag', operator: 'is', value: 'gift' } as const;
const rule = { kind: 'automated', title: 'Gifts', conditions: [gift] } as const;
const AT = '2026-01-01T00:00:00.000Z';
const LATER = '2026-02-01T00:00:00.000Z';

const byHand: Collection = {
  id: 'col_1',
  slug: 'picks',
  title: 'Picks',
  description: '<p>Ours.</p>',
  kind: 'manual',
  productIds: ['prd_1', 'prd_2'],
  active: true,
  version: 3,
  createdAt: AT,
  updatedAt: AT,
};
const byRule: Collection = {
  id: 'col_2',
  slug: 'gifts',
  title: 'Gifts',
  description: null,
  kind: 'automated',
  match: 'all',
  conditions: [gift],
  active: false,
  version: 1,
  createdAt: AT,
  updatedAt: AT,
};

describe('what may be said of a collection', () => {
  test('by hand: up to 500 products, none unless they are named', () => {
    const of = (productIds: unknown) => ({ kind: 'manual', title: 'Picks', productIds });
    expect(NewCollection.parse({ kind: 'manual', title: ' Picks ' })).toEqual({
      kind: 'manual',
      title: 'Picks',
      active: true,
      productIds: [],
    });
    expect(taken(NewCollection, of(Array(500).fill('prd_1')))).toBe(true);
    expect(taken(NewCollection, of(Array(501).fill('prd_1')))).toBe(false);
    expect(taken(NewCollection, of(['']))).toBe(false);
    expect(taken(NewCollection, { ...of([]), conditions: [gift] })).toBe(false);
  });

  test('by rule: 1 to 20 conditions, all of them unless it says any', () => {
    expect(NewCollection.parse(rule)).toEqual({ ...rule, active: true, match: 'all' });
    const of = (count: number) => taken(NewCollection, { ...rule, conditions: Array(count).fill(gift) });
    expect([of(0), of(1), of(20), of(21)]).toEqual([false, true, true, false]);
    expect(taken(NewCollection, { ...rule, match: 'none' })).toBe(false);
    expect(taken(NewCollection, { ...rule, productIds: [] })).toBe(false);
    expect(taken(NewCollection, { title: 'Gifts', conditions: [gift] })).toBe(false);
  });

  test('a title of 1 to 255 characters, a description of up to 5000, and a slug as products have it', () => {
    const change = (value: unknown) => taken(CollectionChange, value);
    expect([change({ title: 'x'.repeat(255) }), change({ title: 'x'.repeat(256) }), change({ title: ' ' })]).toEqual([
      true,
      false,
      false,
    ]);
    expect([change({ description: 'x'.repeat(5000) }), change({ description: 'x'.repeat(5001) })]).toEqual([
      true,
      false,
    ]);
    expect([change({ slug: 'gifts-2' }), change({ slug: 'Gifts' }), change({ kind: 'manual' })]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test.each([
    { ...gift, operator: 'at-least' },
    { ...gift, field: 'title' },
    { ...gift, value: '' },
    { ...gift, value: 'x'.repeat(256) },
    { field: 'price', operator: 'is', value: { amount: 1, currency: 'EUR' } },
    { field: 'price', operator: 'at-least', value: 1 },
    { field: 'price', operator: 'at-least', value: { amount: -1, currency: 'EUR' } },
    { field: 'price', operator: 'at-least', value: { amount: 1.5, currency: 'EUR' } },
    { field: 'price', operator: 'at-least', value: { amount: 1, currency: 'euro' } },
  ])('a condition is refused: %o', (condition) => {
    expect(taken(CollectionCondition, condition)).toBe(false);
  });
});

describe('a new collection', () => {
  test('has a slug of its title, and a description that is safe to show', () => {
    const input = NewCollection.parse({ ...rule, title: 'Très jolis cadeaux!', description: '<p onclick="x">Hi</p>' });
    expect(newCollection('col_9', input, AT)).toEqual({
      id: 'col_9',
      slug: 'très-jolis-cadeaux',
      title: 'Très jolis cadeaux!',
      description: '<p>Hi</p>',
      kind: 'automated',
      match: 'all',
      conditions: [gift],
      active: true,
      version: 1,
      createdAt: AT,
      updatedAt: AT,
    });
  });

  test('has the slug that it names, and the products in their order', () => {
    const input = NewCollection.parse({
      kind: 'manual',
      title: '!?',
      slug: 'picks',
      active: false,
      productIds: ['b', 'a'],
    });
    expect(newCollection('col_9', input, AT)).toMatchObject({
      slug: 'picks',
      description: null,
      kind: 'manual',
      active: false,
      productIds: ['b', 'a'],
    });
    expect(newCollection('col_9', { ...input, slug: undefined } as typeof input, AT).slug).toBe('');
  });
});

describe('a changed collection', () => {
  test('keeps what is not named', () => {
    expect(changedCollection(byHand, {}, LATER)).toEqual({ ...byHand, version: 4, updatedAt: LATER });
    expect(changedCollection(byRule, {}, LATER)).toEqual({ ...byRule, version: 2, updatedAt: LATER });
  });

  test('has what is named', () => {
    const shown = { title: 'Best', slug: 'best', description: null, active: false };
    expect(changedCollection(byHand, { ...shown, productIds: [] }, LATER)).toEqual({
      ...byHand,
      ...shown,
      productIds: [],
      version: 4,
      updatedAt: LATER,
    });
    const other = { match: 'any', conditions: [{ ...gift, value: 'mug' }] } as const;
    const change = CollectionChange.parse({ ...other, active: true, description: '<b>x</b><script>y</script>' });
    expect(changedCollection(byRule, change, LATER)).toEqual({
      ...byRule,
      ...other,
      active: true,
      description: '<b>x</b>',
      version: 2,
      updatedAt: LATER,
    });
  });

  test('is none when the change names what only the other kind has', () => {
    expect(changedCollection(byHand, { match: 'any' }, LATER)).toBeUndefined();
    expect(changedCollection(byHand, { conditions: [gift] }, LATER)).toBeUndefined();
    expect(changedCollection(byRule, { productIds: [] }, LATER)).toBeUndefined();
  });
});
