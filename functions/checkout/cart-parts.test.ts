import { expect, test } from 'vitest';
import { newId } from '#lib/id.ts';
import { type Item, query, tableOf } from '#lib/table.ts';
import { invokeHttp } from '../../test/support/invoke.ts';
import { article, checkOut, factsOf } from '../../test/support/shop.ts';
import { readCart } from './change-cart.ts';
import * as changeCart from './http/change-cart.ts';
import * as createCart from './http/create-cart.ts';
import * as getCart from './http/get-cart.ts';
import * as options from './http/list-shipping-options.ts';
import * as setContact from './http/set-contact.ts';
import * as setShipping from './http/set-shipping.ts';

const shippingAddress = { name: 'Ada L', line1: '1 Dock', city: 'Berlin', postalCode: '10115', country: 'DE' };
const billingAddress = { ...shippingAddress, name: 'Engines Ltd', city: 'Potsdam', postalCode: '14467' };
const emailOf = () => `${newId('ada')}@example.com`;

const cartOf = async (body: object = {}) => {
  const { sku } = await article(10, 2000);
  return invokeHttp(createCart, { body: { lines: [{ sku, quantity: 1 }], ...body } });
};
const change = (id: string, body: object, headers = {}) => invokeHttp(changeCart, { params: { id }, body, headers });
const contact = (id: string, body: object) => invokeHttp(setContact, { params: { id }, body });
const shipBy = (id: string) => invokeHttp(setShipping, { params: { id }, body: { optionId: 'standard' } });

test('country first, e-mail later, the address last: each alone, and the order has them all', async () => {
  const email = emailOf();
  const { id } = (await cartOf()).body;
  const known = await change(id, { country: 'DE' });
  expect(known.body).toMatchObject({ version: 2, country: 'DE', estimated: true, contact: null });
  expect(known.body.totals.tax.amount).toBe(319);
  expect((await invokeHttp(options, { params: { id } })).body.items).toMatchObject([{ id: 'standard' }, {}]);
  expect((await shipBy(id)).body.shipping).toMatchObject({ optionId: 'standard' });
  const mailed = await contact(id, { email });
  expect(mailed.body).toMatchObject({ country: 'DE', estimated: true, contact: { email, shippingAddress: null } });
  const missing = { status: 422, body: { code: 'contact-missing', missing: ['shippingAddress'] } };
  expect(await checkOut(id)).toMatchObject(missing);
  const whole = await contact(id, { shippingAddress });
  expect(whole.body).toMatchObject({ estimated: false, problems: [], contact: { email, shippingAddress } });
  const { body, status } = await checkOut(id);
  expect([status, body.order.email, body.order.shippingAddress]).toEqual([201, email, shippingAddress]);
});

test('the parts of a contact come in any order, and a later one erases no earlier one', async () => {
  const email = emailOf();
  const { id } = (await cartOf()).body;
  await contact(id, { billingAddress });
  await contact(id, { shippingAddress });
  const missing = { status: 422, body: { code: 'contact-missing', missing: ['email'] } };
  expect(await checkOut(id)).toMatchObject(missing);
  const all = { email, shippingAddress, billingAddress };
  expect((await contact(id, { email })).body.contact).toEqual(all);
  expect((await invokeHttp(getCart, { params: { id } })).body.contact).toEqual(all);
  const other = await contact(id, { email: emailOf() });
  expect(other.body.contact).toEqual({ ...all, email: other.body.contact.email });
  const own = await contact(id, { billingAddress: null });
  expect(own.body.contact).not.toHaveProperty('billingAddress');
  expect(own.body.contact).toMatchObject({ shippingAddress });
});

test('a whole contact takes the place of the one before, its billing address too', async () => {
  const { id } = (await cartOf({ contact: { email: emailOf(), shippingAddress, billingAddress } })).body;
  const whole = { email: emailOf(), shippingAddress };
  expect((await contact(id, whole)).body.contact).toEqual(whole);
});

test('the buyer is the one of the e-mail that came last, and an address keeps it', async () => {
  const { id } = (await cartOf({ contact: { email: 'ann+shop@example.com' } })).body;
  const first = await readCart(id);
  expect(first.buyerKey).toMatch(/^[A-Za-z0-9_-]{43}$/);
  await contact(id, { shippingAddress });
  expect(await readCart(id)).toMatchObject({ buyerKey: first.buyerKey, limitKey: first.limitKey, country: 'DE' });
  await contact(id, { email: emailOf() });
  expect((await readCart(id)).buyerKey).not.toBe(first.buyerKey);
});

test('nothing personal lies with the cart, whichever part came', async () => {
  const email = emailOf();
  const { id } = (await cartOf({ contact: { email } })).body;
  await contact(id, { shippingAddress });
  const { items } = await query(tableOf('checkout'), { pk: id, limit: 10, consistent: true });
  const stored = JSON.stringify(items satisfies Item[]);
  for (const part of [email, shippingAddress.name, shippingAddress.line1, shippingAddress.city])
    expect(stored).not.toContain(part);
});

test('an address has its country: another one is refused, and the same changes nothing', async () => {
  const { body: cart } = await cartOf({ country: 'FR', contact: { email: emailOf() } });
  expect(cart).toMatchObject({ country: 'FR', contact: { shippingAddress: null } });
  const moved = await contact(cart.id, { shippingAddress });
  expect(moved.body).toMatchObject({ version: 2, country: 'DE' });
  const refused = await change(cart.id, { country: 'FR' });
  expect(refused).toMatchObject({ status: 422, body: { code: 'country-of-address', country: 'DE' } });
  expect((await change(cart.id, { country: 'de' })).body.version).toBe(2);
});

test('no part of a contact is no contact; a cart of a country that is not served says so', async () => {
  const { id } = (await cartOf()).body;
  expect((await contact(id, {})).status).toBe(400);
  expect(await contact(id, { shippingAddress: { ...shippingAddress, country: 'BR' } })).toMatchObject({
    status: 422,
    body: { code: 'country-not-served' },
  });
  expect((await change(id, { country: 'BR' })).body.problems).toMatchObject([{ code: 'country-not-served' }]);
});

test('note and metadata change, alone or together, and travel to the order and to no fact', async () => {
  const { id, version } = (await cartOf({ note: 'first', contact: { email: emailOf(), shippingAddress } })).body;
  expect(version).toBe(1);
  const noted = await change(id, { note: ' With the porter,\nplease. ' });
  expect(noted.body).toMatchObject({ version: 2, note: 'With the porter,\nplease.', metadata: {} });
  const told = await change(id, { metadata: { gift: 'yes' } });
  expect(told.body).toMatchObject({ version: 3, note: 'With the porter,\nplease.', metadata: { gift: 'yes' } });
  expect((await change(id, { metadata: { gift: 'yes' } })).body.version).toBe(3);
  expect((await change(id, {})).body.version).toBe(3);
  expect((await change(id, { note: 'x' }, { 'If-Match': '"1"' })).status).toBe(412);
  await shipBy(id);
  const { body } = await checkOut(id);
  expect(body.order).toMatchObject({ note: 'With the porter,\nplease.', metadata: { gift: 'yes' } });
  expect(JSON.stringify(await factsOf(tableOf('orders'), body.order.id))).not.toContain('porter');
  const closed = await change(id, { note: 'late' });
  expect(closed).toMatchObject({ status: 409, body: { code: 'cart-closed', orderId: body.order.id } });
});

test('a note goes by null or nothing, and an order without one has null', async () => {
  const { id } = (await cartOf({ note: 'x', contact: { email: emailOf(), shippingAddress } })).body;
  expect((await change(id, { note: null })).body.note).toBeNull();
  await change(id, { note: 'y' });
  expect((await change(id, { note: '' })).body).toMatchObject({ note: null, version: 4 });
  expect((await change(id, { note: null })).body.version).toBe(4);
  await shipBy(id);
  expect((await checkOut(id)).body.order.note).toBeNull();
});

test.each([
  ['a card number', { note: 'Charge 4242 4242 4242 4242' }],
  ['an e-mail address', { note: 'Tell ada@example.com' }],
  ['a telephone number', { note: 'Call +353 87 123 4567' }],
  ['too much', { note: 'x'.repeat(1001) }],
  ['a control character', { note: 'a\u0000b' }],
  ['a card number in metadata', { metadata: { ref: '4242424242424242' } }],
  ['an e-mail address in metadata', { metadata: { who: 'ada@example.com' } }],
  ['a telephone number in metadata', { metadata: { phone: '0871234567' } }],
  ['too many keys', { metadata: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`k${n}`, 'v'])) }],
  ['an unknown country', { country: 'XX' }],
  ['no country', { country: null }],
  ['an unknown field', { orderId: 'ord_1' }],
])('%s is refused, of a cart that is made and of one that is changed', async (_, body) => {
  const { id } = (await cartOf()).body;
  expect((await change(id, body)).status).toBe(400);
  expect((await invokeHttp(createCart, { body })).status).toBe(400);
});

test('a part costs what a whole contact costs; a change of the rest three calls and the one that counts it', async () => {
  process.env['EXPOSE_COST'] = '1';
  (await import('#lib/env.ts')).forgetEnv();
  const { id } = (await cartOf({ contact: { email: emailOf() } })).body;
  expect((await contact(id, { shippingAddress })).headers['x-cost']).toMatch(/^calls=4; read=[\d.]+; write=5;/);
  expect((await change(id, { note: 'x' })).headers['x-cost']).toMatch(/^calls=4; read=[\d.]+; write=2;/);
});
