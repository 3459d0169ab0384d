import { describe, expect, test } from 'vitest';
import { totalStep } from '#lib/money.ts';
import { quote, type ToPrice } from '../quote.ts';
import { Place, ShippingPrice, ShippingRule, shippingOptions, type ToShip } from './shipping-options.ts';

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

test('every currency of the built-in table has both ways, the fast one dearer, in whole steps of a total', () => {
  const currencies =
    'EUR USD GBP CHF CAD AUD NZD SEK NOK DKK ISK PLN CZK HUF RON JPY KRW SGD HKD AED SAR ZAR INR BRL MXN BHD JOD KWD OMR TND';
  for (const currency of currencies.split(' ')) {
    const [standard = 0, express = 0] = shippingOptions({ ...asked, currency }).map(({ price }) => price.amount);
    expect(standard, currency).toBeGreaterThan(0);
    expect(express, currency).toBeGreaterThan(standard);
    expect([standard % totalStep(currency), express % totalStep(currency)], currency).toEqual([0, 0]);
  }
});

test('an option says whether its price has tax inside', () => {
  expect(shippingOptions({ ...asked, pricesIncludeTax: false }).map((one) => one.taxIncluded)).toEqual([false, false]);
});

test('a promotion makes all options free, or those that it names', () => {
  const amounts = (free: ToShip['free']) => shippingOptions({ ...asked, free }).map(({ price }) => price.amount);
  expect([amounts(undefined), amounts(true), amounts(['express']), amounts([])]).toEqual([
    [490, 1290],
    [0, 0],
    [490, 0],
    [490, 1290],
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

  test('that begin at a weight or a value are none below it', () => {
    const heavy = option('heavy', [{ currency: 'EUR', amount: 900, fromGrams: 500 }]);
    const dear = option('dear', [{ currency: 'EUR', amount: 0, fromValue: 10_000 }]);
    expect([amounts([heavy], { grams: 499 }), amounts([heavy], { grams: 500 })]).toEqual([[], [['heavy', 900]]]);
    expect([amounts([dear], { value: 9_999 }), amounts([dear], { value: 10_000 })]).toEqual([[], [['dear', 0]]]);
    expect([amounts([heavy]), amounts([dear])]).toEqual([[], []]);
  });

  test('cost whole steps of a total, whatever was set', () => {
    expect(amounts([option('post', [{ currency: 'KWD', amount: 1234 }])], { currency: 'KWD' })).toEqual([
      ['post', 1230],
    ]);
  });

  test('for any place reach everywhere; one with a region or a prefix reaches nobody whose region or prefix is unknown', () => {
    const price: ShippingPrice[] = [{ currency: 'EUR', amount: 900 }];
    const anywhere = option('anywhere', price);
    const land = option('land', price, [{ country: 'DE', region: null, postalPrefix: '' }]);
    const city = option('city', price, [{ country: 'DE', region: null, postalPrefix: '1' }]);
    const state = option('state', price, [{ country: 'DE', region: 'BE', postalPrefix: '' }]);
    const ids = (more: Partial<ToShip>) => amounts([anywhere, land, city, state], more).map(([id]) => id);
    expect(ids({})).toEqual(['anywhere', 'land']);
    expect(ids({ country: null })).toEqual(['anywhere']);
    expect(ids({ region: 'BE', postalPrefix: '101' })).toEqual(['anywhere', 'land', 'city', 'state']);
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

test('an option is read as it was kept; a price names a currency and whole amounts, a place a country', () => {
  const price = { currency: 'EUR', amount: 390, fromValue: 0, belowValue: 5000, fromGrams: 0, belowGrams: 500 };
  const place = { country: 'DE', region: 'BE', postalPrefix: '101' };
  const rule = {
    id: 'post',
    name: 'Post',
    places: [place],
    prices: [price],
    version: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
  };
  expect(ShippingRule.parse(rule)).toEqual(rule);
  const wrongPrices = [
    { currency: 'eur' },
    { currency: 'EURO' },
    { currency: 'XEUR' },
    { amount: -1 },
    { amount: 1.5 },
  ];
  for (const wrong of [...wrongPrices, { belowGrams: -1 }, { amount: 100_000_000_000 }])
    expect(ShippingPrice.safeParse({ ...price, ...wrong }).success, JSON.stringify(wrong)).toBe(false);
  for (const wrong of [
    { country: 'de' },
    { country: 'DEU' },
    { country: 'XDE' },
    { postalPrefix: '1011' },
    { region: 'x'.repeat(61) },
  ])
    expect(Place.safeParse({ ...place, ...wrong }).success, JSON.stringify(wrong)).toBe(false);
  expect(Place.parse({ ...place, region: null })).toEqual({ ...place, region: null });
});
