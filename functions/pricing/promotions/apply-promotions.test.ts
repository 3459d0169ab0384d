import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LineToPrice } from '../line.ts';
import { priceWithPromotions } from '../price-with-promotions.ts';
import { applyPromotions, type ToDiscount } from './apply-promotions.ts';
import { type Conditions, type Effect, limitsOf, type Promotion } from './promotion.ts';

const line = (id: string, unitPrice: number, quantity = 1, more: Partial<LineToPrice> = {}): LineToPrice => ({
  id,
  variantId: `var_${id}`,
  sku: id.toUpperCase(),
  title: id,
  quantity,
  unitPrice,
  taxClass: 'standard',
  requiresShipping: true,
  productId: `prd_${id}`,
  ...more,
});

const promotion = (id: string, effect: Effect, more: Partial<Promotion> = {}): Promotion => ({
  id,
  name: id,
  code: null,
  active: true,
  startsAt: null,
  endsAt: null,
  effect,
  conditions: {},
  priority: 100,
  combines: true,
  totalLimit: null,
  customerLimit: null,
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  ...more,
});

const tenPercent = (of: 'lines' | 'order'): Effect => ({ type: 'percentage', of, share: '0.10' });
const off = (amount: number, of: 'lines' | 'order' = 'order'): Effect => ({
  type: 'fixed',
  of,
  amounts: { EUR: amount, JPY: amount, KWD: amount },
});
const twoForOne: Effect = { type: 'buy-x-get-y', buy: 1, get: 1 };
const freeShipping: Effect = { type: 'free-shipping' };

const ask = (promotions: Promotion[], lines: LineToPrice[], more: Partial<ToDiscount> = {}): ToDiscount => ({
  currency: 'EUR',
  lines,
  at: '2026-06-01T12:00:00.000Z',
  buyer: null,
  promotions,
  ...more,
});
const price = (promotions: Promotion[], lines: LineToPrice[], more: Partial<ToDiscount> = {}) => {
  const { currency, at, buyer } = ask(promotions, lines, more);
  return priceWithPromotions({
    currency,
    pricesIncludeTax: true,
    lines,
    destination: { country: 'AT', region: null, postalPrefix: '10' },
    shippingOptionId: 'standard',
    rules: { tax: { rounding: 'line', rules: [] }, shippingOptions: [], promotions },
    at,
    buyer,
  });
};
const discounts = (promotions: Promotion[], lines: LineToPrice[], more: Partial<ToDiscount> = {}) =>
  price(promotions, lines, more).quote.lines.map((one) => one.discount.amount);
const savings = (promotions: Promotion[], lines: LineToPrice[], more: Partial<ToDiscount> = {}) =>
  price(promotions, lines, more).applied.map(({ promotion: { id }, saved }) => [id, saved.amount]);

describe('what a promotion gives', () => {
  test('a percentage of each line is rounded line by line, of the order once and spread', () => {
    const lines = [line('a', 995), line('b', 995), line('c', 995)];
    expect(discounts([promotion('p', tenPercent('lines'))], lines)).toEqual([100, 100, 100]);
    expect(discounts([promotion('p', tenPercent('order'))], lines)).toEqual([100, 100, 99]);
  });

  test('a fixed amount off lines is off each unit; off the order it is given once', () => {
    const lines = [line('a', 1000, 3), line('b', 300, 2)];
    expect(discounts([promotion('p', off(400, 'lines'))], lines)).toEqual([1200, 600]);
    expect(discounts([promotion('p', off(400))], lines)).toEqual([333, 67]);
  });

  test('buy two get one: of seven units the two cheapest are free', () => {
    const lines = [line('a', 500, 4), line('b', 300, 1), line('c', 400, 2)];
    const effect: Effect = { type: 'buy-x-get-y', buy: 2, get: 1 };
    expect(discounts([promotion('p', effect)], lines)).toEqual([0, 300, 400]);
    expect(discounts([promotion('p', effect)], [line('a', 500, 2)])).toEqual([0]);
  });

  test('a free unit is worth what an earlier promotion has left of it', () => {
    const promotions = [promotion('p', tenPercent('lines'), { priority: 1 }), promotion('q', twoForOne)];
    expect(discounts(promotions, [line('a', 1000, 2)])).toEqual([200 + 900]);
  });

  test('shipping is free, all of it or the options that are named', () => {
    const lines = [line('a', 1000)];
    expect(price([promotion('p', freeShipping)], lines).quote.totals).toMatchObject({
      shipping: { amount: 0 },
      total: { amount: 1000 },
    });
    expect(savings([promotion('p', freeShipping)], lines)).toEqual([['p', 490]]);
    const express: Effect = { type: 'free-shipping', optionIds: ['express'] };
    expect(savings([promotion('p', express)], lines)).toEqual([['p', 0]]);
    expect(price([promotion('p', express)], lines).shippingOptions.map((one) => one.price.amount)).toEqual([490, 0]);
  });

  test('a fixed amount gives nothing in a currency that it does not name', () => {
    const effect: Effect = { type: 'fixed', of: 'order', amounts: { USD: 500 } };
    expect(savings([promotion('p', effect)], [line('a', 1000)])).toEqual([]);
  });

  test('yen are whole, and dinars end in 0', () => {
    const lines = [line('a', 333), line('b', 333), line('c', 333)];
    expect(discounts([promotion('p', tenPercent('order'))], lines, { currency: 'JPY' })).toEqual([34, 33, 33]);
    expect(discounts([promotion('p', off(105))], lines, { currency: 'KWD' })).toEqual([40, 40, 30]);
  });
});

describe('what is free of buy x get y', () => {
  test('of equal units those of the later line, and only units that the promotion is about', () => {
    const lines = [line('a', 500), line('b', 500), line('c', 100)];
    const effect = promotion('p', twoForOne, { conditions: { productIds: ['prd_a', 'prd_b'] } });
    expect(discounts([effect], lines)).toEqual([0, 500, 0]);
  });

  test('of a line as many units as it has, the rest of the next cheapest', () => {
    const lines = [line('a', 500, 3), line('b', 300, 3)];
    expect(discounts([promotion('p', { type: 'buy-x-get-y', buy: 1, get: 2 })], lines)).toEqual([500, 900]);
  });
});

describe('how promotions stack', () => {
  const lines = [line('a', 1000), line('b', 3000)];

  test('lines first, then the order, then shipping, each on what is left', () => {
    const promotions = [
      promotion('ship', freeShipping, { priority: 0 }),
      promotion('order', tenPercent('order'), { priority: 1 }),
      promotion('line', off(500, 'lines'), { priority: 2 }),
    ];
    expect(savings(promotions, lines)).toEqual([
      ['line', 1000],
      ['order', 300],
      ['ship', 490],
    ]);
    expect(discounts(promotions, lines)).toEqual([550, 750]);
  });

  test('within a stage by priority, then by id', () => {
    const percent = promotion('b', tenPercent('order'));
    expect(savings([percent, promotion('a', off(1000))], lines)).toEqual([
      ['a', 1000],
      ['b', 300],
    ]);
    expect(savings([{ ...percent, priority: 1 }, promotion('a', off(1000))], lines)).toEqual([
      ['b', 400],
      ['a', 1000],
    ]);
  });

  test('one that does not combine is alone in its stage, and leaves the other stages alone', () => {
    const alone = promotion('b', tenPercent('order'), { combines: false });
    const others = [promotion('line', off(500, 'lines')), promotion('c', off(100))];
    expect(savings([alone, ...others], lines).map(([id]) => id)).toEqual(['line', 'b']);
    expect(savings([{ ...alone, priority: 200 }, ...others], lines).map(([id]) => id)).toEqual(['line', 'c']);
  });

  test('one that gives nothing does not count, and does not stand in the way of one that does', () => {
    const nothing = promotion('a', { type: 'fixed', of: 'order', amounts: { USD: 5 } }, { combines: false });
    expect(savings([nothing, promotion('b', tenPercent('order'))], lines)).toEqual([['b', 400]]);
    expect(applyPromotions(ask([promotion('a', off(0, 'lines'))], lines))).toEqual({
      discounts: [],
      freeShipping: undefined,
      applied: [],
    });
  });

  test('a discount names its lines: each line’s own, or all that the promotion is about', () => {
    const about = { conditions: { productIds: ['prd_b'] } };
    const promotions = [promotion('a', tenPercent('lines'), about), promotion('b', off(100), about)];
    expect(applyPromotions(ask(promotions, lines)).discounts).toEqual([
      { amount: 300, lineIds: ['b'] },
      { amount: 100, lineIds: ['b'] },
    ]);
  });

  test('buy x get y is off lines: before anything that is off the order', () => {
    const promotions = [promotion('order', tenPercent('order'), { priority: 0 }), promotion('free', twoForOne)];
    expect(savings(promotions, lines)).toEqual([
      ['free', 1000],
      ['order', 300],
    ]);
  });

  test('free shipping that does not combine is alone among those', () => {
    const alone = promotion('a', freeShipping, { combines: false });
    expect(savings([alone, promotion('b', freeShipping)], lines)).toEqual([['a', 490]]);
    expect(savings([promotion('b', freeShipping), { ...alone, id: 'c' }], lines)).toEqual([['b', 490]]);
  });

  test('what one of several makes free is saved once, by the first that frees the option that was chosen', () => {
    const only = (...optionIds: string[]): Effect => ({ type: 'free-shipping', optionIds });
    const all = promotion('c', freeShipping);
    expect(savings([promotion('a', only('express')), promotion('b', only('standard')), all], lines)).toEqual([
      ['a', 0],
      ['b', 490],
      ['c', 0],
    ]);
    const free = (...some: Promotion[]) => applyPromotions(ask(some, lines)).freeShipping;
    expect(free(promotion('a', only('express')), promotion('b', only('standard')))).toEqual(['express', 'standard']);
    expect(free(promotion('a', only('express')), all)).toBe(true);
    expect(free(all, promotion('d', only('express')))).toBe(true);
  });

  test('nothing goes below zero, whatever is given', () => {
    const promotions = [
      promotion('a', off(2500, 'lines')),
      promotion('b', off(9999)),
      promotion('c', tenPercent('order')),
    ];
    expect(savings(promotions, lines)).toEqual([
      ['a', 3500],
      ['b', 500],
    ]);
    expect(discounts(promotions, lines)).toEqual([1000, 3000]);
  });
});

describe('when a promotion counts', () => {
  const lines = [line('a', 1000, 1, { tags: ['Kitchen'] }), line('b', 3000)];
  const under = (conditions: Conditions, more: Partial<ToDiscount> = {}) =>
    discounts([promotion('p', tenPercent('lines'), { conditions })], lines, more);

  test('from its start on, until just before its end, while it is active', () => {
    const timed = promotion('p', tenPercent('order'), {
      startsAt: '2026-06-01T00:00:00.000Z',
      endsAt: '2026-07-01T00:00:00.000Z',
    });
    const at = (moment: string, more: Partial<Promotion> = {}) =>
      savings([{ ...timed, ...more }], lines, { at: moment }).length;
    expect(at('2026-05-31T23:59:59.999Z')).toBe(0);
    expect(at('2026-06-01T00:00:00.000Z')).toBe(1);
    expect(at('2026-06-30T23:59:59.999Z')).toBe(1);
    expect(at('2026-07-01T00:00:00.000Z')).toBe(0);
    expect(at('2026-06-15T00:00:00.000Z', { active: false })).toBe(0);
  });

  test('on the products and tags that it names', () => {
    expect(under({ productIds: ['prd_b'] })).toEqual([0, 300]);
    expect(under({ tags: ['kitchen'] })).toEqual([100, 0]);
    expect(under({ tags: ['kitchen'], productIds: ['prd_b'] })).toEqual([0, 0]);
  });

  test('on products with one of its tags, whatever the case and the form of their letters', () => {
    const cafe = [line('a', 1000, 1, { tags: ['CAFE\u0301'] }), line('b', 3000, 1, { tags: ['Straße', 'x'] })];
    const tagged = (...tags: string[]) =>
      discounts([promotion('p', tenPercent('lines'), { conditions: { tags } })], cafe);
    expect([tagged('café'), tagged('tea', 'STRAßE'), tagged('tea')]).toEqual([
      [100, 0],
      [0, 300],
      [0, 0],
    ]);
  });

  test('on the lines of products in one of its collections', () => {
    const some = [
      line('a', 1000, 1, { collectionIds: ['col_1', 'col_2'], tags: ['Kitchen'] }),
      line('b', 3000, 1, { collectionIds: ['col_3'] }),
      line('c', 5000),
    ];
    const inside = (conditions: Conditions) => discounts([promotion('p', tenPercent('lines'), { conditions })], some);
    expect(inside({ collectionIds: ['col_2'] })).toEqual([100, 0, 0]);
    expect(inside({ collectionIds: ['col_9', 'col_3', 'col_1'] })).toEqual([100, 300, 0]);
    expect(inside({ collectionIds: ['col_9'] })).toEqual([0, 0, 0]);
    expect(inside({})).toEqual([100, 300, 500]);
    expect(inside({ collectionIds: ['col_2', 'col_3'], tags: ['kitchen'] })).toEqual([100, 0, 0]);
    expect(inside({ collectionIds: ['col_2'], productIds: ['prd_b'] })).toEqual([0, 0, 0]);
  });

  test('on products that it names, not on one that is not known any more', () => {
    const { productId: _, ...gone } = line('a', 1000);
    expect(discounts([promotion('p', tenPercent('lines'), { conditions: { productIds: ['prd_a'] } })], [gone])).toEqual(
      [0],
    );
  });

  test('on shipping only where one of its products is in the cart, and something has to be shipped', () => {
    const about = (productIds: string[]) => promotion('p', freeShipping, { conditions: { productIds } });
    expect(savings([about(['prd_b'])], lines)).toEqual([['p', 490]]);
    expect(savings([about(['prd_x'])], lines)).toEqual([]);
    const voucher = line('v', 1000, 1, { requiresShipping: false });
    expect(savings([promotion('p', freeShipping)], [voucher])).toEqual([]);
    expect(savings([promotion('p', freeShipping)], [voucher, line('a', 1000)])).toEqual([['p', 490]]);
  });

  test('above a value of the cart before any discount, in the currencies that it names', () => {
    expect(under({ minimum: { EUR: 4000 } })).toEqual([100, 300]);
    expect(under({ minimum: { EUR: 4001 } })).toEqual([0, 0]);
    expect(under({ minimum: { USD: 1 } })).toEqual([0, 0]);
    const earlier = promotion('a', off(2000), { priority: 1 });
    const later = promotion('p', tenPercent('order'), { conditions: { minimum: { EUR: 4000 } } });
    expect(savings([earlier, later], lines)).toEqual([
      ['a', 2000],
      ['p', 200],
    ]);
  });

  test('for the customers that it names, and for a first order: never while nobody knows who buys', () => {
    const buyer = { key: 'ada', firstOrder: false };
    expect(under({ buyerKeys: ['ada'] }, { buyer })).toEqual([100, 300]);
    expect(under({ buyerKeys: ['bob'] }, { buyer })).toEqual([0, 0]);
    expect(under({ buyerKeys: ['ada'] })).toEqual([0, 0]);
    expect(under({ firstOrder: true }, { buyer })).toEqual([0, 0]);
    expect(under({ firstOrder: true }, { buyer: { key: 'ada', firstOrder: true } })).toEqual([100, 300]);
    expect(under({ firstOrder: true })).toEqual([0, 0]);
  });
});

test('what an order takes of a coupon’s limits', () => {
  const coupon = promotion('p', freeShipping, { code: 'SPRING', totalLimit: 5, customerLimit: 1 });
  expect(limitsOf(coupon, 'ada')).toEqual([
    { what: 'coupon#SPRING', quantity: 5 },
    { what: 'limit#coupon#SPRING#ada', quantity: 1 },
  ]);
  expect(limitsOf(promotion('p', freeShipping, { conditions: { firstOrder: true } }), 'ada')).toEqual([
    { what: 'limit#first-order#ada', quantity: 1 },
  ]);
  expect(limitsOf({ ...coupon, totalLimit: null, customerLimit: null }, 'ada')).toEqual([]);
});

const anyEffect: fc.Arbitrary<Effect> = fc.oneof(
  fc.record({
    type: fc.constant('percentage' as const),
    of: fc.constantFrom('lines' as const, 'order' as const),
    share: fc.constantFrom('0', '0.1', '0.3333', '0.5', '1'),
  }),
  fc.record({
    type: fc.constant('fixed' as const),
    of: fc.constantFrom('lines' as const, 'order' as const),
    amounts: fc.integer({ min: 0, max: 50_000 }).map((amount) => ({ EUR: amount, JPY: amount, KWD: amount })),
  }),
  fc.record({
    type: fc.constant('buy-x-get-y' as const),
    buy: fc.integer({ min: 1, max: 4 }),
    get: fc.integer({ min: 1, max: 3 }),
  }),
  fc.constant(freeShipping),
);
const anyPromotions = fc
  .array(
    fc.record({
      effect: anyEffect,
      priority: fc.integer({ min: 0, max: 2 }),
      combines: fc.boolean(),
      conditions: fc.constantFrom<Conditions>(
        {},
        { productIds: ['prd_l0', 'prd_l2'] },
        { minimum: { EUR: 1000, JPY: 10 } },
        { firstOrder: true },
      ),
    }),
    { maxLength: 6 },
  )
  .map((some) => some.map(({ effect, ...more }, i) => promotion(`p${i}`, effect, more)));
const anyLines = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 99_999 }), fc.integer({ min: 1, max: 50 }), fc.boolean()), {
    maxLength: 12,
  })
  .map((some) =>
    some.map(([unitPrice, quantity, requiresShipping], i) => line(`l${i}`, unitPrice, quantity, { requiresShipping })),
  );
const anyCurrency = fc.constantFrom('EUR', 'JPY', 'KWD');
const anyBuyer = fc.constantFrom(null, { key: 'ada', firstOrder: true });

describe('of any cart and any promotions', () => {
  test('no line goes below zero, and what each gives sums to the discount to the letter', () => {
    fc.assert(
      fc.property(anyPromotions, anyLines, anyCurrency, anyBuyer, (promotions, lines, currency, buyer) => {
        const { quote, applied } = price(promotions, lines, { currency, buyer });
        for (const one of quote.lines) {
          expect(one.discount.amount).toBeGreaterThanOrEqual(0);
          expect(one.discount.amount).toBeLessThanOrEqual(one.subtotal.amount);
          expect(one.total.amount).toBe(one.subtotal.amount - one.discount.amount);
        }
        const goods = applied.filter(({ promotion: { effect } }) => effect.type !== 'free-shipping');
        expect(goods.reduce((sum, { saved }) => sum + saved.amount, 0)).toBe(quote.totals.discount.amount);
        expect(quote.totals.total.amount).toBeGreaterThanOrEqual(0);
        if (currency === 'KWD') expect(quote.totals.total.amount % 10).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  test('the order in which promotions come makes no difference', () => {
    const shuffled = anyPromotions.chain((some) =>
      fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length, maxLength: some.length })),
    );
    fc.assert(
      fc.property(shuffled, anyLines, anyCurrency, anyBuyer, ([some, other], lines, currency, buyer) => {
        expect(applyPromotions(ask(other, lines, { currency, buyer }))).toEqual(
          applyPromotions(ask(some, lines, { currency, buyer })),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('of buy x get y no free unit is dearer than one that is paid', () => {
    const effect = fc.record({ buy: fc.integer({ min: 1, max: 4 }), get: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(effect, anyLines, ({ buy, get }, lines) => {
        const off = discounts([promotion('p', { type: 'buy-x-get-y', buy, get })], lines);
        const units = lines.reduce((sum, { quantity }) => sum + quantity, 0);
        const free = lines.flatMap(({ unitPrice }, i) =>
          (off[i] ?? 0) > 0 ? Array((off[i] ?? 0) / unitPrice).fill(unitPrice) : [],
        );
        const cheapest = lines
          .flatMap(({ unitPrice, quantity }) => Array<number>(quantity).fill(unitPrice))
          .sort((a, b) => a - b)
          .slice(0, Math.floor(units / (buy + get)) * get);
        expect(free.sort((a, b) => a - b)).toEqual(cheapest.filter((amount) => amount > 0));
      }),
      { numRuns: 200 },
    );
  });
});
