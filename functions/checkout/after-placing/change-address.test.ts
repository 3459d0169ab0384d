import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetSettings } from '#lib/settings.ts';
import { get, tableOf } from '#lib/table.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { article, buyer, checkOut, factsOf } from '../../../test/support/shop.ts';
import { orders, show, sold, staff, typesOf } from '../../orders/after-payment/after-payment.fixture.ts';
import * as cancelAny from '../../orders/http/admin/cancel-any-order.ts';
import * as fulfil from '../../orders/http/admin/fulfil-order.ts';
import * as getOrder from '../../orders/http/get-order.ts';
import { orderToken } from '../../orders/order/order-token.ts';
import * as createOption from '../../pricing/http/admin/shipping-options/create-shipping-option.ts';
import * as deleteOption from '../../pricing/http/admin/shipping-options/delete-shipping-option.ts';
import * as createRate from '../../pricing/http/admin/tax-rates/create-tax-rate.ts';
import * as deleteRate from '../../pricing/http/admin/tax-rates/delete-tax-rate.ts';
import { forgetRules } from '../../pricing/public.ts';
import { createApiKey } from '../../users/public.ts';
import { contactAt } from '../../users/users-table.ts';
import * as change from '../http/admin/change-shipping-address.ts';
import * as createCart from '../http/create-cart.ts';

const moved = { name: 'Ada L', line1: '2 Quay', city: 'Hamburg', postalCode: '20095', country: 'DE' };
const set = (id: string, body: object, headers: object = {}) => staff(change, id, body, { headers });
const said = ({ status, body }: Awaited<ReturnType<typeof set>>) => [status, body.code];

test('staff and buyer see the new address, the history says it, and nothing else of the order moved', async () => {
  const { id } = await sold([{ quantity: 2 }]);
  const before = await show(id);
  const { status, body, headers } = await set(id, moved);
  expect(status).toBe(200);
  expect(body.shippingAddress).toEqual(moved);
  expect(headers['etag']).toBe(`"${before.version + 1}"`);
  const held = await invokeHttp(getOrder, { params: { id }, headers: { 'x-order-token': orderToken(id) } });
  expect(held.body.shippingAddress).toEqual(moved);
  expect(held.body.history.at(-1)).toMatchObject({ what: 'shipping address changed', by: 'shop' });
  const after = await show(id);
  expect(after.history.at(-1).by).toMatch(/^key:key_/);
  const { version, history, shippingAddress, ...rest } = after;
  expect(before).toMatchObject(rest);
});

test('the address lies with the contact alone; the order has another contact, and the old one goes', async () => {
  const { id } = await sold([{ quantity: 1 }]);
  const stored = () => get({ table: orders, key: { pk: id, sk: 'order' } }, { consistent: true });
  const old = String((await stored())?.['contactRef']);
  await set(id, moved);
  const [item, facts] = [await stored(), await factsOf(orders, id)];
  expect(item).toMatchObject({ postalPrefix: '200', country: 'DE' });
  expect(item?.['contactRef']).not.toBe(old);
  expect(facts.at(-1)).toMatchObject({
    type: 'order.address-changed',
    data: { orderId: id, contactRef: item?.['contactRef'], country: 'DE' },
  });
  expect(JSON.stringify([item, facts])).not.toMatch(/Quay|Hamburg|20095/);
  const contact = await get(contactAt(String(item?.['contactRef'])), { consistent: true });
  expect(contact).toMatchObject({ shippingAddress: moved });
  expect(contact).not.toHaveProperty('ttl');
  expect(await get(contactAt(old), { consistent: true })).toHaveProperty('ttl');
});

test('the same address again changes nothing; another one does, and an unpaid order may be changed too', async () => {
  const { sku } = await article(10);
  const { body: cart } = await invokeHttp(createCart, {
    body: {
      lines: [{ sku, quantity: 1 }],
      contact: { ...buyer, email: 'a2@example.com' },
      shipping: { optionId: 'standard' },
    },
  });
  const { id } = (await checkOut(cart.id, {})).body.order;
  const first = await set(id, moved);
  expect((await set(id, { ...moved, name: ` ${moved.name} ` })).body).toEqual(first.body);
  const second = await set(id, { ...moved, line1: '3 Quay', line2: 'Backyard' });
  expect(second.body).toMatchObject({ version: first.body.version + 1, shippingAddress: { line1: '3 Quay' } });
  expect((await set(id, moved)).body.shippingAddress).toEqual(moved);
  expect((await typesOf(id)).filter((type) => type === 'order.address-changed')).toHaveLength(3);
});

test('once a parcel has left, and when the order is closed, the address stays', async () => {
  const { id, lines } = await sold([{ quantity: 2 }]);
  await staff(fulfil, id, { lines: [{ lineId: lines[0]!.id, quantity: 1 }] });
  expect(said(await set(id, moved))).toEqual([409, 'already-sent']);
  expect((await show(id)).shippingAddress.city).toBe('Berlin');
  const { id: off } = await sold([{ quantity: 1 }]);
  await staff(cancelAny, off, {});
  expect(said(await set(off, moved))).toEqual([409, 'order-closed']);
  expect(said(await set('ord_00000000000000000000000000', moved))).toEqual([404, 'not-found']);
});

test('a parcel and a new address at the same moment: what left went where its fact says', async () => {
  const { id } = await sold([{ quantity: 1 }]);
  const [sent, changed] = await Promise.all([staff(fulfil, id, {}), set(id, moved)]);
  expect(sent.status).toBe(201);
  const fact = (await factsOf(orders, id)).find(({ type }) => type === 'order.fulfilled');
  const contactRef = String((fact?.data as Record<string, unknown> | undefined)?.['contactRef']);
  const { shippingAddress } = (await get(contactAt(contactRef), { consistent: true })) as Record<string, typeof moved>;
  expect([changed.status, shippingAddress?.city]).toEqual(changed.status === 200 ? [200, 'Hamburg'] : [409, 'Berlin']);
});

test('whoever has seen another version is told', async () => {
  const { id } = await sold([{ quantity: 1 }]);
  const { version } = await show(id);
  expect((await set(id, moved, { 'if-match': `"${version - 1}"` })).status).toBe(412);
  expect((await set(id, moved, { 'if-match': `"${version}"` })).status).toBe(200);
});

test.each([
  [{ ...moved, postalCode: undefined }, 400, 'postalCode is missing: addresses in this country have one'],
  [{ ...moved, city: '' }, 400, 'city must not be empty'],
  [{ ...moved, line1: '4242 4242 4242 4242' }, 400, 'line1 must not contain a card number'],
  [{ ...moved, country: 'XX' }, 400, 'country must be a code of two letters, like IE'],
  [{ ...moved, street: 'x' }, 400, 'has unknown fields: street'],
  [{ ...moved, country: 'AT' }, 422, 'The order was priced for DE: cancel it, and place another one for AT.'],
])('%j is answered %i', async (address, status, detail) => {
  const { id } = await sold([{ quantity: 1 }]);
  const answer = await set(id, address);
  expect([answer.status, answer.body.detail]).toEqual([status, expect.stringContaining(detail)]);
  expect((await show(id)).shippingAddress.city).toBe('Berlin');
});

test('whoever may not change orders may not', async () => {
  const { secret: token } = await createApiKey({ name: 'reader', scopes: ['catalog'] });
  const params = { id: 'ord_00000000000000000000000000' };
  expect((await invokeHttp(change, { params, body: moved, token })).status).toBe(403);
});

/** Spain, where taxes differ by region and postal code, and a shipping that ends at Madrid's postal codes. */
const before = { ...process.env };
const rates: string[] = [];
let pricing = '';
const option = { id: 'madrid-van', name: 'Van', places: [{ country: 'ES', region: null, postalPrefix: '28' }] };
beforeAll(async () => {
  Object.assign(process.env, { SHOP_COUNTRIES: 'DE,ES,AT' });
  forgetSettings();
  pricing = (await createApiKey({ name: 'Pricing', scopes: ['pricing'] })).secret;
  for (const [rate, region, postalPrefix] of [
    ['0.21', null, ''],
    ['0.07', 'Canarias', ''],
    ['0.10', null, '510'],
  ]) {
    const made = await invokeHttp(createRate, {
      token: pricing,
      body: { name: 'Tax', rate, country: 'ES', region, postalPrefix },
    });
    rates.push(made.body.id);
  }
});
afterAll(async () => {
  for (const id of rates) await invokeHttp(deleteRate, { token: pricing, params: { id } });
  if (before['SHOP_COUNTRIES'] === undefined) delete process.env['SHOP_COUNTRIES'];
  else process.env['SHOP_COUNTRIES'] = before['SHOP_COUNTRIES'];
  forgetSettings();
});
const madrid = {
  name: 'Ada L',
  line1: '1 Calle',
  city: 'Madrid',
  region: 'Madrid',
  postalCode: '28001',
  country: 'ES',
};
const placedIn = async (address: object, optionId = 'standard'): Promise<string> => {
  forgetRules();
  const { sku } = await article(10);
  const contact = { email: `${Math.random()}@example.com`, shippingAddress: address };
  const cart = await invokeHttp(createCart, {
    body: { lines: [{ sku, quantity: 1 }], contact, shipping: { optionId } },
  });
  const { body } = await checkOut(cart.body.id, {});
  return body.order.id;
};

test('where other taxes apply, by region or postal code, the order stays, and what was paid too', async () => {
  const id = await placedIn(madrid);
  const { totals } = await show(id);
  expect(said(await set(id, { ...madrid, postalCode: '35001', region: 'Las Palmas' }))).toEqual([422, 'tax-differs']);
  expect(said(await set(id, { ...madrid, postalCode: '51001' }))).toEqual([422, 'tax-differs']);
  const answer = await set(id, { ...madrid, city: 'Barcelona', postalCode: '08001', region: 'Barcelona' });
  expect(answer).toMatchObject({ status: 200, body: { totals } });
  const { region, postalPrefix } = (await get({ table: tableOf('orders'), key: { pk: id, sk: 'order' } })) ?? {};
  expect([region, postalPrefix]).toEqual(['B', '080']);
  const unknown = await set(id, { ...madrid, region: 'Barcelonia' });
  expect(said(unknown)).toEqual([422, 'region-unknown']);
});

test('an address that the chosen shipping does not go to is refused', async () => {
  const body = { ...option, prices: [{ currency: 'EUR', amount: 300 }] };
  expect((await invokeHttp(createOption, { token: pricing, body })).status).toBe(201);
  try {
    const id = await placedIn(madrid, option.id);
    expect(said(await set(id, { ...madrid, city: 'Sevilla', postalCode: '41001' }))).toEqual([
      422,
      'shipping-not-available',
    ]);
    expect((await set(id, { ...madrid, line1: '2 Calle', postalCode: '28002' })).status).toBe(200);
  } finally {
    await invokeHttp(deleteOption, { token: pricing, params: { id: option.id } });
  }
});
