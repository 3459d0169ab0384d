import type { Money } from '#lib/money.ts';
import { type Refusal, refusal } from '#lib/problem.ts';
import type { OrderDraft } from '../orders/public.ts';
import { wholeContact } from '../users/public.ts';
import type { Cart } from './cart.ts';
import { limitsTaken } from './limits/limits-taken.ts';
import { needsShipping, type PricedCart, showCart } from './priced-cart.ts';

/**
 * Makes the order's draft of a priced cart, or refuses with the first thing that is missing, in the order in which a
 * shop asks for them.
 * @throws Refusal 422 `cart-empty`, `contact-missing`, `country-not-served`, `region-missing`, `shipping-missing`, 409
 * `out-of-stock`, `total-changed`
 */
export const draftOf = (priced: PricedCart, input: { readonly expectedTotal?: Money | undefined }): OrderDraft => {
  const { cart, contact, quote, problems } = priced;
  const applied = priced.applied.filter(({ saved }) => saved.amount > 0);
  if (cart.lines.length === 0) throw refusal(422, 'cart-empty', 'There is nothing in the cart.');
  if (cart.contactRef === null || cart.buyerKey === null || cart.country === null || !wholeContact(contact)) {
    throw contactMissing(priced);
  }
  const gone = problems.find((problem) => problem.code === 'not-available');
  if (gone)
    throw refusal(409, 'out-of-stock', gone.detail, {
      sku: gone.sku,
      requested: quantityOf(cart, priced, gone.sku),
      available: 0,
    });
  const blocked = problems.find(({ code }) => code === 'country-not-served' || code === 'region-missing');
  if (blocked) throw refusal(422, blocked.code, blocked.detail);
  if (needsShipping(priced) && quote.shipping === null)
    throw refusal(422, 'shipping-missing', 'Choose the shipping first.');
  const { total } = quote.totals;
  if (
    input.expectedTotal &&
    (input.expectedTotal.amount !== total.amount || input.expectedTotal.currency !== total.currency)
  ) {
    throw refusal(409, 'total-changed', 'The total is another one by now.', { cart: showCart(priced) });
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
    limits: limitsTaken(applied, cart.limitKey ?? cart.buyerKey),
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
  const detail = missing.length === 1 ? `Set the contact’s ${missing[0]} first.` : 'Set the contact first.';
  return refusal(422, 'contact-missing', detail, { missing });
};

const quantityOf = (cart: Cart, { quote }: PricedCart, sku: string | undefined): number => {
  const variantId = quote.lines.find((line) => line.sku === sku)?.variantId;
  return cart.lines.find(([id]) => id === variantId)?.[1] ?? 0;
};
