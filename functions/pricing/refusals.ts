/** What this module refuses, beside what follows from a route’s contract (lib/refusals.ts). */
import * as z from 'zod/mini';
import { Money } from '#lib/money.ts';
import { defineRefusal } from '#lib/problem.ts';

export const TotalTooLarge = defineRefusal(
  'total-too-large',
  422,
  'It comes to more than a cart or an order may.',
  () => ({ most: Money.check(z.describe('The most that it may come to.')) }),
);
export const CodeTaken = defineRefusal('code-taken', 409, 'There is, or was, a promotion with this code.', () => ({
  coupon: z.string().check(z.describe('The code.')),
}));
export const CountryUnknown = defineRefusal('country-unknown', 422, 'That is not a country of ISO 3166-1.', () => ({
  country: z.string().check(z.describe('The country, ISO 3166-1 alpha-2.')),
}));
export const CurrencyNotSold = defineRefusal(
  'currency-not-sold',
  422,
  'The shop does not sell in this currency.',
  () => ({
    currency: z.optional(z.string()).check(z.describe('The currency that was asked for, ISO 4217.')),
  }),
);
export const RegionUnknown = defineRefusal('region-unknown', 422, 'The country has no such region.', () => ({
  country: z.string().check(z.describe('The country, ISO 3166-1 alpha-2.')),
  region: z.string().check(z.describe('What was written.')),
  suggestions: z
    .array(
      z.object({
        code: z.string().check(z.describe('The code of ISO 3166-2, without the country.')),
        name: z.string().check(z.describe('Its name.')),
      }),
    )
    .check(z.describe('Regions with names like that.')),
}));
export const EndsBeforeStart = defineRefusal('ends-before-start', 422, 'It ends before it starts.', () => ({
  startsAt: z.optional(z.nullable(z.string())).check(z.describe('When it starts.')),
  endsAt: z.optional(z.nullable(z.string())).check(z.describe('When it ends.')),
}));
export const EndsInPast = defineRefusal('ends-in-past', 422, 'It would have ended already.', () => ({
  endsAt: z.optional(z.nullable(z.string())).check(z.describe('When it would have ended.')),
}));
export const LimitWithoutCode = defineRefusal('limit-without-code', 422, 'Only a promotion with a code has limits.');
export const TooManyPromotions = defineRefusal(
  'too-many-promotions',
  422,
  'There are as many promotions without a code as may be active.',
);
export const RulesTooLarge = defineRefusal('rules-too-large', 422, 'All of them together would be too large.');
export const TaxRateExists = defineRefusal(
  'tax-rate-exists',
  409,
  'There is a rate for this place and class; change it.',
  () => ({ id: z.optional(z.string()).check(z.describe('The rate that there is.')) }),
);
export const TooManyTaxRates = defineRefusal('too-many-tax-rates', 422, 'There are as many tax rates as there may be.');
export const ShippingOptionExists = defineRefusal(
  'shipping-option-exists',
  409,
  'There is a shipping option with this id.',
);
export const TooManyShippingOptions = defineRefusal(
  'too-many-shipping-options',
  422,
  'There are as many shipping options as there may be.',
);
