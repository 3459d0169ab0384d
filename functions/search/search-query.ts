import * as z from 'zod/mini';
import { pageQuery, parseInput } from '#lib/contract.ts';
import { MOST_AMOUNT } from '#lib/money.ts';
import { line, typed } from '#lib/text.ts';
import { refuseOtherCurrency } from '../catalog/public.ts';
import { type Filters, type SearchInput, sorts } from './engine.ts';
import { PricesBackwards } from './refusals.ts';
import { settings } from './settings.ts';

/** Bounds of a query: characters of its words, values of one filter, characters of a value. */
const limits = { q: 1_000, values: 20, value: 255 } as const;

/** What no text is stored with, and controls: between words each is a blank. */
const signs = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u2028\u2029\uFFFD]/gu;
/** Words as they are typed: every character is one of a word or parts two. */
export const Typed = z.string().check(
  z.overwrite((text) => typed(text.replace(signs, ' '))),
  z.refine((text) => [...text].length <= limits.q, `must have at most ${limits.q} characters`),
);

/**
 * A parameter that may come several times. API Gateway hands it over joined by commas, which a value may have: here it is
 * taken as one, for the API’s document, and its values are read from the query as it came.
 */
const several = (meaning: string) =>
  z
    .pipe(
      z.transform((joined: unknown) => (joined === undefined ? undefined : [joined])),
      z.optional(z.array(z.string())),
    )
    .check(z.describe(`${meaning} It may come up to ${limits.values} times: one of its values is enough.`));
const filters = {
  vendor: several('Only products of this vendor.'),
  type: several('Only products of this type; of entries, those of this section, by its slug.'),
  tag: several('Only what has this tag.'),
  collection: several('Only products of this collection, by its slug.'),
  option: several('Only products with this value of an option, `<name>:<value>`; of several options each counts.'),
};

const range = /^(\d{1,15})?\.\.(\d{1,15})?$/;
/** A language by its tag. */
export const Language = line(35).check(
  z.regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/, 'must be a language like en or de-AT (BCP 47)'),
);

/** The parameters of `GET /search`. */
export const searchParameters = {
  q: z
    ._default(Typed, '')
    .check(z.describe('Words that are searched for, 1,000 characters at most; all there is without.')),
  kind: z._default(z.enum(['product', 'entry']), 'product').check(z.describe('What is searched for.')),
  ...filters,
  price: z
    .optional(
      line(40).check(z.regex(range, 'must be two amounts in minor units, like 500..2000; one of them may be left out')),
    )
    .check(
      z.describe('Only products whose lowest price is between these, `<min>..<max>` in minor units, both within.'),
    ),
  currency: z.optional(line(3)).check(z.describe('The currency of the prices: only that of the catalog’s lists.')),
  available: z.optional(z.enum(['true', 'false'])).check(z.describe('Only products of which some, or none, are left.')),
  sort: z
    ._default(z.enum(sorts), 'relevance')
    .check(z.describe('The order: `relevance` without words is what sells most.')),
  language: z.optional(Language).check(z.describe('The language of the words (BCP 47); the shop’s without.')),
  ...pageQuery,
};
export type SearchParameters = z.output<z.ZodMiniObject<typeof searchParameters>>;

const Value = line(limits.value);
const Values = z.optional(z.array(Value).check(z.maxLength(limits.values)));
const Option = Value.check(z.regex(/^[^:]+:./, 'must be the name of an option and a value, like Colour:Blue'));
const Repeated = z.object({
  vendor: Values,
  type: Values,
  tag: Values,
  collection: Values,
  option: z.optional(z.array(Option).check(z.maxLength(limits.values))),
});

/** What is searched for, and which page of it. */
export interface SearchRequest extends Pick<SearchInput, 'q' | 'kind' | 'language' | 'filters' | 'sort' | 'limit'> {
  readonly cursor: string | undefined;
}

/** Reads what repeats from a query as it came. @throws Refusal 400 */
const repeatedIn = (rawQuery: string): z.output<typeof Repeated> => {
  const query = new URLSearchParams(rawQuery);
  const named = Object.keys(filters).filter((name) => query.has(name));
  return parseInput(Repeated, Object.fromEntries(named.map((name) => [name, query.getAll(name)])), 'query');
};

const optionsOf = (texts: readonly string[] = []): Filters['options'] => {
  const pairs = texts.map((text): [string, string] => {
    const colon = text.indexOf(':');
    return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
  });
  const byName = Map.groupBy(pairs, ([name]) => name);
  return byName.size === 0
    ? undefined
    : Object.fromEntries(Array.from(byName, ([name, some]) => [name, some.map(([, value]) => value)]));
};

/** Prices in minor units. @throws Refusal 422 `prices-backwards` */
const priceOf = (text: string | undefined): Filters['price'] => {
  if (text === undefined || text === '..') return undefined;
  const [min, max] = text.split('..').map((one) => (one === '' ? undefined : Math.min(Number(one), MOST_AMOUNT)));
  if (min !== undefined && max !== undefined && max < min)
    throw new PricesBackwards(`The range ends at ${max}, below its beginning ${min}.`);
  return { min, max };
};

/**
 * Makes the request of a parsed query, and of the query as it came.
 * @throws Refusal 400; 422 `prices-backwards`, `currency-not-listed`
 */
export const requestOf = (
  { q, kind, price, currency, available, sort, language, limit, cursor }: SearchParameters,
  rawQuery: string,
): SearchRequest => {
  const { option, ...values } = repeatedIn(rawQuery);
  refuseOtherCurrency(currency);
  const [options, prices] = [optionsOf(option), priceOf(price)];
  const stated = {
    ...values,
    ...(options ? { options } : {}),
    ...(prices ? { price: prices } : {}),
    ...(available === undefined ? {} : { available: available === 'true' }),
  };
  return { q, kind, language: language ?? settings().SITE_LANGUAGE, filters: stated, sort, limit, cursor };
};
