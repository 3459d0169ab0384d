import * as z from 'zod/mini';
import { isoTime } from '#lib/clock.ts';
import { line } from '#lib/text.ts';
import { changeRules, entryOf, replaced, withEntry } from '../change-rules.ts';
import { codedPlace } from '../places/coded-place.ts';
import { readRules } from '../pricing-table.ts';
import { ShippingOptionExists, TooManyShippingOptions } from '../refusals.ts';
import { refuseUnsold } from '../sold-currencies.ts';
import { Place, ShippingPrice, ShippingRule } from './shipping-options.ts';

/** Options that one item holds; every cart is priced with it. */
const MOST_OPTIONS = 30;

const fields = {
  name: line(80).check(z.describe('The option as the buyer reads it.')),
  places: z.array(Place).check(z.maxLength(60)).check(z.describe('Where it is offered; everywhere without any.')),
  prices: z
    .array(ShippingPrice)
    .check(z.minLength(1), z.maxLength(60))
    .check(z.describe('What it costs, by currency, value and weight.')),
};
export const optionId = /^[a-z0-9][a-z0-9-]{0,59}$/;

export const NewShippingOption = z.strictObject({
  id: z
    .string()
    .check(z.regex(optionId, 'must be lower-case letters, digits and hyphens'))
    .check(z.describe('The option’s id, which carts choose it by.')),
  name: fields.name,
  places: z._default(fields.places, []).check(z.describe('Where it is offered; everywhere without any.')),
  prices: fields.prices,
});
export const ShippingOptionChange = z.partial(z.strictObject(fields));

const codedPlaces = (places: readonly Place[]): Promise<Place[]> => Promise.all(places.map(codedPlace));

/** Reads the options that were set, in the order in which carts list them; without any the built-in ones count. */
export const readShippingOptions = async (): Promise<ShippingRule[]> => (await readRules('shipping')).entries;

/** Reads an option. @throws Refusal 404 */
export const readShippingOption = async (id: string): Promise<ShippingRule> =>
  entryOf((await readRules('shipping')).entries, id, 'shipping option', undefined);

/**
 * Adds an option; with the first one the built-in ones no longer count.
 * @throws Refusal 409, 422 `region-unknown`, `country-unknown`, `currency-not-sold`,
 * `too-many-shipping-options`
 */
export const createShippingOption = async (
  input: z.output<typeof NewShippingOption>,
  now: number,
): Promise<ShippingRule> => {
  const at = isoTime(now);
  refuseUnsold(input.prices.map(({ currency }) => currency));
  const places = await codedPlaces(input.places);
  const rule: ShippingRule = { ...input, places, version: 1, createdAt: at, updatedAt: at };
  await changeRules('shipping', ({ entries }) => ({
    entries: withEntry(entries, rule, MOST_OPTIONS, {
      exists: ShippingOptionExists,
      tooMany: TooManyShippingOptions,
    }),
  }));
  return rule;
};

/**
 * Changes an option; fields that are absent stay. @throws Refusal 404, 412, 422 `region-unknown`, `country-unknown`
 */
export const changeShippingOption = async (
  id: string,
  change: z.output<typeof ShippingOptionChange>,
  { ifMatch, now }: { ifMatch: number | undefined; now: number },
): Promise<ShippingRule> => {
  refuseUnsold((change.prices ?? []).map(({ currency }) => currency));
  const places = change.places && (await codedPlaces(change.places));
  let next: ShippingRule | undefined;
  await changeRules('shipping', ({ entries }) => {
    const before = entryOf(entries, id, 'shipping option', ifMatch);
    next = {
      ...before,
      name: change.name ?? before.name,
      places: places ?? before.places,
      prices: change.prices ?? before.prices,
      version: before.version + 1,
      updatedAt: isoTime(now),
    };
    return { entries: replaced(entries, id, next) };
  });
  return z.parse(ShippingRule, next);
};

/** Removes an option; carts that chose it have to choose again. @throws Refusal 404, 412 */
export const deleteShippingOption = (id: string, ifMatch: number | undefined): Promise<void> =>
  changeRules('shipping', ({ entries }) => {
    entryOf(entries, id, 'shipping option', ifMatch);
    return { entries: replaced(entries, id, undefined) };
  });
