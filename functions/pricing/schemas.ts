import * as z from 'zod/mini';
import { Money } from '#lib/money.ts';

/** A priced line. `total` is what is paid for it: after discount, with tax. */
export const QuotedLine = z.object({
  id: z.string(),
  variantId: z.string(),
  sku: z.string(),
  title: z.string(),
  quantity: z.int(),
  unitPrice: Money,
  subtotal: Money,
  discount: Money,
  tax: Money,
  /** A decimal text: `"0.20"`. */
  taxRate: z.string(),
  total: Money,
  requiresShipping: z.boolean(),
});
export type QuotedLine = z.infer<typeof QuotedLine>;

export const QuotedShipping = z.object({
  optionId: z.string(),
  name: z.string(),
  /** What is paid for it, with tax. */
  total: Money,
  tax: Money,
  taxRate: z.string(),
});
export type QuotedShipping = z.infer<typeof QuotedShipping>;

/** A way to ship, as the shopper chooses it. */
export const ShippingOption = z.object({
  id: z.string(),
  name: z.string(),
  /** In the shop's mode: with its tax inside, or before tax. */
  price: Money,
  taxIncluded: z.boolean(),
});
export type ShippingOption = z.infer<typeof ShippingOption>;

export const QuotedTaxLine = z.object({ name: z.string(), rate: z.string(), included: z.boolean(), amount: Money });
export type QuotedTaxLine = z.infer<typeof QuotedTaxLine>;

/**
 * `total = subtotal − discount + shipping`, and `+ tax` where prices exclude it: `shipping` here is before such tax, so
 * that every amount is in one field only.
 */
export const QuotedTotals = z.object({ subtotal: Money, discount: Money, shipping: Money, tax: Money, total: Money });

export const Quote = z.object({
  currency: z.string(),
  pricesIncludeTax: z.boolean(),
  lines: z.array(QuotedLine),
  shipping: z.nullable(QuotedShipping),
  taxLines: z.array(QuotedTaxLine),
  totals: QuotedTotals,
  /** Whether anything in it is shipped: without an option such a cart cannot be checked out. */
  requiresShipping: z.boolean(),
  /**
   * True while the address is not known, or not the region that its tax depends on: neither is the tax, nor whether the
   * goods can be shipped.
   */
  estimated: z.boolean(),
});
export type Quote = z.infer<typeof Quote>;
