import { expect, test } from 'vitest';
import { type CartToPrice, priceWithPromotions } from './price-with-promotions.ts';
import type { Promotion } from './promotions/promotion.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const promotion = (id: string, effect: Promotion['effect']): Promotion => ({
  id,
  name: id,
  code: null,
  active: true,
  startsAt: null,
  endsAt: null,
  effect,
  conditions: {},
  priority: 100,
  combines: true,
  totalLimit: null,
  customerLimit: null,
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
});
const cart = (promotions: readonly Promotion[], more: Partial<CartToPrice> = {}): CartToPrice => ({
  currency: 'EUR',
  pricesIncludeTax: true,
  lines: [
    {
      id: 'a',
      variantId: 'var_a',
      sku: 'A',
      title: 'A',
      quantity: 2,
      unitPrice: 1000,
      taxClass: 'standard',
      requiresShipping: true,
    },
  ],
  destination: { country: 'AT', region: null, postalPrefix: '10' },
  shippingOptionId: 'express',
  rules: { tax: { rounding: 'line', rules: [] }, shippingOptions: [], promotions },
  at: '2026-06-01T12:00:00.000Z',
  buyer: null,
  ...more,
});
const half = promotion('half', { type: 'percentage', of: 'order', share: '0.5' });
const free = promotion('free', { type: 'free-shipping' });

test('what promotions take off, and what the cart costs then, are one answer', () => {
  const { quote, applied, shippingOptions } = priceWithPromotions(cart([half, free]));
  expect(quote.totals).toMatchObject({ subtotal: eur(2000), discount: eur(1000), shipping: eur(0), total: eur(1000) });
  expect(applied.map(({ promotion: { id }, saved }) => [id, saved])).toEqual([
    ['half', eur(1000)],
    ['free', eur(1290)],
  ]);
  expect(shippingOptions.map(({ id, price }) => [id, price])).toEqual([
    ['standard', eur(0)],
    ['express', eur(0)],
  ]);
});

test('what free shipping saves is what would be paid: with tax, where prices exclude it', () => {
  const { applied } = priceWithPromotions(cart([free], { pricesIncludeTax: false }));
  expect(applied[0]?.saved).toEqual(eur(1548));
});

test('while no shipping is chosen free shipping counts and saves nothing yet', () => {
  const some = promotion('some', { type: 'free-shipping', optionIds: ['express'] });
  const { quote, applied } = priceWithPromotions(cart([free, some], { shippingOptionId: null }));
  expect(quote.shipping).toBeNull();
  expect(applied.map(({ saved }) => saved)).toEqual([eur(0), eur(0)]);
});

test('without promotions the whole is paid, and nothing is applied', () => {
  const { quote, applied } = priceWithPromotions(cart([]));
  expect([quote.totals.total, applied]).toEqual([eur(3290), []]);
});
