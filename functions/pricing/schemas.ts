import * as z from 'zod/mini';
import { Money } from '#lib/money.ts';

/** A priced line. `total` is what is paid for it: after discount, with tax. */
export const QuotedLine = z.object({
  id: z.string().check(z.describe('The line’s id.')),
  variantId: z.string().check(z.describe('The variant.')),
  sku: z.string().check(z.describe('The variant’s SKU.')),
  title: z.string().check(z.describe('Product and variant: `Mug – Blue`.')),
  quantity: z.int().check(z.describe('Units wanted.')),
  unitPrice: Money.check(z.describe('The price of one unit now.')),
  subtotal: Money.check(z.describe('Quantity times price, before discounts.')),
  discount: Money.check(z.describe('What promotions take off.')),
  tax: Money.check(z.describe('The tax on this line, included in the total or added to it.')),
  taxRate: z.string().check(z.describe('The tax rate as a decimal text: `"0.20"`.')),
  total: Money.check(z.describe('What is paid for the line.')),
  requiresShipping: z.boolean().check(z.describe('Whether it is a thing that is sent.')),
});
export type QuotedLine = z.infer<typeof QuotedLine>;

export const QuotedShipping = z.object({
  optionId: z.string().check(z.describe('The shipping option that was chosen.')),
  name: z.string().check(z.describe('The option as the buyer reads it.')),
  total: Money.check(z.describe('What is paid for it, with tax.')),
  tax: Money.check(z.describe('The tax on shipping.')),
  taxRate: z.string().check(z.describe('The tax rate of shipping as a decimal text.')),
});
export type QuotedShipping = z.infer<typeof QuotedShipping>;

/** A way to ship, as the shopper chooses it. */
export const ShippingOption = z.object({
  id: z.string().check(z.describe('The option’s id, to be sent with `PUT /carts/{id}/shipping`.')),
  name: z.string().check(z.describe('The option as the buyer reads it.')),
  price: Money.check(z.describe('In the shop’s mode: with its tax inside, or before tax.')),
  taxIncluded: z.boolean().check(z.describe('Whether the price has its tax inside.')),
});
export type ShippingOption = z.infer<typeof ShippingOption>;

export const QuotedTaxLine = z.object({
  name: z.string().check(z.describe('The tax as the buyer reads it: `VAT`.')),
  rate: z.string().check(z.describe('The rate as a decimal text: `"0.20"`.')),
  included: z.boolean().check(z.describe('Whether the tax is inside the prices.')),
  amount: Money.check(z.describe('The tax at this rate on the whole cart.')),
});
export type QuotedTaxLine = z.infer<typeof QuotedTaxLine>;

/**
 * `total = subtotal − discount + shipping`, and `+ tax` where prices exclude it: `shipping` here is before such tax, so
 * that every amount is in one field only.
 */
export const QuotedTotals = z.object({
  subtotal: Money.check(z.describe('All lines before discounts.')),
  discount: Money.check(z.describe('What promotions take off lines and shipping.')),
  shipping: Money.check(z.describe('The price of shipping.')),
  tax: Money.check(z.describe('All taxes, included in the total or added to it.')),
  total: Money.check(z.describe('What is to be paid.')),
});

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
