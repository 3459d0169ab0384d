import * as z from 'zod/mini';
import { MOST_AMOUNT, money } from '#lib/money.ts';
import { line } from '#lib/text.ts';
import { closeness, type Destination } from '../line.ts';
import { toStep } from '../promotions/discounts.ts';
import type { ShippingOption } from '../schemas.ts';

const names = { standard: 'Standard delivery', express: 'Express delivery' } as const;
type OptionId = keyof typeof names;
export const builtInOptionIds: readonly string[] = Object.keys(names);

/** Flat prices in minor units, `[standard, express]`; whole steps of a total (KWD and its like end in 0). */
const prices: Readonly<Record<string, readonly [standard: number, express: number]>> = {
  EUR: [490, 1290], USD: [590, 1490], GBP: [390, 990], CHF: [790, 1690], CAD: [790, 1990], AUD: [890, 1990],
  NZD: [890, 1990], SEK: [4900, 12900], NOK: [5900, 14900], DKK: [3900, 9900], ISK: [890, 1990], PLN: [1990, 4990],
  CZK: [11900, 29900], HUF: [190000, 490000], RON: [2490, 5990], JPY: [600, 1500], KRW: [3500, 9000], SGD: [790, 1990],
  HKD: [4500, 11900], AED: [2000, 5000], SAR: [2000, 5000], ZAR: [9900, 19900], INR: [9900, 24900], BRL: [1990, 4990],
  MXN: [9900, 19900], BHD: [1500, 4000], JOD: [2500, 6000], KWD: [1500, 4000], OMR: [1500, 4000], TND: [8000, 20000],
}; // biome-ignore format: a table

const whole = z.int().check(z.nonnegative(), z.maximum(MOST_AMOUNT));

/** A price of an option, for carts of a value (after discounts) and a weight: from the lower bound, below the upper. */
export const ShippingPrice = z
  .strictObject({
    currency: z
      .string()
      .check(z.regex(/^[A-Z]{3}$/, 'must be a code of three letters, like EUR'))
      .check(z.describe('The currency of carts that it is for.')),
    amount: whole.check(z.describe('Minor units.')),
    fromValue: z.optional(whole).check(z.describe('For carts of at least this value after discounts, in minor units.')),
    belowValue: z.optional(whole).check(z.describe('For carts below this value.')),
    fromGrams: z.optional(whole).check(z.describe('For carts of at least this weight.')),
    belowGrams: z.optional(whole).check(z.describe('For carts below this weight.')),
  })
  .check(
    z.refine(({ fromValue = 0, belowValue }) => belowValue === undefined || fromValue < belowValue, {
      path: ['belowValue'],
      error: 'must be more than fromValue',
    }),
    z.refine(({ fromGrams = 0, belowGrams }) => belowGrams === undefined || fromGrams < belowGrams, {
      path: ['belowGrams'],
      error: 'must be more than fromGrams',
    }),
  );
export type ShippingPrice = z.infer<typeof ShippingPrice>;

export const Place = z.strictObject({
  country: z
    .string()
    .check(z.regex(/^[A-Z]{2}$/, 'must be a code of two letters, like IE'))
    .check(z.describe('ISO 3166-1, two letters.')),
  region: z.nullable(line(60, 0)).check(z.describe('By name or code of ISO 3166-2; null for the whole country.')),
  postalPrefix: line(3, 0).check(z.describe('The first characters of postal codes; empty for all.')),
});
export type Place = z.infer<typeof Place>;

/** A way to ship that the shop has set. It is offered where a place fits (everywhere without one) and a price does. */
export const ShippingRule = z.object({
  id: z.string().check(z.describe('The option’s id, which carts choose it by.')),
  name: z.string().check(z.describe('The option as the buyer reads it.')),
  places: z.array(Place).check(z.describe('Where it is offered; everywhere without any.')),
  prices: z.array(ShippingPrice).check(z.describe('What it costs, by currency, value and weight.')),
  version: z.int().check(z.describe('Counts its changes; its ETag.')),
  createdAt: z.string().check(z.describe('When it was made.')),
  updatedAt: z.string().check(z.describe('When it last changed.')),
});
export type ShippingRule = z.infer<typeof ShippingRule>;

/** Options that a promotion makes free: all of them, or those named. */
export type FreeShipping = true | readonly string[];

export interface ToShip {
  readonly currency: string;
  readonly country: string | null;
  readonly region?: string | null;
  readonly within?: string | null;
  readonly postalPrefix?: string;
  readonly requiresShipping: boolean;
  readonly pricesIncludeTax: boolean;
  /** Where the shop ships to; everywhere without it. */
  readonly countries?: readonly string[];
  /** What the cart's goods cost after discounts, minor units. */
  readonly value?: number;
  readonly grams?: number;
  /** The shop's own options; the built-in ones without any. */
  readonly options?: readonly ShippingRule[];
  readonly free?: FreeShipping | undefined;
}

/**
 * Lists the ways to ship to a place with their prices; free for a cart with nothing to ship. The built-in ones have
 * flat prices, cheapest first. None for a currency without prices, or for a country that the shop does not ship to;
 * without a country those for any country.
 */
export const shippingOptions = (input: ToShip): ShippingOption[] => {
  const { country, countries, currency, free } = input;
  if (country !== null && countries && !countries.includes(country)) return [];
  const found = input.options?.length ? configured(input.options, input) : builtIn(currency);
  return found.map(({ id, name, amount }) => ({
    id,
    name,
    price: money(input.requiresShipping && !isFree(free, id) ? amount : 0, currency),
    taxIncluded: input.pricesIncludeTax,
  }));
};

interface Priced {
  readonly id: string;
  readonly name: string;
  readonly amount: number;
}

const builtIn = (currency: string): Priced[] => {
  const flat = prices[currency];
  return flat ? (Object.keys(names) as OptionId[]).map((id, i) => ({ id, name: names[id], amount: flat[i] ?? 0 })) : [];
};

const configured = (options: readonly ShippingRule[], input: ToShip): Priced[] =>
  options.flatMap((option) => {
    if (!reaches(option, input)) return [];
    // A cart with nothing to ship weighs nothing and may cost nothing: no tier excludes it.
    const price = option.prices.find(
      (one) => one.currency === input.currency && (!input.requiresShipping || within(one, input)),
    );
    return price ? [{ id: option.id, name: option.name, amount: toStep(price.amount, input.currency) }] : [];
  });

const reaches = (option: ShippingRule, { country, region = null, within = null, postalPrefix = '' }: ToShip): boolean =>
  goesTo(option, country === null ? null : { country, region, within, postalPrefix });

/** Answers whether an option is offered at a place. */
export const goesTo = ({ places }: ShippingRule, destination: Destination | null): boolean =>
  places.length === 0 || (destination !== null && places.some((place) => closeness(place, destination) > 0));

const within = (price: ShippingPrice, { value = 0, grams = 0 }: ToShip): boolean =>
  value >= (price.fromValue ?? 0) &&
  value < (price.belowValue ?? Number.POSITIVE_INFINITY) &&
  grams >= (price.fromGrams ?? 0) &&
  grams < (price.belowGrams ?? Number.POSITIVE_INFINITY);

const isFree = (free: FreeShipping | undefined, id: string): boolean => free === true || free?.includes(id) === true;
