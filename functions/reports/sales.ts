import * as z from 'zod/mini';
import { Money, money } from '#lib/money.ts';

/** A paid order as reports keep it: amounts in minor units of its currency. */
export const SaleRow = z.object({
  kind: z.literal('sale'),
  currency: z.string(),
  gross: z.int(),
  discount: z.int(),
  shipping: z.int(),
  tax: z.int(),
  total: z.int(),
  lines: z.array(
    z.object({ variantId: z.string(), sku: z.string(), title: z.string(), quantity: z.int(), total: z.int() }),
  ),
});
export const RefundRow = z.object({ kind: z.literal('refund'), currency: z.string(), amount: z.int() });
export const Row = z.discriminatedUnion('kind', [SaleRow, RefundRow]);
export type Row = z.infer<typeof Row>;

/** The money of some orders in one currency. */
export const SalesInCurrency = z.object({
  currency: z.string(),
  orders: z.int(),
  units: z.int(),
  /** Lines before discounts. */
  gross: Money,
  discount: Money,
  shipping: Money,
  tax: Money,
  /** What buyers paid. */
  total: Money,
  refunds: z.int(),
  refunded: Money,
  /** Total less what was refunded in the same time. */
  net: Money,
});
export const TopProduct = z.object({
  variantId: z.string(),
  sku: z.string(),
  title: z.string(),
  units: z.int(),
  total: Money,
});
export const Figures = z.object({ orders: z.int(), units: z.int(), sales: z.array(SalesInCurrency) });
export type Figures = z.infer<typeof Figures>;

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const unitsOf = (rows: readonly z.infer<typeof SaleRow>[]): number =>
  sum(rows.flatMap(({ lines }) => lines.map(({ quantity }) => quantity)));
const salesIn = (rows: readonly Row[]) => rows.filter((row) => row.kind === 'sale');

/** Orders, units and money of some rows; currencies in order of the alphabet, never added up. */
export const figuresOf = (rows: readonly Row[]): Figures => ({
  orders: salesIn(rows).length,
  units: unitsOf(salesIn(rows)),
  sales: [...new Set(rows.map(({ currency }) => currency))].sort().map((currency) =>
    inCurrency(
      currency,
      rows.filter((row) => row.currency === currency),
    ),
  ),
});

const inCurrency = (currency: string, rows: readonly Row[]): z.infer<typeof SalesInCurrency> => {
  const sales = salesIn(rows);
  const refunds = rows.filter((row) => row.kind === 'refund');
  const total = sum(sales.map((row) => row.total));
  const refunded = sum(refunds.map((row) => row.amount));
  const of = (field: 'gross' | 'discount' | 'shipping' | 'tax') => money(sum(sales.map((row) => row[field])), currency);
  return {
    currency,
    orders: sales.length,
    units: unitsOf(sales),
    gross: of('gross'),
    discount: of('discount'),
    shipping: of('shipping'),
    tax: of('tax'),
    total: money(total, currency),
    refunds: refunds.length,
    refunded: money(refunded, currency),
    net: money(total - refunded, currency),
  };
};

/** The variants that sold most units, most first; each currency in which one sold is an entry of its own. */
export const topProducts = (rows: readonly Row[], most = 10): z.infer<typeof TopProduct>[] => {
  const found = new Map<string, z.infer<typeof TopProduct>>();
  for (const { currency, lines } of salesIn(rows)) {
    for (const { variantId, sku, title, quantity, total } of lines) {
      const key = `${variantId} ${currency}`;
      const { units = 0, total: so } = found.get(key) ?? {};
      const sold = money((so?.amount ?? 0) + total, currency);
      found.set(key, { variantId, sku, title, units: units + quantity, total: sold });
    }
  }
  const order = (a: z.infer<typeof TopProduct>, b: z.infer<typeof TopProduct>) =>
    b.units - a.units || b.total.amount - a.total.amount || a.variantId.localeCompare(b.variantId);
  return [...found.values()].sort(order).slice(0, most);
};

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
