import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LineToPrice } from './line.ts';
import { quote, shippingOptionsOf, type ToPrice } from './quote.ts';

const line = (more: Partial<LineToPrice> = {}): LineToPrice => ({
  id: 'lin_1',
  variantId: 'var_1',
  sku: 'MUG-BLUE',
  title: 'Mug – Blue',
  quantity: 1,
  unitPrice: 1200,
  taxClass: 'standard',
  requiresShipping: true,
  ...more,
});

const cart = (more: Partial<ToPrice> = {}): ToPrice => ({
  currency: 'EUR',
  pricesIncludeTax: true,
  lines: [line()],
  destination: { country: 'AT', region: null, postalPrefix: '10' },
  shippingOptionId: null,
  ...more,
});

const eur = (amount: number) => ({ amount, currency: 'EUR' });

describe('a cart whose prices include tax', () => {
  test('two mugs to Austria: the tax inside is shown and not added', () => {
    const priced = quote(cart({ lines: [line({ quantity: 2 })], shippingOptionId: 'standard' }));
    expect(priced).toEqual({
      currency: 'EUR',
      pricesIncludeTax: true,
      lines: [
        {
          id: 'lin_1',
          variantId: 'var_1',
          sku: 'MUG-BLUE',
          title: 'Mug – Blue',
          quantity: 2,
          unitPrice: eur(1200),
          subtotal: eur(2400),
          discount: eur(0),
          tax: eur(400),
          taxRate: '0.20',
          total: eur(2400),
          requiresShipping: true,
        },
      ],
      shipping: { optionId: 'standard', name: 'Standard delivery', total: eur(490), tax: eur(82), taxRate: '0.20' },
      taxLines: [{ name: 'VAT', rate: '0.20', included: true, amount: eur(482) }],
      totals: { subtotal: eur(2400), discount: eur(0), shipping: eur(490), tax: eur(482), total: eur(2890) },
      requiresShipping: true,
      estimated: false,
    });
  });

  test('the included tax is gross less the rounded net: 9.99 at 19 % holds 1.60', () => {
    const priced = quote(
      cart({ lines: [line({ unitPrice: 999 })], destination: { country: 'DE', region: null, postalPrefix: '10' } }),
    );
    expect(priced.lines[0]?.tax).toEqual(eur(160));
  });

  test('a rate with three decimals is exact: 100.00 at 25.5 % holds 20.32', () => {
    const priced = quote(
      cart({ lines: [line({ unitPrice: 10000 })], destination: { country: 'FI', region: null, postalPrefix: '00' } }),
    );
    expect(priced.lines[0]).toMatchObject({ tax: eur(2032), taxRate: '0.255', total: eur(10000) });
  });

  test('the price stays the same where no tax is due', () => {
    const priced = quote(cart({ destination: { country: 'US', region: 'NY', postalPrefix: '100' } }));
    expect(priced.totals).toMatchObject({ tax: eur(0), total: eur(1200) });
    expect(priced.taxLines).toEqual([]);
  });
});

describe('a cart whose prices exclude tax', () => {
  test('tax is added to each line and to shipping', () => {
    const priced = quote(
      cart({ pricesIncludeTax: false, lines: [line({ quantity: 3, unitPrice: 333 })], shippingOptionId: 'express' }),
    );
    expect(priced.lines[0]).toMatchObject({ subtotal: eur(999), tax: eur(200), total: eur(1199) });
    expect(priced.shipping).toMatchObject({ tax: eur(258), total: eur(1548) });
    expect(priced.taxLines).toEqual([{ name: 'VAT', rate: '0.20', included: false, amount: eur(458) }]);
    expect(priced.totals).toEqual({
      subtotal: eur(999),
      discount: eur(0),
      shipping: eur(1290),
      tax: eur(458),
      total: eur(2747),
    });
  });

  test('half a cent of tax is rounded up', () => {
    const priced = quote(
      cart({
        pricesIncludeTax: false,
        lines: [line({ unitPrice: 50 })],
        destination: { country: 'EE', region: null, postalPrefix: '1' },
      }),
    );
    expect(priced.lines[0]?.tax).toEqual(eur(12));
    const half = quote(
      cart({
        pricesIncludeTax: false,
        lines: [line({ unitPrice: 50 })],
        destination: { country: 'IE', region: null, postalPrefix: '' },
      }),
    );
    expect(half.lines[0]?.tax).toEqual(eur(12));
  });
});

describe('discounts', () => {
  const three = [
    line({ id: 'a', unitPrice: 1000 }),
    line({ id: 'b', unitPrice: 1000 }),
    line({ id: 'c', unitPrice: 1000 }),
  ];
  test('a discount is spread by largest remainder, ties to the earlier line, and tax is taken after it', () => {
    const priced = quote(cart({ lines: three, discounts: [{ amount: 1000 }] }));
    expect(priced.lines.map((one) => one.discount.amount)).toEqual([334, 333, 333]);
    expect(priced.lines.map((one) => one.total.amount)).toEqual([666, 667, 667]);
    expect(priced.lines.map((one) => one.tax.amount)).toEqual([111, 111, 111]);
    expect(priced.totals).toMatchObject({ subtotal: eur(3000), discount: eur(1000), total: eur(2000) });
  });

  test('a discount over named lines touches no other', () => {
    const priced = quote(cart({ lines: three, discounts: [{ amount: 101, lineIds: ['b', 'c'] }] }));
    expect(priced.lines.map((one) => one.discount.amount)).toEqual([0, 51, 50]);
  });

  test('discounts never take a line below zero', () => {
    const priced = quote(cart({ lines: three, discounts: [{ amount: 600, lineIds: ['a'] }, { amount: 99_999 }] }));
    expect(priced.lines.map((one) => one.total.amount)).toEqual([0, 0, 0]);
    expect(priced.totals).toMatchObject({ discount: eur(3000), tax: eur(0), total: eur(0) });
  });
});

describe('what is not taxed', () => {
  test('exempt goods carry no tax beside goods that do', () => {
    const priced = quote(cart({ lines: [line({ id: 'a' }), line({ id: 'b', taxClass: 'exempt' })] }));
    expect(priced.lines.map((one) => [one.tax.amount, one.taxRate])).toEqual([
      [200, '0.20'],
      [0, '0'],
    ]);
    expect(priced.taxLines).toEqual([{ name: 'VAT', rate: '0.20', included: true, amount: eur(200) }]);
  });

  test('while the address is unknown the quote is an estimate without tax', () => {
    const priced = quote(cart({ pricesIncludeTax: false, destination: null }));
    expect(priced.estimated).toBe(true);
    expect(priced.totals).toMatchObject({ tax: eur(0), total: eur(1200) });
  });
});

describe('currencies without cents, and with three decimals', () => {
  test('yen have no minor unit', () => {
    const priced = quote(
      cart({
        currency: 'JPY',
        lines: [line({ unitPrice: 1099 })],
        destination: { country: 'JP', region: null, postalPrefix: '100' },
        shippingOptionId: 'standard',
      }),
    );
    expect(priced.totals).toEqual({
      subtotal: { amount: 1099, currency: 'JPY' },
      discount: { amount: 0, currency: 'JPY' },
      shipping: { amount: 600, currency: 'JPY' },
      tax: { amount: 155, currency: 'JPY' },
      total: { amount: 1699, currency: 'JPY' },
    });
  });

  test('Bahraini dinars are rounded to ten fils part by part', () => {
    const priced = quote(
      cart({
        currency: 'BHD',
        pricesIncludeTax: false,
        lines: [line({ unitPrice: 1234, quantity: 3 })],
        destination: { country: 'BH', region: null, postalPrefix: '' },
        shippingOptionId: 'standard',
        discounts: [{ amount: 104 }],
      }),
    );
    expect(priced.lines[0]).toMatchObject({
      unitPrice: { amount: 1234, currency: 'BHD' },
      subtotal: { amount: 3700, currency: 'BHD' },
      discount: { amount: 100, currency: 'BHD' },
      tax: { amount: 360, currency: 'BHD' },
      total: { amount: 3960, currency: 'BHD' },
    });
    expect(priced.totals.total).toEqual({ amount: 5610, currency: 'BHD' });
  });
});

describe('shipping', () => {
  test('an option that does not exist is none', () => {
    expect(quote(cart({ shippingOptionId: 'drone' })).shipping).toBeNull();
  });
  test('an option is none where the shop does not ship', () => {
    expect(quote(cart({ shippingOptionId: 'standard', countries: ['DE'] })).shipping).toBeNull();
  });
  test('nothing to ship costs nothing', () => {
    const priced = quote(cart({ lines: [line({ requiresShipping: false })], shippingOptionId: 'express' }));
    expect(priced.shipping?.total).toEqual(eur(0));
    expect(priced.totals.total).toEqual(eur(1200));
  });
});

test('a cart is shipped while anything in it is', () => {
  const voucher = line({ id: 'lin_2', requiresShipping: false });
  expect(quote(cart({ lines: [line(), voucher] })).requiresShipping).toBe(true);
  expect(quote(cart({ lines: [voucher] })).requiresShipping).toBe(false);
});

test('goods that are not shipped weigh nothing', () => {
  const prices = [
    { currency: 'EUR', amount: 300, belowGrams: 1000 },
    { currency: 'EUR', amount: 900, fromGrams: 1000 },
  ];
  const at = '2026-01-01T00:00:00.000Z';
  const post = { id: 'post', name: 'Post', places: [], prices, version: 1, createdAt: at, updatedAt: at };
  const book = line({ id: 'lin_2', grams: 5000, requiresShipping: false });
  const mug = line({ grams: 400, quantity: 2 });
  expect(shippingOptionsOf(cart({ lines: [mug, book], shippingOptions: [post] }))[0]?.price).toEqual(eur(300));
  expect(shippingOptionsOf(cart({ lines: [{ ...mug, quantity: 3 }], shippingOptions: [post] }))[0]?.price).toEqual(
    eur(900),
  );
});

test('the ways to ship are those of the cart’s place, at its value after the discounts of its lines', () => {
  const at = '2026-01-01T00:00:00.000Z';
  const option = (id: string, region: string | null, postalPrefix: string, belowValue: number) => ({
    id,
    name: id,
    places: [{ country: 'AT', region, postalPrefix }],
    prices: [{ currency: 'EUR', amount: 500, belowValue }],
    version: 1,
    createdAt: at,
    updatedAt: at,
  });
  const options = [
    option('region', 'W', '', 9999),
    option('prefix', null, '10', 9999),
    option('cheap', null, '', 1100),
  ];
  const idsOf = (more: Partial<ToPrice>) =>
    shippingOptionsOf(cart({ shippingOptions: options, ...more })).map(({ id }) => id);
  expect(idsOf({})).toEqual(['prefix']);
  expect(idsOf({ destination: { country: 'AT', region: 'W', postalPrefix: '' } })).toEqual(['region']);
  expect(idsOf({ discounts: [{ amount: 101, lineIds: ['lin_1'] }] })).toEqual(['prefix', 'cheap']);
  expect(idsOf({ discounts: [{ amount: 101, lineIds: ['lin_9'] }] })).toEqual(['prefix']);
  expect(idsOf({ destination: null })).toEqual([]);
});

const anyLine = fc.record({
  quantity: fc.integer({ min: 1, max: 999 }),
  // Forty of the dearest, with tax, are within what a cart may come to.
  unitPrice: fc.integer({ min: 0, max: 999_999 }),
  taxClass: fc.constantFrom('standard', 'exempt'),
  requiresShipping: fc.boolean(),
});
const anyCart: fc.Arbitrary<ToPrice> = fc
  .record({
    currency: fc.constantFrom('EUR', 'USD', 'JPY', 'KRW', 'KWD', 'BHD', 'TND'),
    pricesIncludeTax: fc.boolean(),
    parts: fc.array(anyLine, { maxLength: 40 }),
    country: fc.constantFrom('AT', 'DE', 'FI', 'CH', 'JP', 'BH', 'US', 'XX', undefined),
    shippingOptionId: fc.constantFrom('standard', 'express', 'none', null),
    discounts: fc.array(
      fc.record(
        { amount: fc.integer({ min: 0, max: 1_000_000 }), lineIds: fc.subarray(['l0', 'l1', 'l2', 'l3']) },
        { requiredKeys: ['amount'] },
      ),
      { maxLength: 4 },
    ),
  })
  .map(({ parts, country, ...rest }) => ({
    ...rest,
    lines: parts.map((part, i) => line({ ...part, id: `l${i}` })),
    destination: country ? { country, region: null, postalPrefix: '' } : null,
  }));

describe('of any cart', () => {
  test('the sums hold to the letter, for 0, 2 and 3 decimals, inclusive and exclusive', () => {
    fc.assert(
      fc.property(anyCart, (asked) => {
        const { lines, shipping, taxLines, totals } = quote(asked);
        const added = (tax: number) => (asked.pricesIncludeTax ? 0 : tax);
        const sum = (amounts: number[]) => amounts.reduce((a, b) => a + b, 0);
        for (const one of lines) {
          expect(one.total.amount).toBe(one.subtotal.amount - one.discount.amount + added(one.tax.amount));
          expect(one.discount.amount).toBeGreaterThanOrEqual(0);
          expect(one.discount.amount).toBeLessThanOrEqual(one.subtotal.amount);
          expect(one.tax.amount).toBeGreaterThanOrEqual(0);
        }
        expect(totals.total.amount).toBe(sum(lines.map((one) => one.total.amount)) + (shipping?.total.amount ?? 0));
        expect(totals.total.amount).toBe(
          totals.subtotal.amount - totals.discount.amount + totals.shipping.amount + added(totals.tax.amount),
        );
        expect(totals.tax.amount).toBe(sum(taxLines.map((one) => one.amount.amount)));
        expect(totals.tax.amount).toBe(sum(lines.map((one) => one.tax.amount)) + (shipping?.tax.amount ?? 0));
      }),
      { numRuns: 500 },
    );
  });

  test('a total in a three-decimal currency ends in 0, and a subtotal is off by at most five fils', () => {
    fc.assert(
      fc.property(anyCart, fc.constantFrom('KWD', 'BHD', 'TND'), (asked, currency) => {
        const priced = quote({ ...asked, currency });
        expect(priced.totals.total.amount % 10).toBe(0);
        expect(priced.totals.discount.amount % 10).toBe(0);
        priced.lines.forEach((one, i) => {
          const { unitPrice, quantity } = asked.lines[i]!;
          expect(Math.abs(one.subtotal.amount - unitPrice * quantity)).toBeLessThanOrEqual(5);
        });
      }),
    );
  });

  test('in a currency of two decimals or none a subtotal is the price times the quantity', () => {
    fc.assert(
      fc.property(anyCart, fc.constantFrom('EUR', 'JPY'), (asked, currency) => {
        quote({ ...asked, currency }).lines.forEach((one, i) => {
          expect(one.subtotal.amount).toBe(asked.lines[i]!.unitPrice * asked.lines[i]!.quantity);
        });
      }),
    );
  });

  test('the whole of a discount that fits is given', () => {
    fc.assert(
      fc.property(anyCart, fc.integer({ min: 0, max: 100_000 }), (asked, amount) => {
        const priced = quote({ ...asked, currency: 'EUR', discounts: [{ amount }] });
        expect(priced.totals.discount.amount).toBe(Math.min(amount, priced.totals.subtotal.amount));
      }),
    );
  });
});
