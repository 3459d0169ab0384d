import { expect, test } from 'vitest';
import { quote } from './quote.ts';
import { Quote, ShippingOption } from './schemas.ts';
import { shippingOptions } from './shipping/shipping-options.ts';

const priced = quote({
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
  shippingOptionId: 'standard',
});

test('what quote() answers is what the API says of a quote: nothing is lost on the way, and nothing is missing', () => {
  expect(Quote.parse(priced)).toEqual(priced);
  for (const field of Object.keys(priced)) {
    const { [field as 'lines']: _, ...rest } = priced;
    expect(() => Quote.parse(rest), field).toThrow();
  }
});

test('the same holds for a way to ship', () => {
  const [standard] = shippingOptions({
    currency: 'EUR',
    country: 'AT',
    requiresShipping: true,
    pricesIncludeTax: true,
  });
  expect(ShippingOption.parse(standard)).toEqual(standard);
});
