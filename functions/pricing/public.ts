/** What a cart costs. Pure: no table, no queue, no clock. */
export { type Discount, type LineToPrice, quote, type ToPrice } from './quote.ts';
export { Quote, QuotedLine, QuotedShipping, QuotedTaxLine, QuotedTotals, ShippingOption } from './schemas.ts';
export { shippingOptions } from './shipping-options.ts';
