import { beforeAll, describe, expect, test } from 'vitest';
import { newId } from '#lib/id.ts';
import { batchGet } from '#lib/table.ts';
import { invokeHttp } from '../../../../test/support/invoke.ts';
import { article } from '../../../../test/support/shop.ts';
import { createApiKey } from '../../../users/public.ts';
import { forgetRules, priceWithPromotions, readingRules } from '../../public.ts';
import * as changePromotion from './promotions/change-promotion.ts';
import * as createPromotion from './promotions/create-promotion.ts';
import * as deletePromotion from './promotions/delete-promotion.ts';
import * as getPromotion from './promotions/get-promotion.ts';
import * as listPromotions from './promotions/list-promotions.ts';
import * as changeOption from './shipping-options/change-shipping-option.ts';
import * as createOption from './shipping-options/create-shipping-option.ts';
import * as deleteOption from './shipping-options/delete-shipping-option.ts';
import * as getOption from './shipping-options/get-shipping-option.ts';
import * as listOptions from './shipping-options/list-shipping-options.ts';
import * as changeRate from './tax-rates/change-tax-rate.ts';
import * as changeSettings from './tax-rates/change-tax-settings.ts';
import * as createRate from './tax-rates/create-tax-rate.ts';
import * as deleteRate from './tax-rates/delete-tax-rate.ts';
import * as getRate from './tax-rates/get-tax-rate.ts';
import * as getSettings from './tax-rates/get-tax-settings.ts';
import * as listRates from './tax-rates/list-tax-rates.ts';

let token = '';
beforeAll(async () => {
  token = (await createApiKey({ name: 'Pricing tests', scopes: ['pricing'] })).secret;
});

type Route = Parameters<typeof invokeHttp>[0];
const post = (route: Route, body: object) => invokeHttp(route, { token, body });
const at = (route: Route, id: string, more: { body?: object; headers?: Record<string, string> } = {}) =>
  invokeHttp(route, { token, params: { id }, ...more });
const half = { name: 'Half', effect: { type: 'percentage', of: 'order', share: '0.5' } };
/** No product has it: what other tests price is left alone. */
const nowhere = { productIds: ['prd_nowhere'] };

describe('promotions', () => {
  test('are created with what is not said, read, listed, changed and removed', async () => {
    const made = await post(createPromotion, { ...half, conditions: nowhere });
    expect(made.status).toBe(201);
    expect(made.headers).toMatchObject({ etag: '"1"', location: `/api/v1/admin/promotions/${made.body.id}` });
    expect(made.body).toMatchObject({
      id: expect.stringMatching(/^prm_/),
      name: 'Half',
      code: null,
      active: true,
      startsAt: null,
      endsAt: null,
      effect: half.effect,
      conditions: nowhere,
      priority: 100,
      combines: true,
      totalLimit: null,
      customerLimit: null,
      version: 1,
    });
    const { warnings, ...promotion } = made.body;
    expect(warnings).toMatchObject([{ code: 'product-unknown', id: 'prd_nowhere' }]);
    expect((await at(getPromotion, made.body.id)).body).toEqual(promotion);
    const body = { endsAt: '2030-01-01T00:00:00+02:00', combines: false };
    const changed = await at(changePromotion, made.body.id, { body, headers: { 'if-match': '"1"' } });
    expect(changed.body).toMatchObject({
      version: 2,
      endsAt: '2029-12-31T22:00:00.000Z',
      combines: false,
      name: 'Half',
    });
    expect((await at(changePromotion, made.body.id, { body, headers: { 'if-match': '"1"' } })).status).toBe(412);
    const list = await invokeHttp(listPromotions, { token, query: { limit: 100 } });
    const { warnings: _, ...after } = changed.body;
    expect(list.body.items.find((one: { id: string }) => one.id === made.body.id)).toEqual(after);
    expect((await at(deletePromotion, made.body.id, { headers: { 'if-match': '"1"' } })).status).toBe(412);
    expect((await at(deletePromotion, made.body.id)).status).toBe(204);
    expect((await at(deletePromotion, made.body.id)).status).toBe(404);
    expect((await at(getPromotion, made.body.id)).status).toBe(404);
  });

  test('several changes at once all take effect when nobody asks for a version', async () => {
    const { body } = await post(createPromotion, { ...half, conditions: nowhere });
    const changes = [{ name: 'A' }, { priority: 7 }, { combines: false }, { active: false }];
    const all = await Promise.all(changes.map((change) => at(changePromotion, body.id, { body: change })));
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const after = await at(getPromotion, body.id);
    expect(after.body).toMatchObject({ name: 'A', priority: 7, combines: false, active: false, version: 5 });
  });

  test('that never count are refused by name', async () => {
    const refusedFor = async (body: object) => {
      const answer = await post(createPromotion, { ...half, conditions: nowhere, ...body });
      return [answer.status, answer.body.code];
    };
    const past = { startsAt: '2019-01-01T00:00:00Z', endsAt: '2020-01-01T00:00:00Z' };
    expect(await refusedFor(past)).toEqual([422, 'ends-in-past']);
    expect(await refusedFor({ endsAt: past.endsAt })).toEqual([422, 'ends-in-past']);
    const backwards = { startsAt: '2040-01-02T00:00:00Z', endsAt: '2040-01-01T00:00:00Z' };
    expect(await refusedFor(backwards)).toEqual([422, 'ends-before-start']);
    const off = { effect: { type: 'fixed', of: 'order', amounts: { EUR: 100, XXX: 100 } } };
    expect(await refusedFor(off)).toEqual([422, 'currency-not-sold']);
    const minimum = { conditions: { ...nowhere, minimum: { JPY: 100 } } };
    expect(await refusedFor(minimum)).toEqual([422, 'currency-not-sold']);

    const { body } = await post(createPromotion, { ...half, conditions: nowhere });
    const changed = await at(changePromotion, body.id, { body: past });
    expect([changed.status, changed.body.code]).toEqual([422, 'ends-in-past']);
    await at(deletePromotion, body.id);
  });

  test('that name what is not there are taken, with a warning for each', async () => {
    const { productId } = await article(1);
    const conditions = { productIds: [productId, 'prd_gone'], collectionIds: ['col_gone'] };
    const goods = await post(createPromotion, { ...half, conditions });
    expect(goods.status).toBe(201);
    expect(goods.body.warnings).toEqual([
      {
        code: 'product-unknown',
        id: 'prd_gone',
        detail: 'There is no product prd_gone: the promotion does not count on it.',
      },
      {
        code: 'collection-unknown',
        id: 'col_gone',
        detail: 'There is no collection col_gone: the promotion does not count on it.',
      },
    ]);
    const known = await at(changePromotion, goods.body.id, { body: { conditions: { productIds: [productId] } } });
    expect(known.body.warnings).toEqual([]);
    const effect = { type: 'free-shipping', optionIds: ['standard', 'by-balloon'] };
    const free = await post(createPromotion, { name: 'Free', effect, conditions: nowhere });
    expect(free.body.warnings).toMatchObject([
      { code: 'product-unknown', id: 'prd_nowhere' },
      { code: 'shipping-option-unknown', id: 'by-balloon' },
    ]);
    for (const { body } of [goods, free]) await at(deletePromotion, body.id);
  });

  test('two at once for one code: one of them', async () => {
    const code = newId('C').slice(-10);
    const both = await Promise.all([1, 2].map(() => post(createPromotion, { ...half, code })));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(both.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'code-taken', coupon: code });
  });

  test.each([
    ['an unknown effect', { effect: { type: 'gift' } }, 400, 'invalid-request'],
    ['more than everything', { effect: { type: 'percentage', of: 'order', share: '1.1' } }, 400, 'invalid-request'],
    ['floating point', { effect: { type: 'fixed', of: 'order', amounts: { EUR: 1.5 } } }, 400, 'invalid-request'],
    ['no currency', { effect: { type: 'fixed', of: 'order', amounts: {} } }, 400, 'invalid-request'],
    ['a code of two letters', { code: 'AB' }, 400, 'invalid-request'],
    ['a limit without a code', { totalLimit: 5 }, 422, 'limit-without-code'],
    [
      'an end before its start',
      { startsAt: '2030-01-02T00:00:00Z', endsAt: '2030-01-01T00:00:00Z' },
      422,
      'ends-before-start',
    ],
  ])('with %s are refused', async (_, more, status, code) => {
    const answer = await post(createPromotion, { ...half, conditions: nowhere, ...more });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test('keep their code and its limits', async () => {
    const { body } = await post(createPromotion, { ...half, code: newId('C').slice(-10), totalLimit: 5 });
    expect((await at(changePromotion, body.id, { body: { totalLimit: 6 } })).status).toBe(400);
    expect((await at(changePromotion, body.id, { body: { code: 'OTHER' } })).status).toBe(400);
  });

  test('are for staff with the scope', async () => {
    expect((await invokeHttp(createPromotion, { body: half })).status).toBe(401);
    const other = (await createApiKey({ name: 'Other', scopes: ['catalog'] })).secret;
    expect((await invokeHttp(createPromotion, { body: half, token: other })).status).toBe(403);
  });
});

/** Prices a cart with the rules as the table has them now. */
const priced = async (country: string, unitPrice: number, optionId: string, taxClass = 'standard') => {
  forgetRules();
  const reading = readingRules({ coupons: [], buyerKey: null, limitKey: null, now: 1_767_225_600_000 });
  const { rules } = reading.from(await batchGet(reading.refs, { consistent: true }));
  forgetRules();
  return priceWithPromotions({
    currency: 'EUR',
    pricesIncludeTax: true,
    lines: [
      {
        id: 'a',
        variantId: 'a',
        sku: 'a',
        title: 'a',
        quantity: 1,
        unitPrice,
        taxClass,
        requiresShipping: true,
      },
    ],
    destination: { country, region: null, postalPrefix: '' },
    shippingOptionId: optionId,
    rules,
    at: '2026-01-01T00:00:00.000Z',
    buyer: null,
  }).quote;
};

describe('tax rates', () => {
  test('are created, read, listed, changed and removed, and carts are taxed by them', async () => {
    const made = await post(createRate, { name: 'IVA', rate: '0.06', country: 'PT', taxClass: 'books' });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ id: expect.stringMatching(/^tax_/), region: null, postalPrefix: '', version: 1 });
    const { id } = made.body;
    expect((await at(getRate, id)).body).toEqual(made.body);
    expect((await priced('PT', 10_600, 'standard', 'books')).lines[0]).toMatchObject({
      taxRate: '0.06',
      tax: { amount: 600 },
    });
    const changed = await at(changeRate, id, { body: { rate: '0.25' }, headers: { 'if-match': '"1"' } });
    expect(changed.body).toMatchObject({ rate: '0.25', version: 2 });
    expect((await priced('PT', 10_000, 'standard', 'books')).lines[0]?.tax.amount).toBe(2000);
    expect((await at(changeRate, id, { body: {}, headers: { 'if-match': '"1"' } })).status).toBe(412);
    const { body } = await invokeHttp(listRates, { token });
    expect(body.items).toContainEqual(changed.body);
    expect((await at(deleteRate, id)).status).toBe(204);
    expect((await at(deleteRate, id)).status).toBe(404);
    expect((await priced('PT', 12_300, 'standard')).lines[0]?.taxRate).toBe('0.23');
  });

  test('set at the same moment are all there', async () => {
    const made = await Promise.all(
      ['B', 'C', 'K', 'X'].map((region) => post(createRate, { name: 'T', rate: '0.01', country: 'AR', region })),
    );
    expect(made.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    const { body } = await invokeHttp(listRates, { token });
    expect(body.items.filter((one: { country: string }) => one.country === 'AR')).toHaveLength(4);
    await Promise.all(made.map((one) => at(deleteRate, one.body.id)));
  });

  test('are one for a place and a class', async () => {
    const rate = { name: 'T', rate: '0.2', country: 'AR', region: 'Cordoba', taxClass: 'books' };
    const first = await post(createRate, rate);
    const second = await post(createRate, { ...rate, rate: '0.1', region: 'X' });
    expect([second.status, second.body.code, second.body.id]).toEqual([409, 'tax-rate-exists', first.body.id]);
    expect((await at(changeRate, first.body.id, { body: { rate: '0.1' } })).body.rate).toBe('0.1');
    await at(deleteRate, first.body.id);
  });

  test('are refused when they cannot be', async () => {
    for (const wrong of [
      { rate: '2' },
      { rate: 0.2 },
      { country: 'Portugal' },
      { taxClass: 'exempt' },
      { postalPrefix: '12345' },
    ]) {
      const answer = await post(createRate, { name: 'T', rate: '0.2', country: 'ZZ', ...wrong });
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid-request']);
    }
  });

  test('are rounded as the settings say', async () => {
    const before = await invokeHttp(getSettings, { token });
    expect(before.body.rounding).toBe('line');
    const set = (rounding: string, version?: number) =>
      invokeHttp(changeSettings, {
        token,
        body: { rounding },
        headers: version === undefined ? {} : { 'if-match': `"${version}"` },
      });
    expect((await set('order', 9_999_999)).status).toBe(412);
    expect((await set('order')).body.rounding).toBe('order');
    expect((await set('sometimes')).status).toBe(400);
    expect((await set('line')).body.rounding).toBe('line');
  });
});

describe('shipping options', () => {
  /** The built-in ones for everybody else who prices a cart meanwhile. */
  const flat = (id: string, amount: number) => ({ id, name: id, prices: [{ currency: 'EUR', amount }] });

  test('are created, read, listed, changed and removed, and carts choose among them', async () => {
    for (const one of [flat('standard', 490), flat('express', 1290)]) await post(createOption, one);
    const id = `truck-${newId('t').slice(-8).toLowerCase()}`;
    const truck = {
      id,
      name: 'Truck',
      places: [{ country: 'PT', region: null, postalPrefix: '' }],
      prices: [
        { currency: 'EUR', amount: 9900, belowValue: 50_000 },
        { currency: 'EUR', amount: 0 },
      ],
    };
    const made = await post(createOption, truck);
    expect([made.status, made.headers['location']]).toEqual([201, `/api/v1/admin/shipping-options/${id}`]);
    expect((await post(createOption, truck)).body.code).toBe('shipping-option-exists');
    expect((await at(getOption, id)).body).toEqual(made.body);
    expect((await priced('PT', 1000, id)).shipping?.total.amount).toBe(9900);
    expect((await priced('PT', 50_000, id)).shipping?.total.amount).toBe(0);
    expect((await priced('DE', 1000, id)).shipping).toBeNull();
    const changed = await at(changeOption, id, { body: { name: 'Lorry' }, headers: { 'if-match': '"1"' } });
    expect(changed.body).toMatchObject({ name: 'Lorry', version: 2, places: truck.places });
    expect((await at(changeOption, id, { body: {}, headers: { 'if-match': '"1"' } })).status).toBe(412);
    expect((await invokeHttp(listOptions, { token })).body.items.map((one: { id: string }) => one.id)).toEqual([
      'standard',
      'express',
      id,
    ]);
    for (const one of [id, 'express', 'standard']) expect((await at(deleteOption, one)).status).toBe(204);
    expect((await at(getOption, id)).status).toBe(404);
    expect((await priced('DE', 1000, 'standard')).shipping?.total.amount).toBe(490);
  });

  test('are refused when they cannot be', async () => {
    const price = { currency: 'EUR', amount: 1 };
    for (const wrong of [
      { id: 'No Spaces' },
      { prices: [] },
      { prices: [{ ...price, amount: -1 }] },
      { prices: [{ ...price, fromValue: 100, belowValue: 100 }] },
      { prices: [{ ...price, fromGrams: 200, belowGrams: 100 }] },
    ]) {
      expect((await post(createOption, { ...flat('x', 1), ...wrong })).status).toBe(400);
    }
    const unsold = await post(createOption, { ...flat('x', 1), prices: [{ ...price, currency: 'XXX' }] });
    expect([unsold.status, unsold.body.code]).toEqual([422, 'currency-not-sold']);
    const nowhere = await post(createOption, {
      ...flat('x', 1),
      places: [{ country: 'US', region: 'Atlantis', postalPrefix: '' }],
    });
    expect([nowhere.status, nowhere.body.code]).toEqual([422, 'region-unknown']);
  });
});
