import { beforeAll, expect, test } from 'vitest';
import { newId } from '#lib/id.ts';
import { invokeHttp, type TestResponse } from '../../test/support/invoke.ts';
import { article, checkOut, readyCart } from '../../test/support/shop.ts';
import * as createProduct from '../catalog/http/admin/create-product.ts';
import * as adjustStock from '../inventory/http/admin/adjust-stock.ts';
import * as setStock from '../inventory/http/admin/set-stock.ts';
import { takeStock } from '../inventory/public.ts';
import { createApiKey } from '../users/public.ts';
import * as createCart from './http/create-cart.ts';
import * as getCart from './http/get-cart.ts';
import * as setLine from './http/set-line.ts';

let token = '';
beforeAll(async () => {
  token = (await createApiKey({ name: 'Stock', scopes: ['catalog', 'inventory'] })).secret;
  process.env['EXPOSE_COST'] = '1';
  (await import('#lib/env.ts')).forgetEnv();
});

const cartOf = (lines: { sku: string; quantity: number }[]) => invokeHttp(createCart, { body: { lines } });
const read = (id: string) => invokeHttp(getCart, { params: { id } });
const problemsOf = ({ body }: TestResponse) => body.problems;
const stockOf = (sku: string, body: object) => invokeHttp(setStock, { token, params: { sku }, body });

test('a cart says what is short of its lines, in every answer, before it is checked out', async () => {
  const { sku } = await article(3);
  const { sku: other } = await article(10);
  const made = await cartOf([
    { sku, quantity: 4 },
    { sku: other, quantity: 10 },
  ]);
  const low = { code: 'low-stock', sku, requested: 4, available: 3 };
  expect(problemsOf(made)).toMatchObject([low]);
  const { id } = made.body;
  expect(problemsOf(await read(id))).toMatchObject([low]);
  const fewer = await invokeHttp(setLine, { params: { id, sku }, body: { quantity: 3 } });
  expect([fewer.status, problemsOf(fewer)]).toEqual([200, []]);
  await invokeHttp(adjustStock, { token, params: { sku }, body: { delta: -3, reason: 'broken' } });
  expect(problemsOf(await read(id))).toMatchObject([{ code: 'out-of-stock', sku, requested: 3, available: 0 }]);
});

test('the last unit is short for the next buyer, and not for whoever has it', async () => {
  const { sku } = await article(1);
  const [first, second] = [await readyCart([{ sku, quantity: 1 }]), await readyCart([{ sku, quantity: 1 }])];
  expect(problemsOf(await read(first))).toEqual([]);
  expect((await checkOut(first)).status).toBe(201);
  expect(problemsOf(await read(first))).toEqual([]);
  expect(problemsOf(await read(second))).toMatchObject([{ code: 'out-of-stock', available: 0 }]);
  expect(await checkOut(second)).toMatchObject({ status: 409, body: { code: 'out-of-stock', sku, available: 0 } });
});

test('what sells at any count is never short: untracked, or on back-order', async () => {
  const { sku } = await article(0);
  const { id } = (await cartOf([{ sku, quantity: 5 }])).body;
  expect(problemsOf(await read(id))).toMatchObject([{ code: 'out-of-stock' }]);
  await stockOf(sku, { available: 0, policy: 'continue' });
  expect(problemsOf(await read(id))).toEqual([]);
  await stockOf(sku, { available: 0, policy: 'deny', tracked: false });
  expect(problemsOf(await read(id))).toEqual([]);
});

test('an article without any stock record is out of stock, as checkout says', async () => {
  const body = { title: 'Never counted', variants: [{ sku: newId('SKU'), price: { amount: 100, currency: 'EUR' } }] };
  const { sku } = (await invokeHttp(createProduct, { token, body })).body.variants[0];
  expect(problemsOf(await cartOf([{ sku, quantity: 1 }]))).toMatchObject([{ code: 'out-of-stock', available: 0 }]);
});

test('of several counters the first one says only what it knows: nothing, until a refusal has proven them empty', async () => {
  const { sku, variantId } = await article(40);
  await stockOf(sku, { available: 40, shards: 4 });
  const { id } = (await cartOf([{ sku, quantity: 40 }])).body;
  expect(problemsOf(await read(id))).toEqual([]);
  expect(await takeStock([{ stockKey: variantId, quantity: 1 }])).not.toHaveProperty('refused');
  for (let left = 39; left > 0; left -= 1) await takeStock([{ stockKey: variantId, quantity: 1 }]);
  expect(await takeStock([{ stockKey: variantId, quantity: 1 }])).toHaveProperty('refused');
  expect(problemsOf(await read(id))).toMatchObject([{ code: 'out-of-stock', sku, requested: 40, available: 0 }]);
});

test('a line has what a page shows of it: slug, picture, options', async () => {
  const product = await invokeHttp(createProduct, {
    token,
    body: {
      title: 'Mug to be seen',
      media: [{ url: 'https://cdn.example/mug.jpg', alt: 'A mug' }],
      options: [{ name: 'Colour' }],
      variants: [{ sku: newId('SKU'), options: { Colour: 'Blue' }, price: { amount: 100, currency: 'EUR' } }],
    },
  });
  const [{ sku }] = product.body.variants;
  const { body } = await cartOf([{ sku, quantity: 1 }]);
  expect(body.lines).toMatchObject([
    {
      sku,
      slug: product.body.slug,
      image: { url: 'https://cdn.example/mug.jpg', alt: 'A mug' },
      options: { Colour: 'Blue' },
    },
  ]);
});

test('a cart of forty lines is read by two calls, and none of its lines strongly', async () => {
  const articles = await Promise.all(Array.from({ length: 40 }, () => article(1)));
  const { body } = await cartOf(articles.map(({ sku }) => ({ sku, quantity: 1 })));
  await read(body.id);
  const { headers, body: cart } = await read(body.id);
  expect(cart.lines).toHaveLength(40);
  // The cart strongly, half a unit for each price and each stock, and the shop's rules when they are old.
  const [, calls, units] = /^calls=(\d+); read=([\d.]+); write=0;/.exec(headers['x-cost'] ?? '') ?? [];
  expect(Number(calls)).toBe(2);
  expect(Number(units)).toBeLessThanOrEqual(44);
});
