import { beforeAll, describe, expect, test } from 'vitest';
import { invokeHttp } from '../../test/support/invoke.ts';
import { article, buyer, checkOut } from '../../test/support/shop.ts';
import * as changeProduct from '../catalog/http/admin/change-product.ts';
import { createApiKey } from '../users/public.ts';
import * as createCart from './http/create-cart.ts';
import * as getCart from './http/get-cart.ts';
import * as setLine from './http/set-line.ts';

const MOST_PRICE = 99_999_999_999;
const cartOf = (lines: object[], more: object = {}) => invokeHttp(createCart, { body: { lines, ...more } });
const tooLarge = { status: 422, body: { code: 'total-too-large', most: { amount: MOST_PRICE, currency: 'EUR' } } };

let token = '';
beforeAll(async () => {
  token = (await createApiKey({ name: 'Sums', scopes: ['catalog'] })).secret;
});

test('the units of a line are limited when equal lines are merged, by SKU or variant id', async () => {
  const { sku, variantId } = await article(10, 100);
  const forty = Array.from({ length: 40 }, () => ({ sku, quantity: 9999 }));
  expect(await cartOf(forty)).toMatchObject({ status: 422, body: { code: 'quantity-too-large', sku, most: 9999 } });
  const two = [
    { sku, quantity: 5000 },
    { sku: variantId, quantity: 5000 },
  ];
  expect(await cartOf(two)).toMatchObject({ status: 422, body: { code: 'quantity-too-large' } });
  const fits = await cartOf([two[0]!, { sku: variantId, quantity: 4999 }]);
  expect([fits.status, fits.body.lines.length, fits.body.lines[0].quantity]).toEqual([201, 1, 9999]);
});

describe('a sum that is too large is refused', () => {
  test('wherever lines are added up, and one unit of the dearest is sold', async () => {
    const { sku } = await article(10, MOST_PRICE, false);
    const { sku: other } = await article(10, MOST_PRICE, false);
    expect(await cartOf([{ sku, quantity: 9999 }])).toMatchObject(tooLarge);
    const one = await cartOf([{ sku, quantity: 1 }]);
    expect(one.body.totals.total.amount).toBe(MOST_PRICE);
    const { id } = one.body;
    for (const set of [
      { sku, quantity: 2 },
      { sku: other, quantity: 1 },
    ]) {
      const answer = await invokeHttp(setLine, { params: { id, sku: set.sku }, body: { quantity: set.quantity } });
      expect(answer).toMatchObject(tooLarge);
    }
    expect((await invokeHttp(getCart, { params: { id } })).body).toMatchObject({
      version: 1,
      lines: [{ quantity: 1 }],
    });
  });

  test('with the shipping on top of it', async () => {
    const { sku } = await article(10, MOST_PRICE);
    expect(await cartOf([{ sku, quantity: 1 }], { contact: buyer, shipping: { optionId: 'standard' } })).toMatchObject(
      tooLarge,
    );
  });

  test('of a cart whose price rose meanwhile, which fewer units mend', async () => {
    const { sku, productId, variantId } = await article(20, 100);
    const { body: cart } = await cartOf([{ sku, quantity: 10 }], {
      contact: buyer,
      shipping: { optionId: 'standard' },
    });
    const price = { amount: MOST_PRICE - 490, currency: 'EUR' };
    const body = { variants: [{ id: variantId, price }] };
    expect((await invokeHttp(changeProduct, { token, params: { id: productId }, body })).status).toBe(200);
    expect(await invokeHttp(getCart, { params: { id: cart.id } })).toMatchObject(tooLarge);
    expect(await checkOut(cart.id)).toMatchObject(tooLarge);
    const fewer = await invokeHttp(setLine, { params: { id: cart.id, sku }, body: { quantity: 1 } });
    expect(fewer.body.totals.total.amount).toBe(MOST_PRICE);
  });
});
