import * as z from 'zod/mini';
import { Money } from '#lib/money.ts';
import { QuotedLine, QuotedShipping, QuotedTaxLine, QuotedTotals } from '../pricing/public.ts';
import { Contact } from '../users/public.ts';

/** What stands in the way of a purchase, or has changed since the buyer looked. */
export const Problem = z.object({
  code: z
    .enum([
      'price-changed',
      'not-available',
      'country-not-served',
      'region-missing',
      'shipping-not-available',
      'coupon-unknown',
      'coupon-expired',
      'coupon-not-applicable',
    ])
    .check(z.describe('What is wrong, as a constant.')),
  detail: z.string().check(z.describe('What is wrong, for people.')),
  sku: z.optional(z.string()).check(z.describe('The line that it is about.')),
  coupon: z.optional(z.string()).check(z.describe('The coupon that it is about.')),
  was: z.optional(Money).check(z.describe('The price that the buyer last saw.')),
});
export type Problem = z.infer<typeof Problem>;

/** A promotion that counts for a cart. */
export const AppliedPromotion = z.object({
  id: z.string().check(z.describe('The promotion’s id.')),
  name: z.string().check(z.describe('The promotion as the buyer reads it.')),
  code: z.nullable(z.string()).check(z.describe('The coupon that brought it; null for an automatic one.')),
  saved: Money.check(z.describe('What it saves.')),
});

/** A cart as every cart route answers it: whole, priced, with what stands in the way of checking it out. */
export const CartView = z.object({
  id: z.string().check(z.describe('The cart’s id, which is its secret.')),
  version: z.int().check(z.describe('Counts the cart’s changes; its ETag.')),
  currency: z.string().check(z.describe('The currency of all amounts (ISO 4217).')),
  country: z.nullable(z.string()).check(z.describe('The country that prices are for; null while it is not known.')),
  /** The address's region as ISO 3166-2 has it, behind the country: `CA`. */
  region: z
    .nullable(z.string())
    .check(z.describe('The region that prices are for, as ISO 3166-2 has it behind the country: `CA`.')),
  pricesIncludeTax: z.boolean().check(z.describe('Whether prices have their tax inside.')),
  lines: z.array(z.omit(QuotedLine, { requiresShipping: true })).check(z.describe('What is in it.')),
  contact: z.nullable(Contact).check(z.describe('Who buys, and where it goes; null before it was set.')),
  shipping: z.nullable(QuotedShipping).check(z.describe('How it is sent; null before it was chosen.')),
  coupons: z.array(z.string()).check(z.describe('Codes, in the order in which they came.')),
  promotions: z
    .array(AppliedPromotion)
    .check(z.describe('What counts now, automatic or by a coupon, and what it saves.')),
  totals: QuotedTotals.check(z.describe('The sums of the cart.')),
  taxLines: z.array(QuotedTaxLine).check(z.describe('Taxes by rate.')),
  estimated: z
    .boolean()
    .check(
      z.describe(
        'True while the address, or the region that its tax depends on, is unknown: tax is a guess for the country, or none.',
      ),
    ),
  problems: z
    .array(Problem)
    .check(z.describe('What keeps it from being checked out, or changed since it was last seen.')),
  metadata: z.record(z.string(), z.string()).check(z.describe('Free data of the integrator.')),
  orderId: z.nullable(z.string()).check(z.describe('The order that this cart became; it is closed then.')),
});
export type CartView = z.infer<typeof CartView>;
