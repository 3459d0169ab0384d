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
  expect(() => toUnits({ amount: 1.5, currency: 'EUR' })).toThrow('cannot be charged');
  expect(() => toUnits({ amount: Number.MAX_SAFE_INTEGER + 1, currency: 'EUR' })).toThrow('cannot be charged');
  expect(() => fromUnits(50_050, 'ISK')).toThrow('no amount of ISK');
});

test('the least that can be charged', () => {
  expect(['EUR', 'GBP', 'JPY', 'KRW', 'ILS', 'KWD'].map(minimumCharge)).toEqual([50, 30, 50, 1, 50, 50]);
});

test('nothing is an amount too: a processor is told 0', () => {
  expect(toUnits({ amount: 0, currency: 'EUR' })).toBe(0);
});
