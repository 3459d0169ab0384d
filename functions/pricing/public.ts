/** What a cart costs, and the shop's rules for it. */

export type { LineToPrice } from './line.ts';
export { regionOf, regionUnknown } from './places/coded-place.ts';
export { compareTerms } from './places/compare-places.ts';
export { type CartToPrice, type PromotedQuote, priceWithPromotions } from './price-with-promotions.ts';
export { couponAt, couponFrom } from './pricing-table.ts';
export type { Discount } from './promotions/discounts.ts';
export { Code, counts, limits as promotionLimits, limitsOf, Promotion } from './promotions/promotion.ts';
export { quote, type ToPrice } from './quote.ts';
export { forgetRules, noteFirstOrder, type RulesRead, readingRules } from './read-rules.ts';
export { Quote, QuotedLine, QuotedShipping, QuotedTaxLine, QuotedTotals, ShippingOption } from './schemas.ts';
export { shippingOptions } from './shipping/shipping-options.ts';
export { lacksRegion } from './tax/tax.ts';
