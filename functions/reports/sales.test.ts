import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Row } from './row.ts';
import { daysBetween, figuresOf, topProducts } from './sales.ts';
import { addRow, addSums, noSums } from './sums.ts';

const sale = (currency: string, total: number, lines: [string, number, number][] = [['a', 1, total]]): Row => ({
  kind: 'sale',
  currency,
  gross: total - 490,
  discount: 0,
  shipping: 490,
  tax: 100,
  total,
  lines: lines.map(([variantId, quantity, sold]) => ({
    variantId,
    sku: variantId.toUpperCase(),
    title: `Product ${variantId}`,
    quantity,
    total: sold,
  })),
});
const refund = (currency: string, amount: number): Row => ({ kind: 'refund', currency, amount });

const sumsOf = (rows: readonly Row[]) => {
  const sums = noSums();
  for (const row of rows) addRow(sums, row);
  return sums;
};

describe('figures', () => {
  test('that a double does not hold exactly are refused, and no rounded ones answered', () => {
    const half = 2 ** 52;
    expect(figuresOf(sumsOf([sale('EUR', half)])).sales[0]?.total.amount).toBe(half);
    const refused = expect.objectContaining({ status: 422, code: 'total-too-large' });
    expect(() => figuresOf(sumsOf([sale('EUR', half), sale('EUR', half)]))).toThrow(refused);
    expect(() => topProducts(sumsOf([sale('EUR', half), sale('EUR', half)]))).toThrow(refused);
  });

  test('are sums by currency, with refunds taken off', () => {
    const rows = [sale('EUR', 2890, [['a', 2, 2400]]), sale('EUR', 1490), sale('USD', 5000), refund('EUR', 1000)];
    expect(figuresOf(sumsOf(rows))).toEqual({
      orders: 3,
      units: 4,
      sales: [
        {
          currency: 'EUR',
          orders: 2,
          units: 3,
          gross: { amount: 3400, currency: 'EUR' },
          discount: { amount: 0, currency: 'EUR' },
          shipping: { amount: 980, currency: 'EUR' },
          tax: { amount: 200, currency: 'EUR' },
          total: { amount: 4380, currency: 'EUR' },
          refunds: 1,
          refunded: { amount: 1000, currency: 'EUR' },
          net: { amount: 3380, currency: 'EUR' },
        },
        expect.objectContaining({ currency: 'USD', orders: 1, net: { amount: 5000, currency: 'USD' } }),
      ],
    });
  });

  test('of nothing are none', () => {
    expect(figuresOf(noSums())).toEqual({ orders: 0, units: 0, sales: [] });
  });

  test('do not depend on the order or the grouping of the rows, and add up over days', async () => {
    const row = fc
      .record({
        currency: fc.constantFrom('EUR', 'USD'),
        total: fc.integer({ min: 490, max: 1e6 }),
        back: fc.boolean(),
      })
      .map(({ currency, total, back }) => (back ? refund(currency, total) : sale(currency, total)));
    const net = (rows: Row[], currency: string) =>
      figuresOf(sumsOf(rows)).sales.find((one) => one.currency === currency)?.net.amount ?? 0;
    await fc.assert(
      fc.property(fc.array(row), fc.array(row), (a, b) => {
        const together = sumsOf(a);
        addSums(together, sumsOf(b));
        expect(figuresOf(together)).toEqual(figuresOf(sumsOf([...b, ...a])));
        expect(topProducts(together)).toEqual(topProducts(sumsOf([...b, ...a])));
        expect(net([...a, ...b], 'EUR')).toBe(net(a, 'EUR') + net(b, 'EUR'));
      }),
    );
  });
});

test('the products that sold most units come first', () => {
  const rows = [
    sale('EUR', 1000, [
      ['a', 1, 500],
      ['b', 3, 500],
    ]),
    sale('EUR', 900, [['a', 1, 900]]),
    sale('USD', 100),
  ];
  expect(topProducts(sumsOf(rows), 2)).toEqual([
    { variantId: 'b', sku: 'B', title: 'Product b', units: 3, total: { amount: 500, currency: 'EUR' } },
    { variantId: 'a', sku: 'A', title: 'Product a', units: 2, total: { amount: 1400, currency: 'EUR' } },
  ]);
});

describe('the days of a range', () => {
  test('are all of the calendar, both ends included', () => {
    expect(daysBetween('2028-02-28', '2028-03-01', 31)).toEqual(['2028-02-28', '2028-02-29', '2028-03-01']);
  });

  test('are none where there is no such range', () => {
    expect(daysBetween('2026-02-31', '2026-02-31', 31)).toEqual([]);
    expect(daysBetween('2026-03-02', '2026-03-01', 31)).toEqual([]);
    expect(daysBetween('2026-13-01', '2026-13-02', 31)).toEqual([]);
  });

  test('are one too many beyond the most', () => {
    expect(daysBetween('2026-01-01', '2026-12-31', 31).length).toBe(32);
  });
});
