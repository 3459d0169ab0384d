import { expect, test } from 'vitest';
import { Cart, emptyCart, withLine } from './cart.ts';

const empty = emptyCart('crt_1', 'EUR', 'DE', '2026-01-01T00:00:00.000Z');
const filled: Cart = {
  ...empty,
  lines: [
    ['var_a', 1, 1000],
    ['var_b', 2, 500],
  ],
};

test('a new cart is open and has nothing in it', () => {
  expect(empty).toEqual({
    id: 'crt_1',
    version: 1,
    currency: 'EUR',
    country: 'DE',
    region: null,
    within: null,
    postalPrefix: '',
    lines: [],
    contactRef: null,
    buyerKey: null,
    optionId: null,
    coupons: [],
    metadata: {},
    orderId: null,
    createdAt: '2026-01-01T00:00:00.000Z',
  });
});

test('a cart is read as it was kept; one that was kept before there were coupons has none', () => {
  expect(Cart.parse(filled)).toEqual(filled);
  const { coupons: _, ...older } = filled;
  expect(Cart.parse(older)).toEqual(filled);
  expect(() => Cart.parse({ ...filled, lines: [['var_a', 1]] })).toThrow();
});

test('a line that is new goes last', () => {
  expect(withLine(filled, 'var_c', 3, 700).lines).toEqual([
    ['var_a', 1, 1000],
    ['var_b', 2, 500],
    ['var_c', 3, 700],
  ]);
});

test('a line that is there keeps its place, with the new quantity and the price that was seen now', () => {
  expect(withLine(filled, 'var_a', 4, 900).lines).toEqual([
    ['var_a', 4, 900],
    ['var_b', 2, 500],
  ]);
});

test('a line at zero is taken out, and nothing else changes', () => {
  expect(withLine(filled, 'var_a', 0, 1000)).toEqual({ ...empty, lines: [['var_b', 2, 500]] });
  expect(withLine(filled, 'var_c', 0, 700)).toEqual(filled);
});
