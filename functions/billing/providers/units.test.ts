import { expect, test } from 'vitest';
import { fromUnits, minimumCharge, toUnits } from './units.ts';

test.each([
  [2599, 'EUR', 2599],
  [500, 'JPY', 500],
  [500, 'ISK', 50_000],
  [500, 'UGX', 50_000],
  [12_340, 'KWD', 12_340],
])('%i %s are %i units, and back', (amount, currency, units) => {
  expect(toUnits({ amount, currency })).toBe(units);
  expect(fromUnits(units, currency)).toEqual({ amount, currency });
});

test('what a processor cannot count is refused', () => {
  expect(() => toUnits({ amount: 12_345, currency: 'KWD' })).toThrow('cannot be charged');
  expect(() => toUnits({ amount: -1, currency: 'EUR' })).toThrow('cannot be charged');
  expect(() => fromUnits(50_050, 'ISK')).toThrow('no amount of ISK');
});

test('the least that can be charged', () => {
  expect([minimumCharge('EUR'), minimumCharge('GBP'), minimumCharge('JPY'), minimumCharge('KRW')]).toEqual([
    50, 30, 50, 1,
  ]);
});
