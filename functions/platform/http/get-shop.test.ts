import { expect, test } from 'vitest';
import { invokeHttp } from '../../../test/support/invoke.ts';
import * as route from './get-shop.ts';

test('the shop tells what a storefront must know, and is cached by its ETag', async () => {
  const { body, headers } = await invokeHttp(route);
  expect(body).toEqual({
    name: 'Floodgate demo shop',
    currency: 'EUR',
    currencies: ['EUR'],
    countries: ['AT', 'BE', 'DE', 'ES', 'FR', 'GB', 'IE', 'IT', 'NL', 'PT', 'US'],
    pricesIncludeTax: true,
    timeZone: 'UTC',
  });
  const again = await invokeHttp(route, { headers: { 'if-none-match': headers['etag'] ?? '' } });
  expect(again.status).toBe(304);
});
