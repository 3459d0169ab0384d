import { expect, test } from 'vitest';
import { invokeHttp } from '../../test/support/invoke.ts';
import { article, buyer, checkOut, readyCart } from '../../test/support/shop.ts';
import * as createCart from './http/create-cart.ts';
import * as getCart from './http/get-cart.ts';
import * as options from './http/list-shipping-options.ts';
import * as removeLine from './http/remove-line.ts';
import * as setContact from './http/set-contact.ts';
import * as setLine from './http/set-line.ts';
import * as setShipping from './http/set-shipping.ts';

const empty = async (): Promise<string> => (await invokeHttp(createCart, { body: {} })).body.id;
const put = (id: string, sku: string, quantity: number, headers = {}) =>
  invokeHttp(setLine, { params: { id, sku }, body: { quantity }, headers });

test('a cart is filled step by step, and every answer is the whole cart, priced', async () => {
  const { sku, variantId } = await article(10, 1200);
  const id = await empty();
  expect(id).toMatch(/^crt_[0-9A-Z]{32}$/);
  const filled = await put(id, sku, 2);
  expect(filled.body).toMatchObject({
    version: 2,
    totals: { subtotal: { amount: 2400, currency: 'EUR' } },
    problems: [],
  });
  const known = await invokeHttp(setContact, { params: { id }, body: buyer });
  expect(known.body).toMatchObject({ version: 3, country: 'DE', contact: { email: 'ada@example.com' } });
  const offered = await invokeHttp(options, { params: { id } });
  expect(offered.body.items[0]).toEqual({
    id: 'standard',
    name: 'Standard delivery',
    price: { amount: 490, currency: 'EUR' },
  });
  const shipped = await invokeHttp(setShipping, { params: { id }, body: { optionId: 'standard' } });
  expect(shipped.body.totals).toMatchObject({ total: { amount: 2890 }, shipping: { amount: 490 } });
  expect(shipped.body.lines[0]).toMatchObject({ variantId, sku, quantity: 2, total: { amount: 2400 } });
  expect((await invokeHttp(getCart, { params: { id } })).body).toEqual(shipped.body);
});

test('setting a line twice is setting it once; zero takes it out', async () => {
  const { sku } = await article(10);
  const id = await empty();
  await put(id, sku, 3);
  expect((await put(id, sku, 3)).body.lines).toMatchObject([{ quantity: 3 }]);
  expect((await put(id, sku, 0)).body.lines).toEqual([]);
});

test('a line is removed; once more changes nothing, and an article that there is not is not found', async () => {
  const { sku } = await article(10);
  const id = await empty();
  await put(id, sku, 3);
  const removed = await invokeHttp(removeLine, { params: { id, sku } });
  expect([removed.status, removed.body.lines, removed.body.version]).toEqual([200, [], 3]);
  expect((await invokeHttp(removeLine, { params: { id, sku } })).body.version).toBe(3);
  const stale = await invokeHttp(removeLine, { params: { id, sku }, headers: { 'if-match': '"2"' } });
  expect(stale.status).toBe(412);
  expect((await invokeHttp(removeLine, { params: { id, sku: 'NO-SUCH' } })).status).toBe(404);
});

test('a change costs three engine calls and one write unit, and as an anonymous one a call and a unit more', async () => {
  const { sku } = await article(10);
  const cart = await readyCart([{ sku, quantity: 1 }]);
  process.env['EXPOSE_COST'] = '1';
  (await import('#lib/env.ts')).forgetEnv();
  const { headers } = await put(cart, sku, 2);
  expect(headers['x-cost']).toMatch(/^calls=4; read=[\d.]+; write=2;/);
  const contact = await invokeHttp(setContact, { params: { id: cart }, body: buyer });
  expect(contact.headers['x-cost']).toMatch(/^calls=4; read=[\d.]+; write=5;/);
  expect(contact.headers['ratelimit-policy']).toBe('"default";q=120;w=60');
});

test('the version that was read decides: 412 for another, 409 never', async () => {
  const { sku } = await article(10);
  const id = await empty();
  expect((await put(id, sku, 1, { 'If-Match': '"7"' })).status).toBe(412);
  expect((await put(id, sku, 1, { 'If-Match': '"1"' })).status).toBe(200);
});

test.each([
  ['an article that does not exist', 'NO-SUCH', 404],
  ['a variant that does not exist', 'var_01J00000000000000000000000', 404],
])('%s is refused', async (_, sku, status) => {
  expect((await put(await empty(), sku, 1)).status).toBe(status);
});

test('checking out says what is missing, in the order in which it is asked for', async () => {
  const { sku } = await article(10);
  const id = await empty();
  const codeOf = async () => {
    const { status, body } = await checkOut(id, {});
    return [status, body.code];
  };
  expect(await codeOf()).toEqual([422, 'cart-empty']);
  await put(id, sku, 1);
  expect(await codeOf()).toEqual([422, 'contact-missing']);
  await invokeHttp(setContact, { params: { id }, body: buyer });
  expect(await codeOf()).toEqual([422, 'shipping-missing']);
  await invokeHttp(setShipping, { params: { id }, body: { optionId: 'standard' } });
  expect((await checkOut(id, { expectedTotal: { amount: 1, currency: 'EUR' } })).body).toMatchObject({
    status: 409,
    code: 'total-changed',
    cart: { id, totals: { total: { amount: 1690 } } },
  });
  expect((await checkOut(id, { expectedTotal: { amount: 1690, currency: 'EUR' } })).status).toBe(201);
});

test('a cart that became an order is readable and refuses change', async () => {
  const { sku } = await article(10);
  const id = await readyCart([{ sku, quantity: 1 }]);
  const { body } = await checkOut(id);
  expect((await put(id, sku, 2)).body).toMatchObject({ status: 409, code: 'cart-closed', orderId: body.order.id });
  expect((await invokeHttp(getCart, { params: { id } })).body.orderId).toBe(body.order.id);
});

test('a new cart from an order copies its lines, for the holder of its token', async () => {
  const { sku } = await article(10);
  const { body } = await checkOut(await readyCart([{ sku, quantity: 3 }]));
  const fromOrder = body.order.id;
  const own = await invokeHttp(createCart, { body: { fromOrder }, headers: { 'X-Order-Token': body.orderToken } });
  expect(own.body.lines).toMatchObject([{ sku, quantity: 3 }]);
  expect((await invokeHttp(createCart, { body: { fromOrder } })).status).toBe(404);
});

test('what looks like a card number is refused as a payment method', async () => {
  const { sku } = await article(10);
  const { status, body } = await checkOut(await readyCart([{ sku, quantity: 1 }]), {
    paymentMethod: '4242424242424242',
  });
  expect([status, body.code]).toEqual([422, 'card-number-refused']);
});

test('forty lines and no more; the same article twice is one line', async () => {
  const { sku } = await article(10);
  const lines = Array.from({ length: 41 }, () => ({ sku, quantity: 1 }));
  expect((await invokeHttp(createCart, { body: { lines } })).status).toBe(400);
  const merged = await invokeHttp(createCart, { body: { lines: lines.slice(0, 2) } });
  expect(merged.body.lines).toMatchObject([{ quantity: 2 }]);
});
