import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetSettings } from '#lib/settings.ts';
import { write } from '#lib/table.ts';
import { invokeHttp } from '../../test/support/invoke.ts';
import { article, checkOut } from '../../test/support/shop.ts';
import * as createRate from '../pricing/http/admin/tax-rates/create-tax-rate.ts';
import * as deleteRate from '../pricing/http/admin/tax-rates/delete-tax-rate.ts';
import { createApiKey } from '../users/public.ts';
import { cartFrom, nextCart } from './carts-table.ts';
import { readCart } from './change-cart.ts';
import * as createCart from './http/create-cart.ts';
import * as getCart from './http/get-cart.ts';
import * as setContact from './http/set-contact.ts';

let token = '';
const rates: string[] = [];
const before = { ...process.env };

beforeAll(async () => {
  Object.assign(process.env, { SHOP_COUNTRIES: 'CA,DE,ES,GB,HK,IE,AE', SHOP_PRICES_INCLUDE_TAX: '0' });
  forgetSettings();
  token = (await createApiKey({ name: 'Regions', scopes: ['pricing'] })).secret;
  for (const [country, region, rate] of [
    ['CA', 'Québec', '0.14975'],
    ['CA', 'CA-ON', '0.13'],
    ['ES', null, '0.21'],
    ['ES', 'Canarias', '0.07'],
  ]) {
    const { body } = await invokeHttp(createRate, { token, body: { name: 'Tax', rate, country, region } });
    rates.push(body.id);
  }
});
afterAll(async () => {
  for (const id of rates) await invokeHttp(deleteRate, { token, params: { id } });
  for (const name of ['SHOP_COUNTRIES', 'SHOP_PRICES_INCLUDE_TAX']) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
  forgetSettings();
});

const contactIn = (country: string, more: object = {}) => ({
  email: 'a@example.org',
  shippingAddress: { name: 'A', line1: '1', city: 'T', postalCode: 'H2X 1Y4', country, ...more },
});
const cartWith = async (country: string, more: object = {}) => {
  const { sku } = await article(10, 2500);
  const lines = [{ sku, quantity: 1 }];
  return invokeHttp(createCart, { body: { country, lines, contact: contactIn(country, more) } });
};

test.each(['qc', 'QC ', 'Québec', 'QUEBEC', 'CA-QC', 'Que.', 'Province of Quebec'])(
  'the region written %j has its tax',
  async (region) => {
    const { status, body } = await cartWith('CA', { region });
    expect(status).toBe(201);
    expect(body).toMatchObject({ region: 'QC', estimated: false, problems: [], totals: { tax: { amount: 374 } } });
    expect(body.contact.shippingAddress.region).toBe(region.trim());
  },
);

test('a rate is stored under the code, whatever staff wrote; an unknown region is refused', async () => {
  const rate = { name: 'Tax', rate: '0.05', country: 'CA' };
  const made = await invokeHttp(createRate, { token, body: { ...rate, region: 'british columbia' } });
  rates.push(made.body.id);
  expect(made.body).toMatchObject({ country: 'CA', region: 'BC' });
  const refused = await invokeHttp(createRate, { token, body: { ...rate, region: 'Britsh Columbia' } });
  expect(refused).toMatchObject({
    status: 422,
    body: { code: 'region-unknown', suggestions: [{ code: 'BC', name: 'British Columbia' }] },
  });
});

test('an address without the region that its tax depends on is refused, and stores nothing', async () => {
  const absent = await cartWith('CA');
  expect(absent).toMatchObject({ status: 422, body: { code: 'region-missing', country: 'CA' } });
  expect(await cartWith('CA', { region: '' })).toMatchObject({ status: 422, body: { code: 'region-missing' } });
  const unknown = await cartWith('CA', { region: 'Quebeck' });
  expect(unknown).toMatchObject({
    status: 422,
    body: { code: 'region-unknown', suggestions: [{ code: 'QC', name: 'Quebec' }] },
  });
  const { body: cart } = await invokeHttp(createCart, { body: { country: 'CA' } });
  expect(cart).toMatchObject({ region: null, estimated: true, problems: [] });
  const put = await invokeHttp(setContact, { params: { id: cart.id }, body: contactIn('CA') });
  expect(put).toMatchObject({ status: 422, body: { code: 'region-missing' } });
  expect((await invokeHttp(getCart, { params: { id: cart.id } })).body).toMatchObject({ version: 1, contact: null });
});

test('a region inside another has the other’s tax, and one without a rate the country’s', async () => {
  expect((await cartWith('ES', { region: 'Las Palmas' })).body.totals.tax.amount).toBe(175);
  expect((await cartWith('ES', { region: 'Canary Islands' })).body.totals.tax.amount).toBe(175);
  expect((await cartWith('ES', { region: 'Madrid' })).body.totals.tax.amount).toBe(525);
});

test('where addresses do without regions any text is kept, and none is needed', async () => {
  expect((await cartWith('GB', { region: 'Middlesex' })).body).toMatchObject({ region: null, estimated: false });
  expect((await cartWith('DE')).body).toMatchObject({ region: null, estimated: false });
});

test('a cart from before regions were codes is priced, says what it lacks, and is not checked out', async () => {
  const { body } = await cartWith('CA', { region: 'QC' });
  const kept = await readCart(body.id);
  const { within: _, ...old } = { ...kept, region: 'Lower Canada', version: 2 };
  await write(nextCart(cartFrom(old)));
  const read = await invokeHttp(getCart, { params: { id: body.id } });
  expect(read.body).toMatchObject({ estimated: true, problems: [{ code: 'region-missing' }] });
  expect(read.body.totals.tax.amount).toBe(0);
  expect(await checkOut(body.id)).toMatchObject({ status: 422, body: { code: 'region-missing' } });
});

test.each([
  ['HK', {}, 201],
  ['AE', { postalCode: '' }, 201],
  ['IE', {}, 201],
  ['GB', {}, 400],
  ['GB', { postalCode: ' ' }, 400],
])('an address in %s with %j instead of a postal code is answered %i', async (country, given, status) => {
  const answer = await cartWith(country, { postalCode: undefined, ...given });
  expect(answer.status).toBe(status);
  if (status === 201) return;
  expect(answer.body.errors).toEqual([
    {
      path: 'contact.shippingAddress.postalCode',
      message: 'is missing: addresses in this country have one',
    },
  ]);
});
