import type { Money } from '#lib/money.ts';
import type { Refusal } from '#lib/problem.ts';
import { OutOfStock } from '../inventory/refusals.ts';
import { limitKeyOf, type OrderDraft } from '../orders/public.ts';
import { wholeContact } from '../users/public.ts';
import type { Cart } from './cart.ts';
import { limitsTaken } from './limits/limits-taken.ts';
import { needsShipping, type PricedCart, showCart } from './priced-cart.ts';
import {
  CartEmpty,
  ContactMissing,
  CountryNotServed,
  RegionMissing,
  ShippingMissing,
  TotalChanged,
} from './refusals.ts';

/**
 * Makes the order's draft of a priced cart, or refuses with the first thing that is missing, in the order in which a
 * shop asks for them.
 * @throws Refusal 422 `cart-empty`, `contact-missing`, `country-not-served`, `region-missing`, `shipping-missing`, 409
 * `out-of-stock`, `total-changed`
 */
export const draftOf = (priced: PricedCart, input: { readonly expectedTotal?: Money | undefined }): OrderDraft => {
  const { cart, contact, quote, problems } = priced;
  const applied = priced.applied.filter(({ saved }) => saved.amount > 0);
  if (cart.lines.length === 0) throw new CartEmpty();
  if (cart.contactRef === null || cart.buyerKey === null || cart.country === null || !wholeContact(contact)) {
    throw contactMissing(priced);
  }
  const gone = problems.find((problem) => problem.code === 'not-available');
  if (gone)
    throw new OutOfStock(gone.detail, {
      sku: gone.sku ?? '',
      requested: quantityOf(cart, priced, gone.sku),
      available: 0,
    });
  if (problems.some(({ code }) => code === CountryNotServed.code)) throw new CountryNotServed();
  if (problems.some(({ code }) => code === RegionMissing.code)) throw new RegionMissing();
  if (needsShipping(priced) && quote.shipping === null) throw new ShippingMissing();
  const { total } = quote.totals;
  if (
    input.expectedTotal &&
    (input.expectedTotal.amount !== total.amount || input.expectedTotal.currency !== total.currency)
  ) {
    throw new TotalChanged(undefined, { cart: showCart(priced) });
  }
  return {
    cartId: cart.id,
    currency: cart.currency,
    pricesIncludeTax: quote.pricesIncludeTax,
    lines: quote.lines,
    shipping: quote.shipping,
    totals: quote.totals,
    taxLines: quote.taxLines,
    coupons: applied.flatMap(({ promotion }) => promotion.code ?? []),
    limits: limitsTaken(applied, limitKeyOf({ limitKey: cart.limitKey, buyerKey: cart.buyerKey })),
    contactRef: cart.contactRef,
    buyerKey: cart.buyerKey,
    ...(cart.limitKey === undefined ? {} : { limitKey: cart.limitKey }),
    country: cart.country,
    region: cart.region,
    postalPrefix: cart.postalPrefix,
    metadata: cart.metadata,
    ...(cart.note === undefined ? {} : { note: cart.note }),
  };
};

const contactMissing = ({ cart, contact }: PricedCart): Refusal => {
  const known = cart.contactRef === null ? undefined : contact;
  const missing = [
    ...(known?.email && cart.buyerKey !== null ? [] : ['email']),
    ...(known?.shippingAddress && cart.country !== null ? [] : ['shippingAddress']),
  ];
  const detail = missing.length === 1 ? `Set the contact’s ${missing[0]} first.` : ContactMissing.meaning;
  return new ContactMissing(detail, { missing });
};

const quantityOf = (cart: Cart, { quote }: PricedCart, sku: string | undefined): number => {
  const variantId = quote.lines.find((line) => line.sku === sku)?.variantId;
  return cart.lines.find(([id]) => id === variantId)?.[1] ?? 0;
};
