import * as z from 'zod/mini';
import { Money } from '#lib/money.ts';
import { Image } from '../catalog/public.ts';
import { QuotedLine, QuotedShipping, QuotedTaxLine, QuotedTotals } from '../pricing/public.ts';
import { ContactParts } from '../users/public.ts';

/** What stands in the way of a purchase, or has changed since the buyer looked. */
export const Problem = z.object({
  code: z
    .enum([
      'price-changed',
      'not-available',
      'out-of-stock',
      'low-stock',
      'country-not-served',
      'region-missing',
      'shipping-not-available',
      'coupon-unknown',
      'coupon-expired',
      'coupon-not-applicable',
    ])
    .check(
      z.describe(
        'What is wrong, as a constant. `out-of-stock`: nothing is left of an article; `low-stock`: less than the line wants.',
      ),
    ),
  detail: z.string().check(z.describe('What is wrong, for people.')),
  sku: z.optional(z.string()).check(z.describe('The line that it is about.')),
  coupon: z.optional(z.string()).check(z.describe('The coupon that it is about.')),
  was: z.optional(Money).check(z.describe('The price that the buyer last saw.')),
  requested: z.optional(z.int()).check(z.describe('Units that the line wants, where there are fewer.')),
  available: z
    .optional(z.int())
    .check(z.describe('Units that there are, as a hint that is moments old: the truth is asked at checkout.')),
});
export type Problem = z.infer<typeof Problem>;

/** A promotion that counts for a cart. */
export const AppliedPromotion = z.object({
  id: z.string().check(z.describe('The promotion’s id.')),
  name: z.string().check(z.describe('The promotion as the buyer reads it.')),
  code: z.nullable(z.string()).check(z.describe('The coupon that brought it; null for an automatic one.')),
  saved: Money.check(z.describe('What it saves.')),
});

/** A line as a cart shows it: priced, and what a page needs to show the article. */
export const CartLineView = z.extend(z.omit(QuotedLine, { requiresShipping: true }), {
  slug: z.nullable(z.string()).check(z.describe('The product’s slug; null when the article is gone.')),
  image: z.nullable(Image).check(z.describe('The product’s first picture; null without one.')),
  options: z.record(z.string(), z.string()).check(z.describe('The variant’s value of each option.')),
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
  lines: z.array(CartLineView).check(z.describe('What is in it.')),
  contact: z
    .nullable(ContactParts)
    .check(
      z.describe('Who buys, and where it goes; null before any part of it was set. An order needs the first two.'),
    ),
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
  note: z.nullable(z.string()).check(z.describe('What the buyer writes to the shop; null without a note.')),
  orderId: z.nullable(z.string()).check(z.describe('The order that this cart became; it is closed then.')),
});
export type CartView = z.infer<typeof CartView>;
