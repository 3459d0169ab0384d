import * as z from 'zod/mini';
import { isoTime } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { line } from '#lib/text.ts';
import { changeRules, entryOf, replaced, withEntry } from '../change-rules.ts';
import { codedPlace } from '../places/coded-place.ts';
import { findRegion } from '../places/find-region.ts';
import { readRules } from '../pricing-table.ts';
import { TaxRateExists, TooManyTaxRates } from '../refusals.ts';
import { EXEMPT, Rounding, TaxRule } from './tax.ts';

/** Rates that one item holds; every cart is priced with it. */
const MOST_RATES = 300;

const fields = {
  name: line(40).check(z.describe('The tax as the buyer reads it: `VAT`.')),
  rate: z
    .string()
    .check(z.regex(/^[0-1](\.\d{1,5})?$/, 'must be a share such as 0.20'))
    .check(z.describe('A share as a decimal text: `"0.20"`.')),
  country: z
    .string()
    .check(z.regex(/^[A-Z]{2}$/, 'must be a code of two letters, like IE'))
    .check(z.describe('ISO 3166-1, two letters.')),
  region: z.nullable(line(60)).check(z.describe('By name or code of ISO 3166-2; null for the whole country.')),
  postalPrefix: z
    .string()
    .check(z.regex(/^[A-Za-z0-9]{0,3}$/, 'must be at most three letters or digits'))
    .check(z.describe('The first characters of postal codes; empty for all.')),
  taxClass: z
    .string()
    .check(
      z.regex(/^[a-z][a-z0-9-]{0,29}$/, 'must be lower-case letters, digits and hyphens'),
      z.refine((name) => name !== EXEMPT, 'is taxed nowhere'),
    )
    .check(z.describe('The class of goods that it is for.')),
};

export const NewTaxRate = z.strictObject({
  name: fields.name,
  rate: fields.rate,
  country: fields.country,
  region: z._default(fields.region, null),
  postalPrefix: z._default(fields.postalPrefix, ''),
  taxClass: z._default(fields.taxClass, 'standard'),
});
export const TaxRateChange = z.partial(z.strictObject(fields));
export const TaxSettings = z.object({
  version: z.int().check(z.describe('Counts its changes; its ETag.')),
  rounding: Rounding.check(z.describe('Whether tax is rounded line by line, or once for the order.')),
});
export type TaxSettings = z.infer<typeof TaxSettings>;

/** Reads the rates that were set, by place; for a country without any the built-in table counts. */
export const readTaxRates = async (): Promise<TaxRule[]> =>
  (await readRules('tax')).entries.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
const placeOf = ({ country, region, postalPrefix, taxClass, id }: TaxRule): string =>
  [country, region ?? '', postalPrefix, taxClass, id].join('\0');

/** Reads a rate. @throws Refusal 404 */
export const readTaxRate = async (id: string): Promise<TaxRule> =>
  entryOf((await readRules('tax')).entries, id, 'tax rate', undefined);

/**
 * Adds a rate; with its first one the built-in rate of a country no longer counts.
 * @throws Refusal 409 `tax-rate-exists`, 422 `region-unknown`, `country-unknown`, `too-many-tax-rates`
 */
export const createTaxRate = async (input: z.output<typeof NewTaxRate>, now: number): Promise<TaxRule> => {
  const at = isoTime(now);
  const rule: TaxRule = { ...(await codedPlace(input)), id: newId('tax'), version: 1, createdAt: at, updatedAt: at };
  await changeRules('tax', async (rules) => {
    const entries = await coded(rules.entries);
    refuseSamePlace(entries, rule);
    return {
      ...rules,
      entries: withEntry(entries, rule, MOST_RATES, { exists: TaxRateExists, tooMany: TooManyTaxRates }),
    };
  });
  return rule;
};

/**
 * Changes a rate; fields that are absent stay.
 * @throws Refusal 404, 412, 409 `tax-rate-exists`, 422 `region-unknown`, `country-unknown`
 */
export const changeTaxRate = async (
  id: string,
  change: z.output<typeof TaxRateChange>,
  { ifMatch, now }: { ifMatch: number | undefined; now: number },
): Promise<TaxRule> => {
  let next: TaxRule | undefined;
  await changeRules('tax', async (rules) => {
    const before = entryOf(rules.entries, id, 'tax rate', ifMatch);
    next = await codedPlace({
      ...before,
      name: change.name ?? before.name,
      rate: change.rate ?? before.rate,
      country: change.country ?? before.country,
      region: change.region === undefined ? before.region : change.region,
      postalPrefix: change.postalPrefix ?? before.postalPrefix,
      taxClass: change.taxClass ?? before.taxClass,
      version: before.version + 1,
      updatedAt: isoTime(now),
    });
    const entries = await coded(rules.entries);
    refuseSamePlace(entries, next);
    return { ...rules, entries: replaced(entries, id, next) };
  });
  return z.parse(TaxRule, next);
};

/** Refuses a second rate for a place and a class: only one of them would count. */
const refuseSamePlace = (entries: readonly TaxRule[], rule: TaxRule): void => {
  const place = ({ country, region, postalPrefix, taxClass }: TaxRule): string =>
    [country, region ?? '', postalPrefix.toUpperCase(), taxClass].join('\0');
  const other = entries.find((one) => one.id !== rule.id && place(one) === place(rule));
  if (other) {
    throw new TaxRateExists(undefined, { id: other.id });
  }
};

/** Gives rates that were kept under a region's name its code; one that nothing has stays as it is. */
const coded = (entries: readonly TaxRule[]): Promise<TaxRule[]> =>
  Promise.all(
    entries.map(async (rule) => {
      const region = rule.region === null ? undefined : await findRegion(rule.country, rule.region);
      return region ? { ...rule, region: region.code } : rule;
    }),
  );

/** Removes a rate. @throws Refusal 404, 412 */
export const deleteTaxRate = (id: string, ifMatch: number | undefined): Promise<void> =>
  changeRules('tax', (rules) => {
    entryOf(rules.entries, id, 'tax rate', ifMatch);
    return { ...rules, entries: replaced(rules.entries, id, undefined) };
  });

/** Reads how taxes are rounded; the version counts every change of rates too. */
export const readTaxSettings = async (): Promise<TaxSettings> => z.parse(TaxSettings, await readRules('tax'));

/** Sets how taxes are rounded. @throws Refusal 412 */
export const changeTaxSettings = async (rounding: Rounding, ifMatch: number | undefined): Promise<TaxSettings> => {
  await changeRules('tax', (rules) => {
    entryOf([{ id: 'settings', version: rules.version }], 'settings', 'settings', ifMatch);
    return rules.rounding === rounding ? undefined : { ...rules, rounding };
  });
  return readTaxSettings();
};
