import { type Money, money } from '#lib/money.ts';
import { applyPromotions } from './promotions/apply-promotions.ts';
import type { Promotion } from './promotions/promotion.ts';
import { quote, shippingOptionsOf, type ToPrice } from './quote.ts';
import type { Quote, ShippingOption } from './schemas.ts';
import type { ShippingRule } from './shipping/shipping-options.ts';
import type { TaxTable } from './tax/tax.ts';

/** The shop's rules as a cart is priced with them. */
export interface Rules {
  readonly tax: TaxTable;
  readonly shippingOptions: readonly ShippingRule[];
  /** Automatic ones, and those of the cart's coupons. */
  readonly promotions: readonly Promotion[];
}

export type CartToPrice = Omit<ToPrice, 'tax' | 'shippingOptions' | 'discounts' | 'freeShipping'> & {
  readonly rules: Rules;
  /** ISO 8601 in UTC: promotions begin and end by it. */
  readonly at: string;
  readonly buyer: { readonly key: string; readonly firstOrder: boolean } | null;
};

export interface PromotedQuote {
  readonly quote: Quote;
  /** The promotions that count, each with what it saves: off the goods, or off shipping as it would be paid. */
  readonly applied: readonly { readonly promotion: Promotion; readonly saved: Money }[];
  readonly shippingOptions: readonly ShippingOption[];
}

/** Prices a cart under the shop's rules: promotions first, then `quote()` with what they take off. */
export const priceWithPromotions = ({ rules, at, buyer, ...cart }: CartToPrice): PromotedQuote => {
  const { currency, lines } = cart;
  const { discounts, freeShipping, applied } = applyPromotions({
    currency,
    lines,
    at,
    buyer,
    promotions: rules.promotions,
  });
  const paid: ToPrice = { ...cart, discounts, tax: rules.tax, shippingOptions: rules.shippingOptions };
  const input: ToPrice = { ...paid, freeShipping };
  const quoted = quote(input);
  const full = freeShipping === undefined ? quoted : quote(paid);
  // An option that is free costs nothing: what it would have cost is saved.
  let saving = full.shipping?.total.amount ?? 0;
  return {
    quote: quoted,
    applied: applied.map(({ promotion, amount }) => {
      const { effect } = promotion;
      if (effect.type !== 'free-shipping') return { promotion, saved: money(amount, currency) };
      // Several may free the same option: the first one has saved it.
      const frees = effect.optionIds === undefined || effect.optionIds.includes(quoted.shipping?.optionId ?? '');
      const saved = frees ? saving : 0;
      saving -= saved;
      return { promotion, saved: money(saved, currency) };
    }),
    shippingOptions: shippingOptionsOf(input),
  };
};
