import { expect, test } from 'vitest';
import { aPromotion } from '../cart.fixture.ts';
import { limitsTaken } from './limits-taken.ts';

const taken = (...given: Parameters<typeof limitsTaken>) =>
  limitsTaken(...given).map(({ refused, ...limit }) => {
    const { code, message: detail, extra } = refused();
    return { ...limit, code, detail, extra };
  });

const applied = (...promotions: Parameters<typeof aPromotion>[0][]) =>
  promotions.map((more) => ({ promotion: aPromotion(more), saved: { amount: 100, currency: 'EUR' } }));

test('a promotion without limits takes nothing', () => {
  expect(taken(applied({}), 'ada')).toEqual([]);
});

test('a coupon takes one of its total and one of its customer’s, and its refusal names it', () => {
  const refusal = {
    code: 'coupon-limit-reached',
    detail: 'The coupon was used as often as it may be.',
    extra: { coupon: 'SPRING' },
  };
  expect(taken(applied({ code: 'SPRING', totalLimit: 500, customerLimit: 2 }), 'ada')).toEqual([
    { what: 'coupon#SPRING', quantity: 1, limit: 500, ...refusal },
    { what: 'limit#coupon#SPRING#ada', quantity: 1, limit: 2, ...refusal },
  ]);
});

test('two promotions for a first order take the one first order that a customer has', () => {
  const conditions = { firstOrder: true } as const;
  expect(taken(applied({ conditions }, { id: 'prm_2', conditions }), 'ada')).toEqual([
    {
      what: 'limit#first-order#ada',
      quantity: 1,
      limit: 1,
      code: 'not-first-order',
      detail: 'Another order of this customer is the first.',
      extra: {},
    },
  ]);
});
