import { money } from '#lib/money.ts';
import { boundedSum, fractionOf } from './arithmetic.ts';
import type { Destination, LineToPrice } from './line.ts';
import { afterDiscounts, type Discount, toStep } from './promotions/discounts.ts';
import type { Quote, QuotedLine, QuotedShipping, QuotedTaxLine, ShippingOption } from './schemas.ts';
import { type FreeShipping, type ShippingRule, shippingOptions } from './shipping/shipping-options.ts';
import {
  builtInTax,
  lacksRegion,
  nameOf,
  rateFor,
  shippingRateFor,
  type Taxable,
  type TaxTable,
  taxesOf,
} from './tax/tax.ts';

export interface ToPrice {
  readonly currency: string;
  readonly pricesIncludeTax: boolean;
  readonly lines: readonly LineToPrice[];
  readonly destination: Destination | null;
  /** False while only the country is known and the rest of the address may change the tax; true without it. */
  readonly addressKnown?: boolean;
  readonly shippingOptionId: string | null;
  readonly discounts?: readonly Discount[];
  readonly freeShipping?: FreeShipping | undefined;
  /** Where the shop ships to; everywhere without it. */
  readonly countries?: readonly string[];
  /** The built-in table without it. */
  readonly tax?: TaxTable;
  /** The built-in options without any. */
  readonly shippingOptions?: readonly ShippingRule[];
}

/**
 * Prices a cart; all amounts are minor units. Discounts come first, each spread over its lines by largest remainder;
 * tax is computed on what is left of each line, included and shown, or added to the line's total; see `taxesOf`. Always
 * `total = Σ line.total + shipping.total`.
 *
 * Three-decimal currencies are payable in tens only. Each amount that is added up (subtotal of a line, discount, added
 * tax, shipping) is rounded to a multiple of the step, so every sum is one, and no sum is rounded. An included tax is
 * in no sum and stays exact.
 * @throws Refusal 422 `total-too-large`
 */
export const quote = (input: ToPrice): Quote => {
  const { currency, pricesIncludeTax: included, lines, destination, tax: table = builtInTax } = input;
  const subtotals = subtotalsOf(input);
  const ids = lines.map(({ id }) => id);
  const left = afterDiscounts(input.discounts ?? [], ids, subtotals, currency);
  const option = optionsFor(input, left).find(({ id }) => id === input.shippingOptionId);
  const shippingRate = shippingRateFor(table, destination);
  const parts: Taxable[] = [
    ...lines.map((line, i) => ({ amount: left[i] ?? 0, rate: rateFor(table, destination, line.taxClass) })),
    ...(option ? [{ amount: option.price.amount, rate: shippingRate }] : []),
  ];
  const taxes = taxesOf(parts, { included, currency, rounding: table.rounding });
  const priced = parts.map((part, i) => priceOf(part, taxes[i] ?? 0, input));
  const quoted = lines.map((line, i) => lineOf(line, subtotals[i] ?? 0, priced[i] ?? nothing, input));
  const shipping = option ? shippingOf(option, priced[lines.length] ?? nothing, input) : null;
  return {
    currency,
    pricesIncludeTax: included,
    lines: quoted,
    shipping,
    taxLines: taxLinesOf(priced, input),
    totals: totalsOf(quoted, shipping, input),
    requiresShipping: lines.some((line) => line.requiresShipping),
    estimated: destination === null || input.addressKnown === false || lacksRegion(table, destination),
  };
};

/** Lists the shipping options of a cart at its value after discounts. */
export const shippingOptionsOf = (input: ToPrice): ShippingOption[] => {
  const ids = input.lines.map(({ id }) => id);
  return optionsFor(input, afterDiscounts(input.discounts ?? [], ids, subtotalsOf(input), input.currency));
};

const subtotalsOf = ({ lines, currency }: ToPrice): number[] => {
  const subtotals = lines.map((line) => toStep(line.unitPrice * line.quantity, currency));
  boundedSum(
    subtotals.reduce((a, b) => a + b, 0),
    currency,
  );
  return subtotals;
};

const optionsFor = (input: ToPrice, left: readonly number[]): ShippingOption[] => {
  const { currency, pricesIncludeTax, destination, countries, lines } = input;
  const shipped = lines.filter((line) => line.requiresShipping);
  return shippingOptions({
    currency,
    pricesIncludeTax,
    requiresShipping: shipped.length > 0,
    country: destination?.country ?? null,
    region: destination?.region ?? null,
    within: destination?.within ?? null,
    postalPrefix: destination?.postalPrefix ?? '',
    value: left.reduce((a, b) => a + b, 0),
    grams: shipped.reduce((sum, line) => sum + (line.grams ?? 0) * line.quantity, 0),
    options: input.shippingOptions ?? [],
    free: input.freeShipping,
    ...(countries ? { countries } : {}),
  });
};

/** A part of the order with its tax and its price to pay. */
interface PricedPart extends Taxable {
  readonly tax: number;
  readonly total: number;
}
const nothing: PricedPart = { amount: 0, rate: { name: '', rate: '0' }, tax: 0, total: 0 };

const priceOf = (part: Taxable, tax: number, { pricesIncludeTax }: ToPrice): PricedPart => ({
  ...part,
  tax,
  total: pricesIncludeTax ? part.amount : part.amount + tax,
});

const lineOf = (line: LineToPrice, subtotal: number, part: PricedPart, { currency }: ToPrice): QuotedLine => ({
  id: line.id,
  variantId: line.variantId,
  sku: line.sku,
  title: line.title,
  quantity: line.quantity,
  unitPrice: money(line.unitPrice, currency),
  subtotal: money(subtotal, currency),
  discount: money(subtotal - part.amount, currency),
  tax: money(part.tax, currency),
  taxRate: part.rate.rate,
  total: money(part.total, currency),
  requiresShipping: line.requiresShipping,
});

const shippingOf = (option: ShippingOption, part: PricedPart, { currency }: ToPrice): QuotedShipping => ({
  optionId: option.id,
  name: option.name,
  total: money(part.total, currency),
  tax: money(part.tax, currency),
  taxRate: part.rate.rate,
});

/** Sums taxes of the same name and rate; those of rate 0 are left out. */
const taxLinesOf = (parts: readonly PricedPart[], input: ToPrice): QuotedTaxLine[] => {
  const sums = new Map<string, QuotedTaxLine>();
  for (const { rate, tax } of parts) {
    if (fractionOf(rate.rate)[0] === 0n) continue;
    const before = sums.get(nameOf(rate))?.amount.amount ?? 0;
    sums.set(nameOf(rate), {
      name: rate.name,
      rate: rate.rate,
      included: input.pricesIncludeTax,
      amount: money(before + tax, input.currency),
    });
  }
  return [...sums.values()];
};

const totalsOf = (lines: readonly QuotedLine[], shipping: QuotedShipping | null, input: ToPrice): Quote['totals'] => {
  const { currency, pricesIncludeTax } = input;
  const sum = (of: (line: QuotedLine) => number): number => lines.reduce((a, line) => a + of(line), 0);
  const [shippingTotal, shippingTax] = [shipping?.total.amount ?? 0, shipping?.tax.amount ?? 0];
  const amounts = {
    subtotal: sum((line) => line.subtotal.amount),
    discount: sum((line) => line.discount.amount),
    shipping: pricesIncludeTax ? shippingTotal : shippingTotal - shippingTax,
    tax: sum((line) => line.tax.amount) + shippingTax,
    total: sum((line) => line.total.amount) + shippingTotal,
  };
  const { subtotal, discount, shipping: before, tax, total } = amounts;
  return {
    subtotal: money(subtotal, currency),
    discount: money(discount, currency),
    shipping: money(before, currency),
    tax: money(tax, currency),
    total: money(boundedSum(total, currency), currency),
  };
};
