import { expect, test } from 'vitest';
import { shippingOptions } from './public.ts';

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
