import { describe, expect, test } from 'vitest';
import { quote, type ToPrice } from './quote.ts';
import { type ShippingPrice, type ShippingRule, shippingOptions, type ToShip } from './shipping-options.ts';

const asked = { currency: 'EUR', country: 'DE', requiresShipping: true, pricesIncludeTax: true };

test('a cart with goods has a slow and a fast way', () => {
  expect(shippingOptions(asked)).toEqual([
    { id: 'standard', name: 'Standard delivery', price: { amount: 490, currency: 'EUR' }, taxIncluded: true },
    { id: 'express', name: 'Express delivery', price: { amount: 1290, currency: 'EUR' }, taxIncluded: true },
  ]);
});

test('each currency has its own prices', () => {
  expect(shippingOptions({ ...asked, currency: 'JPY' }).map((one) => one.price)).toEqual([
    { amount: 600, currency: 'JPY' },
    { amount: 1500, currency: 'JPY' },
  ]);
});

test('nothing to ship is free', () => {
  expect(shippingOptions({ ...asked, requiresShipping: false }).map((one) => one.price.amount)).toEqual([0, 0]);
});

test('there is no way to a country that the shop does not ship to, nor in a currency without prices', () => {
  expect(shippingOptions({ ...asked, countries: ['AT', 'FR'] })).toEqual([]);
  expect(shippingOptions({ ...asked, currency: 'XTS' })).toEqual([]);
  expect(shippingOptions({ ...asked, country: null, countries: ['AT'] })).toHaveLength(2);
});

describe('options that the shop has set', () => {
  const option = (id: string, prices: ShippingPrice[], places: ShippingRule['places'] = []): ShippingRule => ({
    id,
    name: id,
    places,
    prices,
    version: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
  });
  const amounts = (options: ShippingRule[], more: Partial<ToShip> = {}) =>
    shippingOptions({ ...asked, options, ...more }).map(({ id, price }) => [id, price.amount]);
  const post = option('post', [
    { currency: 'EUR', amount: 390, belowGrams: 500 },
    { currency: 'EUR', amount: 690, fromGrams: 500, belowGrams: 2000 },
  ]);
  const truck = option('truck', [
    { currency: 'EUR', amount: 2900, belowValue: 10_000 },
    { currency: 'EUR', amount: 0, fromValue: 10_000 },
  ]);

  test('take the place of the built-in ones, in their order', () => {
    expect(amounts([truck, post])).toEqual([
      ['truck', 2900],
      ['post', 390],
    ]);
  });

  test('cost by weight and by value: from the lower bound, below the upper', () => {
    expect(amounts([post], { grams: 499 })).toEqual([['post', 390]]);
    expect(amounts([post], { grams: 500 })).toEqual([['post', 690]]);
    expect(amounts([post], { grams: 2000 })).toEqual([]);
    expect(amounts([truck], { value: 9_999 })).toEqual([['truck', 2900]]);
    expect(amounts([truck], { value: 10_000 })).toEqual([['truck', 0]]);
  });

  test('reach the places that they name, by country, region and postal prefix', () => {
    const city = option(
      'city',
      [{ currency: 'EUR', amount: 900 }],
      [
        { country: 'DE', region: null, postalPrefix: '10' },
        { country: 'US', region: 'NY', postalPrefix: '' },
      ],
    );
    expect(amounts([city], { postalPrefix: '101' })).toEqual([['city', 900]]);
    expect(amounts([city], { postalPrefix: '20' })).toEqual([]);
    expect(amounts([city], { country: 'US', region: 'ny' })).toEqual([['city', 900]]);
    expect(amounts([city], { country: null })).toEqual([]);
  });

  test('are none in a currency that they have no price in, and cost nothing for nothing to ship', () => {
    expect(amounts([post], { currency: 'USD' })).toEqual([]);
    expect(amounts([post], { requiresShipping: false, grams: 9999 })).toEqual([['post', 0]]);
  });

  test('the value that counts is what the goods cost after discounts', () => {
    const cart: ToPrice = {
      currency: 'EUR',
      pricesIncludeTax: true,
      lines: [
        {
          id: 'a',
          variantId: 'a',
          sku: 'a',
          title: 'a',
          quantity: 2,
          unitPrice: 5000,
          taxClass: 'standard',
          requiresShipping: true,
          grams: 250,
        },
      ],
      destination: { country: 'DE', region: null, postalPrefix: '10' },
      shippingOptionId: 'truck',
      shippingOptions: [truck, post],
    };
    expect(quote(cart).shipping?.total.amount).toBe(0);
    expect(quote({ ...cart, discounts: [{ amount: 1 }] }).shipping?.total.amount).toBe(2900);
    expect(quote({ ...cart, shippingOptionId: 'post' }).shipping?.total.amount).toBe(690);
  });
});
