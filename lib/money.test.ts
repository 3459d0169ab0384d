import { expect, test } from 'vitest';
import { formatMoney, Money, minorDigits, money, totalStep } from './money.ts';

test('currencies know their decimals', () => {
  expect(['EUR', 'JPY', 'KWD'].map(minorDigits)).toEqual([2, 0, 3]);
  expect(['EUR', 'JPY', 'KWD'].map(totalStep)).toEqual([1, 1, 10]);
  expect(formatMoney({ amount: 1205, currency: 'EUR' })).toBe('12.05 EUR');
  expect(formatMoney({ amount: -5, currency: 'KWD' })).toBe('-0.005 KWD');
  expect(formatMoney({ amount: 700, currency: 'JPY' })).toBe('700 JPY');
});

test('small amounts are written with all their decimals, and the currency behind them', () => {
  expect([0, 5, 50, 500].map((amount) => formatMoney({ amount, currency: 'EUR' }))).toEqual([
    '0.00 EUR',
    '0.05 EUR',
    '0.50 EUR',
    '5.00 EUR',
  ]);
  expect(formatMoney({ amount: -1205, currency: 'EUR' })).toBe('-12.05 EUR');
  expect(formatMoney({ amount: 0, currency: 'JPY' })).toBe('0 JPY');
});

test('an amount is whole, and a currency three capital letters', () => {
  expect(Money.parse(money(2599, 'EUR'))).toEqual({ amount: 2599, currency: 'EUR' });
  for (const other of [
    { amount: 1.5 },
    { currency: 'eur' },
    { currency: 'EURO' },
    { currency: 'XEUR' },
    { currency: 'EU' },
  ])
    expect(() => Money.parse({ ...money(2599, 'EUR'), ...other })).toThrow();
});
