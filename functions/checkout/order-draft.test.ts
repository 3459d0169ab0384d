import { expect, test } from 'vitest';
import { refused } from '../../test/support/refused.ts';
import { aCart, aPromotion, aRead, aVariant } from './cart.fixture.ts';
import type { Cart } from './cart.ts';
import { draftOf } from './order-draft.ts';
import { price, type ReadForCart, showCart } from './priced-cart.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const priced = (cart: Partial<Cart> = {}, read: Partial<ReadForCart> = {}) => price(aCart(cart), aRead(read));
const refusedFor = (cart: Partial<Cart>, read: Partial<ReadForCart> = {}) =>
  refused(() => draftOf(priced(cart, read), {}));

test('a draft holds what was priced, to whom it goes and where, and nothing of the buyer’s address', () => {
  const draft = draftOf(priced({ region: 'BE', postalPrefix: '101', metadata: { note: 'x' } }), {});
  expect(draft).toEqual({
    cartId: 'crt_1',
    currency: 'EUR',
    pricesIncludeTax: true,
    lines: priced().quote.lines,
    shipping: { optionId: 'standard', name: 'Standard delivery', total: eur(490), tax: eur(78), taxRate: '0.19' },
    totals: { subtotal: eur(2000), discount: eur(0), shipping: eur(490), tax: eur(397), total: eur(2490) },
    taxLines: [{ name: 'VAT', rate: '0.19', included: true, amount: eur(397) }],
    coupons: [],
    limits: [],
    contactRef: 'con_1',
    buyerKey: 'ada',
    country: 'DE',
    region: 'BE',
    postalPrefix: '101',
    metadata: { note: 'x' },
  });
});

test('what is missing is said one thing at a time, in the order in which a shop asks for it', () => {
  expect(refusedFor({ lines: [], contactRef: null, optionId: null })).toEqual({ status: 422, code: 'cart-empty' });
  expect(refusedFor({ contactRef: null, optionId: null })).toMatchObject({ status: 422, code: 'contact-missing' });
  expect(refusedFor({ optionId: null })).toEqual({ status: 422, code: 'shipping-missing' });
});

test('a contact is whole or missing: its reference, the buyer’s key, a country, and the contact itself', () => {
  const without = (...missing: string[]) => ({ status: 422, code: 'contact-missing', missing });
  const parts = aRead().contact;
  expect(refusedFor({ contactRef: null })).toEqual(without('email', 'shippingAddress'));
  expect(refusedFor({}, { contact: undefined })).toEqual(without('email', 'shippingAddress'));
  expect(refusedFor({ buyerKey: null })).toEqual(without('email'));
  expect(refusedFor({}, { contact: parts && { ...parts, email: null } })).toEqual(without('email'));
  expect(refusedFor({ country: null })).toEqual(without('shippingAddress'));
  expect(refusedFor({}, { contact: parts && { ...parts, shippingAddress: null } })).toEqual(without('shippingAddress'));
});

test('an article that is not sold any more is out of stock, at the quantity that was asked for', () => {
  const cart = {
    lines: [
      ['var_mug', 2, 1000],
      ['var_cup', 3, 500],
    ] satisfies Cart['lines'],
  };
  const cup = aVariant({ variantId: 'var_cup', sku: 'CUP', active: false });
  expect(refusedFor(cart, { sellable: [aVariant(), cup] })).toEqual({
    status: 409,
    code: 'out-of-stock',
    sku: 'CUP',
    requested: 3,
    available: 0,
  });
});

test('a country that the shop does not deliver to is refused before the shipping is asked for', () => {
  expect(refusedFor({ country: 'FR', optionId: null })).toEqual({ status: 422, code: 'country-not-served' });
});

test('a price that changed is no obstacle: today’s price counts where no total is expected', () => {
  const today = priced({}, { sellable: [aVariant({ prices: { EUR: 900 } })] });
  expect(draftOf(today, {}).totals.total).toEqual(eur(2290));
});

test('a total that is expected must be the total, in amount and currency; the refusal brings the cart as it is', () => {
  const now = priced();
  expect(draftOf(now, { expectedTotal: eur(2490) }).totals.total).toEqual(eur(2490));
  const changed = { status: 409, code: 'total-changed', cart: showCart(now) };
  expect(refused(() => draftOf(now, { expectedTotal: eur(2489) }))).toEqual(changed);
  expect(refused(() => draftOf(now, { expectedTotal: { amount: 2490, currency: 'USD' } }))).toEqual(changed);
});

test('nothing to ship needs no shipping', () => {
  const draft = draftOf(priced({ optionId: null }, { sellable: [aVariant({ requiresShipping: false })] }), {});
  expect([draft.shipping, draft.totals.total]).toEqual([null, eur(2000)]);
});

test('only what saves something counts: its coupon is named on the order, and its limits are taken', () => {
  const spring = aPromotion({ code: 'SPRING', totalLimit: 5 });
  const automatic = aPromotion({ id: 'prm_2' });
  const express = aPromotion({
    id: 'prm_3',
    code: 'EXPRESS',
    totalLimit: 5,
    effect: { type: 'free-shipping', optionIds: ['express'] },
  });
  const promotions = [spring, automatic, express];
  const draft = draftOf(price(aCart({ coupons: ['SPRING', 'EXPRESS'] }), aRead({}, promotions)), {});
  expect(draft.coupons).toEqual(['SPRING']);
  expect(draft.limits?.map(({ what }) => what)).toEqual(['coupon#SPRING']);
});
