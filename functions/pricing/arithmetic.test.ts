import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allocate, boundedSum, fractionOf, mulDiv } from './arithmetic.ts';
import { TotalTooLarge } from './refusals.ts';

test('a share of money rounds half away from zero', () => {
  expect(mulDiv(5, 1, 2)).toBe(3);
  expect(mulDiv(-5, 1, 2)).toBe(-3);
  expect([mulDiv(5, -1, 2), mulDiv(5, 1, -2), mulDiv(-5, -1, 2), mulDiv(-5, 1, -2)]).toEqual([-3, -3, 3, 3]);
  expect([mulDiv(4, 1, 3), mulDiv(-4, 1, 3), mulDiv(0, 5, 7)]).toEqual([1, -1, 0]);
  expect(mulDiv(1999, 100n, 120n)).toBe(1666);
  expect(mulDiv(Number.MAX_SAFE_INTEGER, 3, 3)).toBe(Number.MAX_SAFE_INTEGER);
});

test('rates are read from decimal texts, exactly', () => {
  expect(fractionOf('0.20')).toEqual([20n, 100n]);
  expect(fractionOf('0.075')).toEqual([75n, 1000n]);
  expect(fractionOf('1')).toEqual([1n, 1n]);
});

test('a sum is shared by largest remainder, ties to the earlier share', () => {
  expect(allocate(100, [1, 1, 1])).toEqual([34, 33, 33]);
  expect(allocate(5, [3, 7])).toEqual([2, 3]);
  expect(allocate(10, [0, 0])).toEqual([0, 0]);
  expect(allocate(7, [0, 3, 0, 4])).toEqual([0, 3, 0, 4]);
  expect(allocate(2, [1, 1, 1, 1, 1])).toEqual([1, 1, 0, 0, 0]);
  expect(allocate(100, [1, 2, 4])).toEqual([14, 29, 57]);
});

test('shares sum to the whole and are at most one unit from their exact part', () => {
  const weights = fc
    .array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 40 })
    .filter((w) => w.some((x) => x > 0));
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), weights, (total, parts) => {
      const shares = allocate(total, parts);
      const sum = parts.reduce((a, b) => a + b, 0);
      expect(shares.reduce((a, b) => a + b, 0)).toBe(total);
      for (const [i, share] of shares.entries())
        expect(Math.abs(share - (total * (parts[i] ?? 0)) / sum)).toBeLessThan(1);
    }),
  );
});

test('what is shared is exact where doubles are not', () => {
  const most = Number.MAX_SAFE_INTEGER;
  expect(allocate(most, [1, 1])).toEqual([4503599627370496, 4503599627370495]);
  expect(allocate(most, [most, most])).toEqual([4503599627370496, 4503599627370495]);
});

test('a sum is bounded in either direction, and what is above says the most that it may be', () => {
  const most = 99_999_999_999;
  expect([boundedSum(most, 'EUR'), boundedSum(-most, 'EUR'), boundedSum(9, 'EUR')]).toEqual([most, -most, 9]);
  for (const sum of [most + 1, -most - 1]) {
    const refused = (): number => boundedSum(sum, 'EUR');
    expect(refused).toThrow(TotalTooLarge);
    expect(refused).toThrow('It comes to more than 999999999.99 EUR.');
    expect(refused).toThrow(expect.objectContaining({ extra: { most: { amount: most, currency: 'EUR' } } }));
  }
  const { code, status, meaning, fields } = TotalTooLarge;
  expect([code, status, meaning]).toEqual(['total-too-large', 422, 'It comes to more than a cart or an order may.']);
  expect(fields?.()).toHaveProperty('most');
});
