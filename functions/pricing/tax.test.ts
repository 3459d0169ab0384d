import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LineToPrice } from './line.ts';
import { quote, type ToPrice } from './quote.ts';
import type { TaxRule, TaxTable } from './tax.ts';

const rule = (id: string, rate: string, more: Partial<TaxRule> = {}): TaxRule => ({
  id,
  name: 'Tax',
  rate,
  country: 'US',
  region: null,
  postalPrefix: '',
  taxClass: 'standard',
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  ...more,
});
const line = (id: string, unitPrice: number, taxClass = 'standard', quantity = 1): LineToPrice => ({
  id,
  variantId: id,
  sku: id,
  title: id,
  quantity,
  unitPrice,
  taxClass,
  requiresShipping: true,
});
const cart = (tax: TaxTable, more: Partial<ToPrice> = {}): ToPrice => ({
  currency: 'USD',
  pricesIncludeTax: false,
  lines: [line('a', 1000)],
  destination: { country: 'US', region: 'NY', postalPrefix: '100' },
  shippingOptionId: null,
  tax,
  ...more,
});

describe('the rate for a place', () => {
  const rules = [
    rule('tax_1', '0.01'),
    rule('tax_2', '0.04', { region: 'NY' }),
    rule('tax_3', '0.08', { region: 'NY', postalPrefix: '100' }),
    rule('tax_4', '0.02', { region: 'NY', taxClass: 'books' }),
    rule('tax_5', '0.05', { taxClass: 'shipping' }),
  ];
  const rateOf = (region: string | null, postalPrefix: string, taxClass = 'standard', country = 'US') =>
    quote(
      cart(
        { rounding: 'line', rules },
        { lines: [line('a', 1000, taxClass)], destination: { country, region, postalPrefix } },
      ),
    ).lines[0]?.taxRate;

  test('is that of the closest place', () => {
    expect(rateOf('CA', '900')).toBe('0.01');
    expect(rateOf('NY', '120')).toBe('0.04');
    expect(rateOf('ny', '100')).toBe('0.08');
    expect(rateOf(null, '100')).toBe('0.01');
  });

  test('goes by class; a class without a rate there is not taxed, and exempt goods never are', () => {
    expect(rateOf('NY', '100', 'books')).toBe('0.02');
    expect(rateOf('CA', '900', 'books')).toBe('0');
    expect(rateOf('NY', '100', 'exempt')).toBe('0');
  });

  test('is the built-in one for a country without a rate of its own', () => {
    expect(rateOf(null, '10', 'standard', 'AT')).toBe('0.20');
  });

  test('of shipping is its own, or that of standard goods', () => {
    const shipped = (list: TaxRule[]) =>
      quote(cart({ rounding: 'line', rules: list }, { shippingOptionId: 'standard' })).shipping?.taxRate;
    expect(shipped(rules)).toBe('0.05');
    expect(shipped(rules.slice(0, 4))).toBe('0.08');
  });
});

describe('rounding', () => {
  const rules = [rule('tax_1', '0.07')];
  // 7 % of 0.50 is 0.035: three times rounded up is 0.12, of the sum 0.105 it is 0.11.
  const lines = [line('a', 50), line('b', 50), line('c', 50)];
  const taxes = (rounding: 'line' | 'order', pricesIncludeTax: boolean, more: Partial<ToPrice> = {}) => {
    const { lines: priced, totals } = quote(cart({ rounding, rules }, { lines, pricesIncludeTax, ...more }));
    return [priced.map((one) => one.tax.amount), totals.tax.amount, totals.total.amount];
  };

  test('per line', () => {
    expect(taxes('line', false)).toEqual([[4, 4, 4], 12, 162]);
    expect(taxes('line', true)).toEqual([[3, 3, 3], 9, 150]);
  });

  test('per order: once for all of one rate, and shared by largest remainder', () => {
    expect(taxes('order', false)).toEqual([[4, 4, 3], 11, 161]);
    expect(taxes('order', true)).toEqual([[4, 3, 3], 10, 150]);
  });

  test('per order with shipping of the same rate among the parts', () => {
    const priced = quote(cart({ rounding: 'order', rules }, { lines, shippingOptionId: 'standard' }));
    expect([priced.lines.map((one) => one.tax.amount), priced.shipping?.tax.amount]).toEqual([[4, 4, 3], 41]);
    expect(priced.taxLines).toEqual([
      { name: 'Tax', rate: '0.07', included: false, amount: { amount: 52, currency: 'USD' } },
    ]);
  });
});

test('the quote is an estimate until the address is known', () => {
  expect(quote(cart({ rounding: 'line', rules: [] }, { addressKnown: false })).estimated).toBe(true);
  expect(quote(cart({ rounding: 'line', rules: [] })).estimated).toBe(false);
});

test('of any cart rounded per order the parts sum to the tax, for 0, 2 and 3 decimals, and no part is taxed beyond itself', () => {
  const anyLines = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 9_999_999 }), fc.integer({ min: 1, max: 99 }), fc.boolean()), {
      maxLength: 40,
    })
    .map((some) => some.map(([amount, n, books], i) => line(`l${i}`, amount, books ? 'books' : 'standard', n)));
  const currency = fc.constantFrom('USD', 'JPY', 'KWD');
  const rates = fc.tuple(fc.constantFrom('0.0875', '0.255', '0.5'), fc.constantFrom('0.02', '0.0875'));
  fc.assert(
    fc.property(anyLines, currency, rates, fc.boolean(), (lines, money, [standard, books], pricesIncludeTax) => {
      const rules = [rule('tax_1', standard), rule('tax_2', books, { taxClass: 'books' })];
      const asked = cart(
        { rounding: 'order', rules },
        { lines, currency: money, pricesIncludeTax, shippingOptionId: 'express', discounts: [{ amount: 999 }] },
      );
      const priced = quote(asked);
      const parts = [...priced.lines, ...(priced.shipping ? [priced.shipping] : [])];
      expect(priced.totals.tax.amount).toBe(parts.reduce((sum, part) => sum + part.tax.amount, 0));
      expect(priced.totals.total.amount).toBe(parts.reduce((sum, part) => sum + part.total.amount, 0));
      for (const part of parts) {
        expect(part.tax.amount).toBeGreaterThanOrEqual(0);
        expect(part.tax.amount).toBeLessThanOrEqual(part.total.amount);
      }
      if (money === 'KWD') expect(priced.totals.total.amount % 10).toBe(0);
    }),
    { numRuns: 300 },
  );
});
