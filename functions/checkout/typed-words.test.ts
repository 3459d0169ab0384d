import { beforeAll, expect, test } from 'vitest';
import { newId } from '#lib/id.ts';
import { invokeHttp } from '../../test/support/invoke.ts';
import * as createCollection from '../catalog/http/admin/collections/create-collection.ts';
import * as createProduct from '../catalog/http/admin/create-product.ts';
import * as listStock from '../inventory/http/admin/get-stock.ts';
import * as createPromotion from '../pricing/http/admin/promotions/create-promotion.ts';
import { createApiKey } from '../users/public.ts';
import * as addCoupon from './http/add-coupon.ts';
import * as createCart from './http/create-cart.ts';
import * as removeCoupon from './http/remove-coupon.ts';
import * as setContact from './http/set-contact.ts';
import * as setLine from './http/set-line.ts';

let token = '';
beforeAll(async () => {
  token = (await createApiKey({ name: 'Words', scopes: ['pricing', 'catalog', 'inventory'] })).secret;
});

/** What is copied along with a word: a blank, a tab, a no-break space, zero-width ones, a byte order mark. */
const dirty = (word: string): string[] => [`${word} `, ` ${word}`, `${word}\t`, `\u00a0${word}`, `\ufeff${word}\u200b`];

test('a coupon applies and goes, whatever is blank around it, and so does its promotion’s code', async () => {
  const code = newId('C').slice(-12);
  const made = await invokeHttp(createPromotion, {
    token,
    body: {
      name: ' Ten\u00a0',
      code: `\u00a0${code}\u200b`,
      effect: { type: 'percentage', of: 'order', share: '0.10' },
    },
  });
  expect(made.body).toMatchObject({ code, name: 'Ten' });
  const { body: cart } = await invokeHttp(createCart, { body: {} });
  for (const typed of [...dirty(code), ` ${code.toLowerCase()}`]) {
    const put = await invokeHttp(addCoupon, { params: { id: cart.id, code: typed } });
    expect([put.status, put.body.coupons]).toEqual([200, [code]]);
    const gone = await invokeHttp(removeCoupon, { params: { id: cart.id, code: typed } });
    expect([gone.status, gone.body.coupons]).toEqual([200, []]);
  }
});

test('a SKU is found, whatever is blank around it and however its accents are written', async () => {
  const plain = `${newId('S').slice(-8)}-CAF\u00c9`;
  const made = await invokeHttp(createProduct, {
    token,
    body: {
      title: `\u200b${plain} `,
      tags: ['\u00a0summer', 'summer\u200b', 'cafe\u0301'],
      variants: [{ sku: ` ${plain.normalize('NFD')}\u00a0`, price: { amount: 100, currency: 'EUR' } }],
    },
  });
  expect(made.body).toMatchObject({ title: plain, tags: ['summer', 'caf\u00e9'], variants: [{ sku: plain }] });
  for (const sku of [...dirty(plain), plain.normalize('NFD')]) {
    const { body, status } = await invokeHttp(createCart, { body: { lines: [{ sku, quantity: 1 }] } });
    expect([status, body.lines?.[0]?.sku]).toEqual([201, plain]);
    const set = await invokeHttp(setLine, { params: { id: body.id, sku }, body: { quantity: 2 } });
    expect([set.status, set.body.lines?.[0]?.quantity]).toEqual([200, 2]);
    expect((await invokeHttp(listStock, { token, params: { sku } })).status).toBe(200);
  }
});

test('a collection’s rule and an e-mail are folded as well', async () => {
  const rule = await invokeHttp(createCollection, {
    token,
    body: {
      kind: 'automated',
      title: newId('Col'),
      conditions: [{ field: 'tag', operator: 'is', value: '\u00a0cafe\u0301\u200b' }],
    },
  });
  expect(rule.body.conditions).toEqual([{ field: 'tag', operator: 'is', value: 'caf\u00e9' }]);
  const { body: cart } = await invokeHttp(createCart, { body: {} });
  const shippingAddress = {
    name: 'Ada\u00a0',
    line1: '1 Dock',
    city: 'Berlin',
    postalCode: '10115',
    country: ' de\u200b',
  };
  const put = await invokeHttp(setContact, {
    params: { id: cart.id },
    body: { email: '\u200bada@Example.com\u00a0', shippingAddress },
  });
  expect(put.body.contact).toMatchObject({
    email: 'ada@example.com',
    shippingAddress: { name: 'Ada', country: 'DE' },
  });
});
