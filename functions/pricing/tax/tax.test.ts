import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LineToPrice } from '../line.ts';
import { quote, type ToPrice } from '../quote.ts';
import { Rounding, rateFor, TaxRule, type TaxTable, taxesOf } from './tax.ts';

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

  test('of two rates for the very same place is that with the lower id, in whatever order they come', () => {
    const [low, high] = [rule('tax_1', '0.01'), rule('tax_2', '0.02')];
    const place = { country: 'US', region: null, postalPrefix: '' };
    expect(rateFor({ rounding: 'line', rules: [low, high] }, place, 'standard').rate).toBe('0.01');
    expect(rateFor({ rounding: 'line', rules: [high, low] }, place, 'standard').rate).toBe('0.01');
    const closer = rule('tax_9', '0.09', { region: 'NY' });
    expect(rateFor({ rounding: 'line', rules: [closer, low] }, { ...place, region: 'NY' }, 'standard').rate).toBe(
      '0.09',
    );
  });

  test('is none while nobody knows where the goods go, and for exempt goods, built in or set', () => {
    expect(rateFor({ rounding: 'line', rules }, null, 'standard')).toEqual({ name: 'Tax', rate: '0' });
    const austria = { country: 'AT', region: null, postalPrefix: '' };
    expect(rateFor({ rounding: 'line', rules: [] }, austria, 'exempt').rate).toBe('0');
    expect(rateFor({ rounding: 'line', rules: [] }, austria, 'books').rate).toBe('0.20');
    const exempt = rule('tax_6', '0.06', { taxClass: 'exempt' });
    expect(rateFor({ rounding: 'line', rules: [exempt] }, { ...austria, country: 'US' }, 'exempt').rate).toBe('0');
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

test('per order each rate is rounded once, by itself; rates of one height under two names are two taxes', () => {
  const rate = (name: string, height: string) => ({ name, rate: height });
  const [state, city, books] = [rate('State', '0.05'), rate('City', '0.05'), rate('State', '0.02')];
  const parts = [
    { amount: 130, rate: state },
    { amount: 130, rate: state },
    { amount: 130, rate: city },
    { amount: 130, rate: books },
  ];
  // 5 % of 260 is 13; of 130 it is 6.5, rounded up; 2 % of 130 is 2.6.
  expect(taxesOf(parts, { included: false, currency: 'USD', rounding: 'order' })).toEqual([7, 6, 7, 3]);
});

test('per order in dinars each part’s added tax ends in 0, and an included one is exact', () => {
  const rate = { name: 'VAT', rate: '0.10' };
  const parts = [1230, 1230, 1230].map((amount) => ({ amount, rate }));
  expect(taxesOf(parts, { included: false, currency: 'BHD', rounding: 'order' })).toEqual([130, 120, 120]);
  expect(taxesOf(parts, { included: true, currency: 'BHD', rounding: 'order' })).toEqual([112, 112, 111]);
});

test('a part that is not taxed has a tax of 0 per order too', () => {
  const rate = { name: 'Tax', rate: '0' };
  expect(taxesOf([{ amount: 100, rate }], { included: true, currency: 'USD', rounding: 'order' })).toEqual([0]);
  expect(taxesOf([], { included: true, currency: 'USD', rounding: 'order' })).toEqual([]);
});

test('a rate is read as it was kept, and taxes are rounded per line or per order', () => {
  expect(TaxRule.parse(rule('tax_1', '0.07'))).toEqual(rule('tax_1', '0.07'));
  expect(Rounding.options).toEqual(['line', 'order']);
});
