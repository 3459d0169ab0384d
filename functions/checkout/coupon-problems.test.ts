import { expect, test } from 'vitest';
import { aPromotion } from './cart.fixture.ts';
import { couponFault, couponProblems } from './coupon-problems.ts';

const spring = aPromotion({
  code: 'SPRING',
  startsAt: '2026-06-01T00:00:00.000Z',
  endsAt: '2026-07-01T00:00:00.000Z',
});

test('a coupon is unknown before its start, on until just before its end, and expired from then on', () => {
  expect(couponFault(spring, '2026-05-31T23:59:59.999Z')).toBe('coupon-unknown');
  expect(couponFault(spring, '2026-06-01T00:00:00.000Z')).toBeUndefined();
  expect(couponFault(spring, '2026-06-30T23:59:59.999Z')).toBeUndefined();
  expect(couponFault(spring, '2026-07-01T00:00:00.000Z')).toBe('coupon-expired');
});

test('a code that nobody knows, and a coupon that was switched off, are the same to a shopper', () => {
  expect(couponFault(undefined, '2026-06-15T00:00:00.000Z')).toBe('coupon-unknown');
  expect(couponFault({ ...spring, active: false }, '2026-06-15T00:00:00.000Z')).toBe('coupon-unknown');
});

test('a coupon without times is always on', () => {
  expect(couponFault(aPromotion({ code: 'EVER' }), '2026-06-15T00:00:00.000Z')).toBeUndefined();
});

test('a cart says of each of its coupons why it gives nothing, and nothing of those that do', () => {
  const small = aPromotion({ id: 'prm_2', code: 'BIG-CARTS' });
  const saved = { amount: 100, currency: 'EUR' };
  const found = [spring, undefined, small, { ...spring, code: 'OLD', endsAt: '2026-06-02T00:00:00.000Z' }];
  const codes = ['SPRING', 'NONE', 'BIG-CARTS', 'OLD'];
  expect(
    couponProblems(
      codes,
      found,
      [
        { promotion: aPromotion(), saved },
        { promotion: spring, saved },
      ],
      '2026-06-15T00:00:00.000Z',
    ),
  ).toEqual([
    { code: 'coupon-unknown', coupon: 'NONE', detail: 'There is no such coupon.' },
    { code: 'coupon-not-applicable', coupon: 'BIG-CARTS', detail: 'The coupon gives nothing for this cart.' },
    { code: 'coupon-expired', coupon: 'OLD', detail: 'The coupon has expired.' },
  ]);
});
