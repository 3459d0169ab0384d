import { describe, expect, test } from 'vitest';
import {
  Code,
  Conditions,
  counts,
  Effect,
  limitsOf,
  NewPromotion,
  Promotion,
  PromotionChange,
  Share,
} from './promotion.ts';

const half = { type: 'percentage', of: 'order', share: '0.5' } as const;
const kept: Promotion = {
  id: 'prm_1',
  name: 'Half',
  code: 'HALF',
  active: true,
  startsAt: '2026-06-01T00:00:00.000Z',
  endsAt: '2026-07-01T00:00:00.000Z',
  effect: half,
  conditions: { firstOrder: true },
  priority: 100,
  combines: false,
  totalLimit: 500,
  customerLimit: 1,
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};
const taken = (schema: { safeParse: (value: unknown) => { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success;

test('a promotion is read as it was kept', () => {
  expect(Promotion.parse(kept)).toEqual(kept);
});

test('a new promotion needs a name and an effect: it is on at once, for good, for everyone, and combines', () => {
  expect(NewPromotion.parse({ name: ' Half ', effect: half })).toEqual({
    name: 'Half',
    active: true,
    startsAt: null,
    endsAt: null,
    effect: half,
    conditions: {},
    priority: 100,
    combines: true,
    totalLimit: null,
    customerLimit: null,
  });
  expect(taken(NewPromotion, { effect: half })).toBe(false);
  expect(taken(NewPromotion, { name: 'x' })).toBe(false);
});

test('what a new promotion says is kept as it was said, and what is not known is refused', () => {
  const { id: _, version: __, createdAt: ___, updatedAt: ____, ...said } = kept;
  expect(NewPromotion.parse(said)).toEqual(said);
  expect(NewPromotion.parse({ ...said, active: false, combines: false })).toMatchObject({
    active: false,
    combines: false,
  });
  expect(taken(NewPromotion, { ...said, colour: 'red' })).toBe(false);
});

test('a change names what it changes; a code and its limits are no part of it', () => {
  expect(PromotionChange.parse({})).toEqual({});
  expect(PromotionChange.parse({ active: false, endsAt: null })).toEqual({ active: false, endsAt: null });
  expect(taken(PromotionChange, { code: 'OTHER' })).toBe(false);
  expect(taken(PromotionChange, { totalLimit: 5 })).toBe(false);
});

describe('what is refused', () => {
  const named = (more: object) => taken(NewPromotion, { name: 'Half', effect: half, ...more });

  test('a name that is empty or longer than 80 characters', () => {
    expect(['', '  ', 'x'.repeat(81)].map((name) => named({ name }))).toEqual([false, false, false]);
    expect(['x', 'x'.repeat(80)].map((name) => named({ name }))).toEqual([true, true]);
  });

  test('a priority below 0 or above 1000, and a limit below 1', () => {
    expect([-1, 0, 1000, 1001].map((priority) => named({ priority }))).toEqual([false, true, true, false]);
    expect([0, 1, 100_000_000, 100_000_001].map((totalLimit) => named({ totalLimit }))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect([0, 1].map((customerLimit) => named({ customerLimit }))).toEqual([false, true]);
  });

  test('a time that is none; with an offset it is one', () => {
    expect(named({ startsAt: 'tomorrow' })).toBe(false);
    expect(named({ startsAt: '2026-06-01' })).toBe(false);
    expect(named({ startsAt: '2026-06-01T00:00:00Z' })).toBe(true);
    expect(named({ endsAt: '2026-06-01T00:00:00+02:00' })).toBe(true);
  });

  test('a share that is not between 0 and 1, or has more than four decimals', () => {
    const shares = ['0', '0.15', '0.3333', '1', '1.0', '1.0000'];
    const others = ['', '1.1', '2', '0.33333', '.5', '0.', '1.', '-0.1', '0,5', '10', '00', 'x0.5', '0.5x', '1.00000'];
    expect(shares.filter((share) => !taken(Share, share))).toEqual([]);
    expect(others.filter((share) => taken(Share, share))).toEqual([]);
    expect(Share.safeParse('2').error?.issues[0]?.message).toBe('must be a share such as 0.15');
  });

  test('a code that is not 3 to 40 letters, digits, hyphens or underscores; it is kept in upper case', () => {
    const codes = ['ABC', '2026', 'SPRING-26', 'A_B', 'A'.repeat(40)];
    const others = ['AB', 'A'.repeat(41), '-AB', '_AB', 'A B', 'Ä-CODE', 'A.B', '', '#ABC', 'ABC#'];
    expect(codes.filter((code) => !taken(Code, code))).toEqual([]);
    expect(others.filter((code) => taken(Code, code))).toEqual([]);
    expect(Code.parse('spring')).toBe('SPRING');
    expect(Code.safeParse('A').error?.issues[0]?.message).toBe('must be 3 to 40 letters, digits, - or _');
  });

  test('amounts that name no currency, more than 30, one that is none, or less than nothing', () => {
    const fixed = (amounts: object) => taken(Effect, { type: 'fixed', of: 'order', amounts });
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`A${String.fromCharCode(65 + (i % 26))}${String.fromCharCode(65 + Math.floor(i / 26))}`, 1])); // biome-ignore format: a row
    expect([{}, many(31), { eur: 1 }, { EURO: 1 }, { XEUR: 1 }, { EUR: -1 }, { EUR: 1.5 }].map(fixed)).toEqual(
      Array(7).fill(false),
    );
    expect([{ EUR: 0 }, { EUR: 1, JPY: 100 }, many(30), { EUR: 99_999_999_999 }].map(fixed)).toEqual(
      Array(4).fill(true),
    );
    expect(fixed({ EUR: 100_000_000_000 })).toBe(false);
    const said = (amounts: object) =>
      Effect.safeParse({ type: 'fixed', of: 'order', amounts }).error?.issues.map(({ message }) => message);
    expect(said({})).toEqual(['names no currency']);
    expect(JSON.stringify(Effect.safeParse({ type: 'fixed', of: 'order', amounts: { eur: 1 } }).error)).toContain(
      'must be a code of three letters, like EUR',
    );
  });
});

describe('an effect', () => {
  test.each([
    { type: 'percentage', of: 'lines', share: '0.1' },
    { type: 'percentage', of: 'order', share: '0.1' },
    { type: 'fixed', of: 'lines', amounts: { EUR: 500 } },
    { type: 'fixed', of: 'order', amounts: { EUR: 500 } },
    { type: 'buy-x-get-y', buy: 2, get: 1 },
    { type: 'buy-x-get-y', buy: 100, get: 100 },
    { type: 'free-shipping' },
    { type: 'free-shipping', optionIds: ['express'] },
  ])('is taken as it is: %o', (effect) => {
    expect(Effect.parse(effect)).toEqual(effect);
  });

  test.each([
    { type: 'percentage', of: 'units', share: '0.1' },
    { type: 'percentage', of: 'order' },
    { type: 'fixed', of: 'units', amounts: { EUR: 500 } },
    { type: 'buy-x-get-y', buy: 0, get: 1 },
    { type: 'buy-x-get-y', buy: 1, get: 101 },
    { type: 'free-shipping', optionIds: [] },
    { type: 'free-shipping', optionIds: [''] },
    { type: 'free-shipping', optionIds: Array(21).fill('express') },
    { type: 'free-shipping', of: 'order' },
    { type: 'gift' },
  ])('is refused: %o', (effect) => {
    expect(taken(Effect, effect)).toBe(false);
  });
});

test('conditions are lists of one at least and a certain many at most; a first order is asked for or not mentioned', () => {
  const all = {
    minimum: { EUR: 5000 },
    productIds: ['prd_1'],
    collectionIds: ['col_1'],
    tags: ['kitchen'],
    buyerKeys: ['ada'],
    firstOrder: true,
  };
  expect(Conditions.parse(all)).toEqual(all);
  expect(Conditions.parse({})).toEqual({});
  for (const [list, most] of Object.entries({ productIds: 50, collectionIds: 50, tags: 20, buyerKeys: 50 })) {
    expect(taken(Conditions, { [list]: [] }), list).toBe(false);
    expect(taken(Conditions, { [list]: Array(most).fill('x') }), list).toBe(true);
    expect(taken(Conditions, { [list]: Array(most + 1).fill('x') }), list).toBe(false);
  }
  expect(taken(Conditions, { firstOrder: false })).toBe(false);
  expect(taken(Conditions, { weather: 'rain' })).toBe(false);
});

test('a promotion without times counts always; with a start or an end alone from then on or until then', () => {
  const always = { ...kept, startsAt: null, endsAt: null };
  const at = '2026-06-01T00:00:00.000Z';
  const [before, after] = ['2026-05-31T23:59:59.999Z', '2026-06-01T00:00:00.001Z'];
  expect(counts(always, at)).toBe(true);
  expect(counts({ ...always, active: false }, at)).toBe(false);
  expect([before, at, after].map((moment) => counts({ ...always, startsAt: at }, moment))).toEqual([false, true, true]);
  expect([before, at, after].map((moment) => counts({ ...always, endsAt: at }, moment))).toEqual([true, false, false]);
});

test('limits are those of a coupon; a first order is one per customer, with a code or without', () => {
  expect(limitsOf({ ...kept, code: null }, 'ada')).toEqual([{ what: 'limit#first-order#ada', quantity: 1 }]);
  expect(limitsOf({ ...kept, conditions: {}, customerLimit: null }, 'ada')).toEqual([
    { what: 'coupon#HALF', quantity: 500 },
  ]);
  expect(limitsOf({ ...kept, conditions: {}, totalLimit: null }, 'ada')).toEqual([
    { what: 'limit#coupon#HALF#ada', quantity: 1 },
  ]);
});
