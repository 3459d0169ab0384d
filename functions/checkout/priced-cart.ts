import { money } from '#lib/money.ts';
import { type SellableVariant, soldAt } from '../catalog/public.ts';
import { lacksRegion, type PromotedQuote, priceWithPromotions, type RulesRead } from '../pricing/public.ts';
import type { ContactParts } from '../users/public.ts';
import type { Cart } from './cart.ts';
import type { CartView, Problem } from './cart-view.ts';
import { couponProblems } from './coupon-problems.ts';
import { CountryNotServed, RegionMissing } from './refusals.ts';

/** A cart with what it needs to be shown and sold: today's prices and the contact, read in one call. */
export interface PricedCart extends PromotedQuote {
  readonly cart: Cart;
  readonly contact: ContactParts | undefined;
  readonly problems: readonly Problem[];
  /** The article of each line; `undefined` for one that is gone. */
  readonly sellable: readonly (SellableVariant | undefined)[];
}

/** What was read to price a cart with. */
export interface ReadForCart extends RulesRead {
  readonly sellable: readonly (SellableVariant | undefined)[];
  /** Units of each line's article that can be had; `undefined` for any number, and where that is not known. */
  readonly left: readonly (number | undefined)[];
  readonly contact: ContactParts | undefined;
  /** ISO 8601 in UTC: prices and promotions count by it. */
  readonly at: string;
  readonly shop: { readonly countries: readonly string[]; readonly pricesIncludeTax: boolean };
}

/** Prices a cart from values alone. A variant that is gone keeps its last seen price and is named as a problem. */
export const price = (cart: Cart, read: ReadForCart): PricedCart => {
  const { sellable, left, contact, at, shop, rules, buyer, coupons } = read;
  const problems: Problem[] = [];
  const lines = cart.lines.map(([variantId, quantity, seen], index) => {
    const variant = sellable[index];
    const today = soldAt(variant, cart.currency, at);
    const sku = variant?.sku ?? variantId;
    if (today === undefined)
      problems.push({ code: 'not-available', sku, detail: 'This article is not sold any more.' });
    else {
      if (today !== seen) {
        problems.push({
          code: 'price-changed',
          sku,
          detail: 'The price has changed since it was put in.',
          was: money(seen, cart.currency),
        });
      }
      problems.push(...shortageOf(sku, quantity, left[index]));
    }
    return {
      id: variantId,
      variantId,
      sku,
      title: variant?.title ?? variantId,
      quantity,
      unitPrice: today ?? seen,
      taxClass: variant?.taxClass ?? 'standard',
      requiresShipping: variant?.requiresShipping ?? true,
      ...(variant ? { productId: variant.productId } : {}),
      ...(variant?.tags ? { tags: variant.tags } : {}),
      ...(variant?.collectionIds ? { collectionIds: variant.collectionIds } : {}),
      ...(variant?.grams === undefined ? {} : { grams: variant.grams }),
    };
  });
  if (cart.country !== null && !shop.countries.includes(cart.country)) {
    problems.push({ code: CountryNotServed.code, detail: CountryNotServed.meaning });
  }
  const { country, region, within, postalPrefix } = cart;
  const destination = country === null ? null : { country, region, within, postalPrefix };
  const addressKnown = Boolean(contact?.shippingAddress);
  if (destination !== null && addressKnown && lacksRegion(rules.tax, destination)) {
    problems.push({ code: RegionMissing.code, detail: RegionMissing.meaning });
  }
  const priced = priceWithPromotions({
    currency: cart.currency,
    pricesIncludeTax: shop.pricesIncludeTax,
    lines,
    destination,
    addressKnown,
    countries: shop.countries,
    shippingOptionId: cart.optionId,
    rules,
    at,
    buyer,
  });
  if (cart.optionId !== null && priced.quote.shipping === null && lines.some((line) => line.requiresShipping)) {
    problems.push({
      code: 'shipping-not-available',
      detail: 'The chosen shipping is not available for this destination.',
    });
  }
  problems.push(...couponProblems(cart.coupons, coupons, priced.applied, at));
  return { ...priced, cart, contact, problems, sellable };
};

/** Says that fewer units can be had than a line wants: none, or some. */
const shortageOf = (sku: string, requested: number, available: number | undefined): Problem[] => {
  if (available === undefined || available >= requested) return [];
  return available === 0
    ? [{ code: 'out-of-stock', sku, detail: 'Nothing is left of this article.', requested, available }]
    : [{ code: 'low-stock', sku, detail: `Only ${available} of this article are left.`, requested, available }];
};

/** True while anything in the cart has to be brought to somebody. */
export const needsShipping = ({ quote: { lines } }: Pick<PricedCart, 'quote'>): boolean =>
  lines.some((line) => line.requiresShipping);

/** The cart as every cart route answers it. */
export const showCart = ({ cart, contact, quote: priced, applied, problems, sellable }: PricedCart): CartView => ({
  id: cart.id,
  version: cart.version,
  currency: cart.currency,
  country: cart.country,
  region: cart.region,
  pricesIncludeTax: priced.pricesIncludeTax,
  lines: priced.lines.map((line, index) => ({
    ...line,
    slug: sellable[index]?.slug ?? null,
    image: sellable[index]?.image ?? null,
    options: sellable[index]?.options ?? {},
  })),
  contact: contact ?? null,
  shipping: priced.shipping,
  coupons: [...cart.coupons],
  promotions: applied.map(({ promotion: { id, name, code }, saved }) => ({ id, name, code, saved })),
  totals: priced.totals,
  taxLines: priced.taxLines,
  estimated: priced.estimated,
  problems: [...problems],
  metadata: cart.metadata,
  note: cart.note ?? null,
  orderId: cart.orderId,
});
