import * as z from 'zod/mini';
import { Money } from '#lib/money.ts';
import { QuotedLine, QuotedShipping, QuotedTaxLine, QuotedTotals } from '../pricing/public.ts';
import { Contact } from '../users/public.ts';

/** What stands in the way of a purchase, or has changed since the buyer looked. */
export const Problem = z.object({
  code: z.enum([
    'price-changed',
    'not-available',
    'country-not-served',
    'region-missing',
    'shipping-not-available',
    'coupon-unknown',
    'coupon-expired',
    'coupon-not-applicable',
  ]),
  detail: z.string(),
  sku: z.optional(z.string()),
  coupon: z.optional(z.string()),
  was: z.optional(Money),
});
export type Problem = z.infer<typeof Problem>;

/** A promotion that counts for a cart. */
export const AppliedPromotion = z.object({
  id: z.string(),
  name: z.string(),
  code: z.nullable(z.string()),
  saved: Money,
});

/** A cart as every cart route answers it: whole, priced, with what stands in the way of checking it out. */
export const CartView = z.object({
  id: z.string(),
  version: z.int(),
  currency: z.string(),
  country: z.nullable(z.string()),
  /** The address's region as ISO 3166-2 has it, behind the country: `CA`. */
  region: z.nullable(z.string()),
  pricesIncludeTax: z.boolean(),
  lines: z.array(z.omit(QuotedLine, { requiresShipping: true })),
  contact: z.nullable(Contact),
  shipping: z.nullable(QuotedShipping),
  coupons: z.array(z.string()),
  /** What counts now, automatic or by a coupon, and what it saves: off the goods, or off shipping. */
  promotions: z.array(AppliedPromotion),
  totals: QuotedTotals,
  taxLines: z.array(QuotedTaxLine),
  /** True while the address, or the region that its tax depends on, is unknown: tax is a guess for the country, or none. */
  estimated: z.boolean(),
  problems: z.array(Problem),
  metadata: z.record(z.string(), z.string()),
  orderId: z.nullable(z.string()),
});
export type CartView = z.infer<typeof CartView>;
