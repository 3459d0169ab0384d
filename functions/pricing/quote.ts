import { allocate, fractionOf, money, mulDiv, totalStep } from '#lib/money.ts';
import type { Quote, QuotedLine, QuotedShipping, QuotedTaxLine } from './schemas.ts';
import { shippingOptions } from './shipping-options.ts';
import { type TaxRate, taxRate } from './tax-rates.ts';

export interface LineToPrice {
  readonly id: string;
  readonly variantId: string;
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  /** Minor units. */
  readonly unitPrice: number;
  /** `standard` or `exempt`. */
  readonly taxClass: string;
  readonly requiresShipping: boolean;
}

/** An amount off, decided before: over some lines, or over the whole order. */
export interface Discount {
  /** Minor units, positive. */
  readonly amount: number;
  /** All lines without it. */
  readonly lineIds?: readonly string[];
}

export interface ToPrice {
  readonly currency: string;
  readonly pricesIncludeTax: boolean;
  readonly lines: readonly LineToPrice[];
  readonly destination: {
    readonly country: string;
    readonly region: string | null;
    readonly postalPrefix: string;
  } | null;
  readonly shippingOptionId: string | null;
  readonly discounts?: readonly Discount[];
  /** Where the shop ships to; everywhere without it. */
  readonly countries?: readonly string[];
}

/**
 * Prices a cart. Discounts come first, each spread over its lines by largest remainder; tax is taken on what is left of
 * each line. Where prices include tax it is `gross − round(gross ÷ (1 + rate))`, shown and never added; else
 * `round(net × rate)`, added to the line's total. Always `total = Σ line.total + shipping.total`.
 *
 * Three-decimal currencies are payable in tens only. Rounding goes to the parts and never to the sum: each amount that
 * is added up (subtotal of a line, discount, added tax, shipping) is itself a multiple of the step, so every sum is.
 * An included tax is in no sum and stays exact.
 */
export const quote = (asked: ToPrice): Quote => {
  const { currency, pricesIncludeTax: included, lines } = asked;
  const country = asked.destination?.country;
  const subtotals = lines.map((line) => toStep(line.unitPrice * line.quantity, currency));
  const discounts = spread(asked, subtotals);
  const priced = lines.map((line, i): { line: QuotedLine; rate: TaxRate } => {
    const [subtotal, discount] = [subtotals[i] ?? 0, discounts[i] ?? 0];
    const rate = taxRate(country, line.taxClass);
    const { tax, total } = taxed(subtotal - discount, rate.rate, included, currency);
    const { id, variantId, sku, title, quantity, requiresShipping } = line;
    return {
      rate,
      line: {
        id,
        variantId,
        sku,
        title,
        quantity,
        unitPrice: money(line.unitPrice, currency),
        subtotal: money(subtotal, currency),
        discount: money(discount, currency),
        tax: money(tax, currency),
        taxRate: rate.rate,
        total: money(total, currency),
        requiresShipping,
      },
    };
  });
  const shippingRate = taxRate(country, 'standard');
  const shipping = shippingOf(asked, shippingRate);
  return {
    currency,
    pricesIncludeTax: included,
    lines: priced.map(({ line }) => line),
    shipping,
    taxLines: taxLinesOf(
      [
        ...priced.map(({ line, rate }) => ({ rate, tax: line.tax.amount })),
        ...(shipping ? [{ rate: shippingRate, tax: shipping.tax.amount }] : []),
      ],
      asked,
    ),
    totals: totalsOf(
      priced.map(({ line }) => line),
      shipping,
      asked,
    ),
    requiresShipping: lines.some((line) => line.requiresShipping),
    estimated: asked.destination === null,
  };
};

/** Rounds to the currency's step, half away from zero. */
const toStep = (amount: number, currency: string): number =>
  mulDiv(amount, 1, totalStep(currency)) * totalStep(currency);

/** The amount off each line: every discount in turn, over what the ones before have left, never below zero. */
const spread = ({ currency, lines, discounts = [] }: ToPrice, subtotals: readonly number[]): number[] => {
  const step = totalStep(currency);
  const left = [...subtotals];
  for (const { amount, lineIds } of discounts) {
    const weights = lines.map((line, i) => (!lineIds || lineIds.includes(line.id) ? (left[i] ?? 0) / step : 0));
    const most = weights.reduce((a, b) => a + b, 0);
    const shares = allocate(Math.max(0, Math.min(mulDiv(amount, 1, step), most)), weights);
    shares.forEach((share, i) => {
      left[i] = (left[i] ?? 0) - share * step;
    });
  }
  return subtotals.map((subtotal, i) => subtotal - (left[i] ?? 0));
};

/** The tax of an amount and what is paid with it. */
const taxed = (amount: number, rate: string, included: boolean, currency: string): { tax: number; total: number } => {
  const [part, whole] = fractionOf(rate);
  if (included) return { tax: amount - mulDiv(amount, whole, whole + part), total: amount };
  const step = totalStep(currency);
  const tax = mulDiv(amount, part, whole * BigInt(step)) * step;
  return { tax, total: amount + tax };
};

/** The chosen option, when it (still) is one. Shipping is taxed at the standard rate of the destination. */
const shippingOf = (asked: ToPrice, { rate }: TaxRate): QuotedShipping | null => {
  const { currency, pricesIncludeTax, shippingOptionId, destination, countries } = asked;
  const requiresShipping = asked.lines.some((line) => line.requiresShipping);
  const option = shippingOptions({
    currency,
    pricesIncludeTax,
    requiresShipping,
    country: destination?.country ?? null,
    ...(countries ? { countries } : {}),
  }).find(({ id }) => id === shippingOptionId);
  if (!option) return null;
  const { tax, total } = taxed(option.price.amount, rate, pricesIncludeTax, currency);
  return {
    optionId: option.id,
    name: option.name,
    total: money(total, currency),
    tax: money(tax, currency),
    taxRate: rate,
  };
};

/** Taxes of the same name and rate together; those of rate 0 are none. */
const taxLinesOf = (taxes: readonly { rate: TaxRate; tax: number }[], asked: ToPrice): QuotedTaxLine[] => {
  const sums = new Map<string, QuotedTaxLine>();
  for (const { rate, tax } of taxes) {
    if (fractionOf(rate.rate)[0] === 0n) continue;
    const before = sums.get(`${rate.name} ${rate.rate}`)?.amount.amount ?? 0;
    sums.set(`${rate.name} ${rate.rate}`, {
      name: rate.name,
      rate: rate.rate,
      included: asked.pricesIncludeTax,
      amount: money(before + tax, asked.currency),
    });
  }
  return [...sums.values()];
};

const totalsOf = (lines: readonly QuotedLine[], shipping: QuotedShipping | null, asked: ToPrice): Quote['totals'] => {
  const { currency, pricesIncludeTax } = asked;
  const sum = (of: (line: QuotedLine) => number): number => lines.reduce((a, line) => a + of(line), 0);
  const [shippingTotal, shippingTax] = [shipping?.total.amount ?? 0, shipping?.tax.amount ?? 0];
  return {
    subtotal: money(
      sum((line) => line.subtotal.amount),
      currency,
    ),
    discount: money(
      sum((line) => line.discount.amount),
      currency,
    ),
    shipping: money(pricesIncludeTax ? shippingTotal : shippingTotal - shippingTax, currency),
    tax: money(sum((line) => line.tax.amount) + shippingTax, currency),
    total: money(sum((line) => line.total.amount) + shippingTotal, currency),
  };
};
