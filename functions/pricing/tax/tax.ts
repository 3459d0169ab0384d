import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import { totalStep } from '#lib/money.ts';
import { allocate, fractionOf, mulDiv } from '../arithmetic.ts';
import { closeness, type Destination } from '../line.ts';
import { type TaxRate, taxRate, untaxed } from './tax-rates.ts';

/** Goods that are taxed nowhere; no rate may be set for them. */
export const EXEMPT = 'exempt';
/** The class under which shipping is taxed; without a rate of its own it is taxed as standard goods are. */
export const SHIPPING = 'shipping';

/** A rate that the shop has set for a place and a class of goods. The closest place counts, and no other. */
export const TaxRule = z.object({
  id: z.string().check(z.describe('The rate’s id, `tax_…`.')),
  name: z.string().check(z.describe('The tax as the buyer reads it: `VAT`.')),
  rate: z.string().check(z.describe('A share as a decimal text: `"0.20"`.')),
  country: z.string().check(z.describe('ISO 3166-1.')),
  region: z.nullable(z.string()).check(z.describe('ISO 3166-2 behind the country; null for the whole country.')),
  postalPrefix: z.string().check(z.describe('The first characters of postal codes; empty for all.')),
  taxClass: z.string().check(z.describe('The class of goods that it is for.')),
  version: z.int().check(z.describe('Counts its changes; its ETag.')),
  createdAt: z.string().check(z.describe('When it was made.')),
  updatedAt: z.string().check(z.describe('When it last changed.')),
});
export type TaxRule = z.infer<typeof TaxRule>;

export const Rounding = z.enum(['line', 'order']);
export type Rounding = z.infer<typeof Rounding>;

/** The shop's tax rules; for a country without a rate of its own the built-in table counts. */
export interface TaxTable {
  readonly rounding: Rounding;
  readonly rules: readonly TaxRule[];
}
export const builtInTax: TaxTable = { rounding: 'line', rules: [] };

/**
 * Answers whether a destination lacks the region that its tax depends on. One that is no code, kept from before regions
 * were codes, counts where a rate has the same.
 */
export const lacksRegion = ({ rules }: TaxTable, { country, region }: Destination): boolean => {
  if (/^[A-Z0-9]{1,3}$/i.test(region ?? '')) return false;
  const regions = rules.flatMap((rule) => (rule.country === country && rule.region !== null ? [rule.region] : []));
  return regions.length > 0 && !regions.some((one) => one.toUpperCase() === region?.toUpperCase());
};

/** Finds the rate for goods of a class that are shipped to a place. */
export const rateFor = (table: TaxTable, destination: Destination | null, taxClass: string): TaxRate => {
  if (destination === null || taxClass === EXEMPT) return untaxed;
  const own = table.rules.some(({ country }) => country === destination.country);
  if (!own) return taxRate(destination.country);
  return closest(table.rules, destination, taxClass) ?? untaxed;
};

/** Answers whether two places have the same taxes: on goods of every class, and on shipping. */
export const haveSameTaxes = (table: TaxTable, one: Destination, other: Destination): boolean => {
  const classes = new Set(['standard', ...table.rules.map(({ taxClass }) => taxClass)]);
  const all = (place: Destination): string[] =>
    [...[...classes].map((taxClass) => rateFor(table, place, taxClass)), shippingRateFor(table, place)].map(nameOf);
  return isDeepStrictEqual(all(one), all(other));
};

/** Finds the rate for shipping to a place. */
export const shippingRateFor = (table: TaxTable, destination: Destination | null): TaxRate =>
  (destination && closest(table.rules, destination, SHIPPING)) ?? rateFor(table, destination, 'standard');

const closest = (rules: readonly TaxRule[], destination: Destination, taxClass: string): TaxRate | undefined => {
  let [best, found]: [number, TaxRule | undefined] = [0, undefined];
  for (const rule of rules) {
    const fits = rule.taxClass === taxClass ? closeness(rule, destination) : 0;
    // Of two rates for the same place the one with the lower id counts, so that the answer is stable.
    if (fits > best || (fits === best && found && rule.id < found.id)) [best, found] = [fits, rule];
  }
  return found && { name: found.name, rate: found.rate };
};

/** An amount to be taxed: a line after its discounts, or shipping. */
export interface Taxable {
  readonly amount: number;
  readonly rate: TaxRate;
}

/**
 * Computes the tax of each part, in minor units. Included it is `gross − round(gross ÷ (1 + rate))`, else `round(net ×
 * rate)` in the currency's step. Rounded per line; or, per order, once for all parts of one rate and then shared among
 * them by largest remainder, so that the parts sum to the tax.
 */
export const taxesOf = (
  parts: readonly Taxable[],
  { included, currency, rounding }: { included: boolean; currency: string; rounding: Rounding },
): number[] => {
  if (rounding === 'line') return parts.map(({ amount, rate }) => taxOf(amount, rate.rate, included, currency));
  const step = included ? 1 : totalStep(currency);
  const taxes = parts.map(() => 0);
  for (const [, group] of Map.groupBy(parts.keys(), (i) => nameOf(parts[i]?.rate ?? untaxed))) {
    const amounts = group.map((i) => parts[i]?.amount ?? 0);
    const sum = amounts.reduce((a, b) => a + b, 0);
    const tax = taxOf(sum, parts[group[0] ?? 0]?.rate.rate ?? '0', included, currency);
    const shares = allocate(tax / step, amounts);
    group.forEach((i, n) => {
      taxes[i] = (shares[n] ?? 0) * step;
    });
  }
  return taxes;
};

/** Names a tax: rates of the same name and rate are summed as one. */
export const nameOf = ({ name, rate }: TaxRate): string => `${name} ${rate}`;

const taxOf = (amount: number, rate: string, included: boolean, currency: string): number => {
  const [part, whole] = fractionOf(rate);
  if (included) return amount - mulDiv(amount, whole, whole + part);
  const step = totalStep(currency);
  return mulDiv(amount, part, whole * BigInt(step)) * step;
};
