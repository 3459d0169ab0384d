import { expect, test } from 'vitest';
import { afterDiscounts, sharesOf, toStep } from './discounts.ts';

test('an amount is rounded to the step of its currency, half away from zero', () => {
  expect([1234, 1235].map((amount) => toStep(amount, 'KWD'))).toEqual([1230, 1240]);
  expect(toStep(1235, 'EUR')).toBe(1235);
});

test('a discount is spread in proportion over the lines that it names, or over all', () => {
  expect(sharesOf({ amount: 100 }, ['a', 'b'], [300, 100], 'EUR')).toEqual([75, 25]);
  expect(sharesOf({ amount: 100, lineIds: ['b'] }, ['a', 'b'], [300, 100], 'EUR')).toEqual([0, 100]);
  expect(sharesOf({ amount: 100, lineIds: [] }, ['a', 'b'], [300, 100], 'EUR')).toEqual([0, 0]);
});

test('a discount takes no more than is left of its lines, and never adds', () => {
  expect(sharesOf({ amount: 500, lineIds: ['b'] }, ['a', 'b'], [300, 100], 'EUR')).toEqual([0, 100]);
  expect(sharesOf({ amount: -100 }, ['a', 'b'], [300, 100], 'EUR')).toEqual([0, 0]);
  expect(sharesOf({ amount: 100 }, ['a'], [], 'EUR')).toEqual([0]);
});

test('in dinars each share ends in 0', () => {
  expect(sharesOf({ amount: 1004 }, ['a', 'b', 'c'], [1000, 1000, 1000], 'KWD')).toEqual([340, 330, 330]);
});

test('each discount works on what the ones before have left', () => {
  const discounts = [{ amount: 100, lineIds: ['a'] }, { amount: 150 }];
  expect(afterDiscounts(discounts, ['a', 'b'], [200, 200], 'EUR')).toEqual([50, 100]);
  expect(afterDiscounts([], ['a', 'b'], [200, 200], 'EUR')).toEqual([200, 200]);
});
