import * as z from 'zod/mini';
import type { Row } from './row.ts';

/** Sums of orders and refunds in one currency; amounts in minor units. */
const CurrencySums = z.object({
  orders: z.int(),
  units: z.int(),
  gross: z.int(),
  discount: z.int(),
  shipping: z.int(),
  tax: z.int(),
  total: z.int(),
  refunds: z.int(),
  refunded: z.int(),
});
type CurrencySums = z.infer<typeof CurrencySums>;

/** Units and money of one variant in one currency. */
export const ProductSum = z.object({
  variantId: z.string(),
  sku: z.string(),
  title: z.string(),
  currency: z.string(),
  units: z.int(),
  total: z.int(),
});
export type ProductSum = z.infer<typeof ProductSum>;

/** Sums by currency, as they are stored of an hour. */
export const Currencies = z.record(z.string(), CurrencySums);

/** What reports are made of: sums of rows by currency, and by variant and currency. */
export interface Sums {
  readonly currencies: z.infer<typeof Currencies>;
  /** By variant and currency, with the title and SKU of the row that came first. */
  readonly products: Map<string, ProductSum>;
}

/** Makes the sums of nothing, to add to. */
export const noSums = (): Sums => ({ currencies: {}, products: new Map() });

const none: CurrencySums = {
  orders: 0,
  units: 0,
  gross: 0,
  discount: 0,
  shipping: 0,
  tax: 0,
  total: 0,
  refunds: 0,
  refunded: 0,
};

/** Adds one order or refund. */
export const addRow = (sums: Sums, row: Row): void => {
  if (row.kind === 'refund') {
    addMoney(sums, row.currency, { refunds: 1, refunded: row.amount });
    return;
  }
  const { currency, gross, discount, shipping, tax, total } = row;
  let units = 0;
  for (const { quantity, ...line } of row.lines) {
    units += quantity;
    addProduct(sums, { ...line, currency, units: quantity });
  }
  addMoney(sums, currency, { orders: 1, units, gross, discount, shipping, tax, total });
};

/** Adds other sums. */
export const addSums = (sums: Sums, more: Sums): void => {
  for (const [currency, one] of Object.entries(more.currencies)) addMoney(sums, currency, one);
  for (const product of more.products.values()) addProduct(sums, product);
};

const addMoney = ({ currencies }: Sums, currency: string, more: Partial<CurrencySums>): void => {
  currencies[currency] ??= { ...none };
  const into = currencies[currency];
  for (const [field, value] of Object.entries(more)) into[field as keyof CurrencySums] += value;
};

const addProduct = ({ products }: Sums, { variantId, sku, title, currency, units, total }: ProductSum): void => {
  const key = `${variantId} ${currency}`;
  const into = products.get(key);
  if (into) {
    into.units += units;
    into.total += total;
  } else products.set(key, { variantId, sku, title, currency, units, total });
};

/** Products by units sold, most first; of as many units the one with more money, then by id and currency. */
export const rankedProducts = (products: Sums['products']): ProductSum[] =>
  [...products.values()].sort(
    (a, b) =>
      b.units - a.units ||
      b.total - a.total ||
      a.variantId.localeCompare(b.variantId) ||
      a.currency.localeCompare(b.currency),
  );
