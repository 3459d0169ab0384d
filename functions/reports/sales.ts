import * as z from 'zod/mini';
import { formatMoney, Money, money } from '#lib/money.ts';
import { TotalTooLarge } from '../pricing/refusals.ts';
import { rankedProducts, type Sums } from './sums.ts';

/** The money of some orders in one currency. */
export const SalesInCurrency = z.object({
  currency: z.string().check(z.describe('The currency (ISO 4217).')),
  orders: z.int().check(z.describe('Paid orders.')),
  units: z.int().check(z.describe('Units sold.')),
  gross: Money.check(z.describe('Lines before discounts.')),
  discount: Money.check(z.describe('What promotions took off.')),
  shipping: Money.check(z.describe('What was paid for shipping.')),
  tax: Money.check(z.describe('Taxes, included or added.')),
  total: Money.check(z.describe('What buyers paid.')),
  refunds: z.int().check(z.describe('How many refunds succeeded.')),
  refunded: Money.check(z.describe('What was paid back.')),
  net: Money.check(z.describe('Total less what was refunded in the same time.')),
});
export const TopProduct = z.object({
  variantId: z.string().check(z.describe('The variant.')),
  sku: z.string().check(z.describe('Its SKU.')),
  title: z.string().check(z.describe('Product and variant as buyers saw them.')),
  units: z.int().check(z.describe('Units sold.')),
  total: Money.check(z.describe('What was paid for them.')),
});
export const Figures = z.object({
  orders: z.int().check(z.describe('Paid orders in all currencies.')),
  units: z.int().check(z.describe('Units sold in all currencies.')),
  sales: z.array(SalesInCurrency).check(z.describe('Sales by currency.')),
});
export type Figures = z.infer<typeof Figures>;

/** Makes money of a sum. @throws Refusal 422 `total-too-large` for one that a double does not hold exactly */
const exact = (sum: number, currency: string): Money => {
  if (Number.isSafeInteger(sum)) return money(sum, currency);
  const most = money(Number.MAX_SAFE_INTEGER, currency);
  throw new TotalTooLarge(`It comes to more than ${formatMoney(most)}.`, { most });
};

/**
 * Orders, units and money of some orders and refunds, by currency. Sums are added up in any order and grouping.
 * @throws Refusal 422 `total-too-large`
 */
export const figuresOf = ({ currencies }: Sums): Figures => {
  const sales = Object.entries(currencies).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    orders: sales.reduce((total, [, one]) => total + one.orders, 0),
    units: sales.reduce((total, [, one]) => total + one.units, 0),
    sales: sales.map(([currency, one]) => ({
      currency,
      orders: one.orders,
      units: one.units,
      gross: exact(one.gross, currency),
      discount: exact(one.discount, currency),
      shipping: exact(one.shipping, currency),
      tax: exact(one.tax, currency),
      total: exact(one.total, currency),
      refunds: one.refunds,
      refunded: exact(one.refunded, currency),
      net: exact(one.total - one.refunded, currency),
    })),
  };
};

/** Ranks the variants by units sold, most first, up to `most`; each currency in which one sold is an entry of its own. */
export const topProducts = ({ products }: Sums, most = 10): z.infer<typeof TopProduct>[] =>
  rankedProducts(products)
    .slice(0, most)
    .map(({ currency, total, ...product }) => ({ ...product, total: exact(total, currency) }));

const DAY_MS = 86_400_000;

/** The calendar days of a range, both ends included; none when it is not one (31 February, or the end before the start). */
export const daysBetween = (from: string, to: string, most: number): string[] => {
  const days: string[] = [];
  for (let at = Date.parse(`${from}T00:00:00Z`), end = Date.parse(`${to}T00:00:00Z`); at <= end; at += DAY_MS) {
    if (days.length > most) break;
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days[0] === from && (days.at(-1) === to || days.length > most) ? days : [];
};
