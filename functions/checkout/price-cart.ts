import { env } from '#lib/env.ts';
import { money } from '#lib/money.ts';
import { batchGet, type Ref } from '#lib/table.ts';
import { type SellableVariant, variantAt, variantFrom } from '../catalog/public.ts';
import { type Quote, quote } from '../pricing/public.ts';
import { type Contact, contactAt, contactFrom } from '../users/public.ts';
import type { Cart } from './cart.ts';
import type { CartView, Problem } from './cart-view.ts';

/** A cart with what it needs to be shown and sold: today's prices and the contact, read in one call. */
export interface PricedCart {
  readonly cart: Cart;
  readonly contact: Contact | undefined;
  readonly quote: Quote;
  readonly problems: readonly Problem[];
}

/** Reads prices and contact of a cart in one batch and prices it. A contact that was just written is handed in. */
export const priceCart = async (cart: Cart, known?: { contact?: Contact }): Promise<PricedCart> => {
  const variants = cart.lines.map(([variantId]) => variantAt(variantId));
  const contactRef = known?.contact || cart.contactRef === null ? [] : [contactAt(cart.contactRef)];
  const refs: Ref[] = [...variants, ...contactRef];
  const items = refs.length ? await batchGet(refs) : [];
  const sellable = items.slice(0, variants.length).map((item) => variantFrom(item));
  return price(cart, sellable, known?.contact ?? (contactRef.length ? contactFrom(items.at(-1)) : undefined));
};

/** Prices a cart from values alone. A variant that is gone keeps its last seen price and is named as a problem. */
export const price = (
  cart: Cart,
  sellable: readonly (SellableVariant | undefined)[],
  contact: Contact | undefined,
): PricedCart => {
  const problems: Problem[] = [];
  const lines = cart.lines.map(([variantId, quantity, seen], index) => {
    const variant = sellable[index];
    const today = variant?.active ? variant.prices[cart.currency] : undefined;
    const sku = variant?.sku ?? variantId;
    if (today === undefined)
      problems.push({ code: 'not-available', sku, detail: 'This article is not sold any more.' });
    else if (today !== seen) {
      problems.push({
        code: 'price-changed',
        sku,
        detail: 'The price has changed since it was put in.',
        was: money(seen, cart.currency),
      });
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
    };
  });
  if (cart.country !== null && !env().SHOP_COUNTRIES.includes(cart.country)) {
    problems.push({ code: 'country-not-served', detail: 'We do not deliver to this country.' });
  }
  const destination =
    cart.country === null ? null : { country: cart.country, region: cart.region, postalPrefix: cart.postalPrefix };
  const priced = quote({
    currency: cart.currency,
    pricesIncludeTax: env().SHOP_PRICES_INCLUDE_TAX,
    lines,
    destination,
    shippingOptionId: cart.optionId,
    discounts: [],
  });
  if (cart.optionId !== null && priced.shipping === null && lines.some((line) => line.requiresShipping)) {
    problems.push({
      code: 'shipping-not-available',
      detail: 'The chosen shipping is not available for this destination.',
    });
  }
  return { cart, contact, quote: priced, problems };
};

/** True while anything in the cart has to be brought to somebody. */
export const needsShipping = ({ quote: { lines } }: Pick<PricedCart, 'quote'>): boolean =>
  lines.some((line) => line.requiresShipping);

/** The cart as every cart route answers it. */
export const showCart = ({ cart, contact, quote: priced, problems }: PricedCart): CartView => ({
  id: cart.id,
  version: cart.version,
  currency: cart.currency,
  country: cart.country,
  pricesIncludeTax: priced.pricesIncludeTax,
  lines: priced.lines,
  contact: contact ?? null,
  shipping: priced.shipping,
  coupons: [],
  totals: priced.totals,
  taxLines: priced.taxLines,
  estimated: priced.estimated,
  problems: [...problems],
  metadata: cart.metadata,
  orderId: cart.orderId,
});
