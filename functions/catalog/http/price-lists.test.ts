import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { isoTime, msOf, nowMs } from '#lib/clock.ts';
import { get, type Item, type Ref } from '#lib/table.ts';
import { invokeHttp, sqsEvent, streamEvent, testContext } from '../../../test/support/invoke.ts';
import { messagesIn, queueOf } from '../../../test/support/look.ts';
import { buyer } from '../../../test/support/shop.ts';
import * as createCart from '../../checkout/http/create-cart.ts';
import * as getCart from '../../checkout/http/get-cart.ts';
import { openStock } from '../../inventory/public.ts';
import { build, image, mug, staffKey, unique, variant } from '../fixtures/catalog.ts';
import { listsToApply, pricesToApply } from '../product/product-changes.ts';
import { priceAt, upsertProduct, variantAt, variantFrom } from '../public.ts';
import { handler as applyPriceList } from '../queue/apply-price-list.ts';
import { handler as priceProducts } from '../queue/price-products.ts';
import { handler as onStream } from '../stream/publish-events.ts';
import * as changeProduct from './admin/change-product.ts';
import * as change from './admin/price-lists/change-price-list.ts';
import * as create from './admin/price-lists/create-price-list.ts';
import * as remove from './admin/price-lists/delete-price-list.ts';
import * as show from './admin/price-lists/get-price-list.ts';
import * as listPrices from './admin/price-lists/list-listed-prices.ts';
import * as list from './admin/price-lists/list-price-lists.ts';
import * as setPrices from './admin/price-lists/set-listed-prices.ts';
import * as getProduct from './get-product.ts';
import * as listProducts from './list-products.ts';

let token = '';
beforeAll(async () => {
  token = await staffKey();
});
afterEach(() => vi.useRealTimers());

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const made = async (body: object = {}) =>
  (await invokeHttp(create, { token, body: { name: 'Sale', currency: 'EUR', ...body } })).body;
const put = (id: string, prices: object[]) => invokeHttp(setPrices, { token, params: { id }, body: { prices } });
const read = (ref: Ref): Promise<Item | undefined> => get(ref, { consistent: true });
const articleOf = async () => {
  const slug = unique('mug');
  const { productId, variants } = await upsertProduct(mug(slug), { now: nowMs() });
  const [blue = '', red = ''] = variants.map(({ variantId }) => variantId);
  return { slug, productId, blue, red };
};
/** Works a message as its queue's function does, twice, and builds the page. */
const applied = async (listId: string, productId: string) => {
  const message = { listId, productIds: [productId] };
  expect(await priceProducts(sqsEvent([message, message]), testContext())).toEqual({ batchItemFailures: [] });
  await build(productId);
};
const scheduledOf = async (variantId: string) => variantFrom(await read(variantAt(variantId)))?.scheduled;

describe('a price list', () => {
  it.each([
    [{ currency: 'XXX' }, 'currency-not-sold'],
    [{ startsAt: '2019-01-01T00:00:00Z', endsAt: '2020-01-01T00:00:00Z' }, 'ends-in-past'],
    [{ startsAt: '2040-01-02T00:00:00Z', endsAt: '2040-01-01T00:00:00Z' }, 'ends-before-start'],
  ])('that never counts is refused: %j', async (body, code) => {
    const answer = await invokeHttp(create, { token, body: { name: 'Sale', currency: 'EUR', ...body } });
    expect([answer.status, answer.body.code]).toEqual([422, code]);
  });

  it('is created, read, listed, changed and removed', async () => {
    const answer = await invokeHttp(create, {
      token,
      body: { name: 'Winter', currency: 'EUR', startsAt: '2030-01-02T00:00:00+01:00' },
    });
    expect(answer.status).toBe(201);
    const { id } = answer.body;
    expect(answer.headers).toMatchObject({ etag: '"1"', location: `/api/v1/admin/price-lists/${id}` });
    expect(answer.body).toMatchObject({ startsAt: '2030-01-01T23:00:00.000Z', endsAt: null, version: 1 });
    expect((await invokeHttp(show, { token, params: { id } })).body).toEqual(answer.body);
    const of = (body: object, headers = {}) => invokeHttp(change, { token, params: { id }, body, headers });
    const changed = await of({ endsAt: '2030-02-01T00:00:00Z' }, { 'if-match': '"1"' });
    expect(changed.body).toMatchObject({ name: 'Winter', endsAt: '2030-02-01T00:00:00.000Z', version: 2 });
    expect((await of({ name: 'X' }, { 'if-match': '"1"' })).status).toBe(412);
    expect((await of({ endsAt: '2029-01-01T00:00:00Z' })).body.code).toBe('ends-before-start');
    expect((await of({ currency: 'USD' })).status).toBe(400);
    const all = await invokeHttp(list, { token, query: { limit: 100 } });
    expect(all.body.items).toContainEqual(changed.body);
    expect((await invokeHttp(remove, { token, params: { id }, headers: { 'if-match': '"1"' } })).status).toBe(412);
    expect((await invokeHttp(remove, { token, params: { id } })).status).toBe(204);
    expect((await invokeHttp(remove, { token, params: { id } })).status).toBe(404);
    expect((await invokeHttp(list, { token, query: { limit: 100 } })).body.items).not.toContainEqual(changed.body);
  });

  it('takes prices by SKU and by variant id, lists them, and gives them up', async () => {
    const [{ slug, blue, red, productId }, { id }] = [await articleOf(), await made()];
    const set = await put(id, [
      { sku: `${slug}-BLUE`, amount: 900 },
      { sku: red, amount: 1000 },
    ]);
    const expected = [
      { variantId: blue, productId, sku: `${slug}-BLUE`, amount: 900 },
      { variantId: red, productId, sku: `${slug}-RED`, amount: 1000 },
    ];
    expect([set.status, set.body.items]).toEqual([200, expected]);
    const [one, other] = expected.toSorted((a, b) => (a.variantId < b.variantId ? -1 : 1));
    const prices = () => invokeHttp(listPrices, { token, params: { id }, query: { limit: 1 } });
    const first = await prices();
    expect(first.body).toEqual({ items: [one], nextCursor: expect.any(String) });
    const query = { limit: 1, cursor: first.body.nextCursor };
    expect((await invokeHttp(listPrices, { token, params: { id }, query })).body.items).toEqual([other]);
    await applied(id, productId);
    expect(await scheduledOf(blue)).toEqual([
      { listId: id, currency: 'EUR', amount: 900, startsAt: null, endsAt: null },
    ]);
    await put(id, [{ sku: blue, amount: null }]);
    await applied(id, productId);
    expect([await scheduledOf(blue), (await scheduledOf(red))?.length]).toEqual([undefined, 1]);
    await invokeHttp(remove, { token, params: { id } });
    await applied(id, productId);
    expect(await scheduledOf(red)).toBeUndefined();
  });

  it('refuses what it does not know, and what is named twice', async () => {
    const [{ slug }, { id }] = [await articleOf(), await made()];
    expect((await put(id, [{ sku: unique('none'), amount: 1 }])).body.code).toBe('not-available');
    const twice = [`${slug}-BLUE`, `${slug}-BLUE`].map((sku) => ({ sku, amount: 1 }));
    expect((await put(id, twice)).body.code).toBe('sku-twice');
    expect((await put(id, [{ sku: `${slug}-BLUE`, amount: -1 }])).status).toBe(400);
    expect((await put('prl_00000000000000000000000000', [{ sku: `${slug}-BLUE`, amount: 1 }])).status).toBe(404);
  });

  it('keeps its prices on the product whatever else is changed or imported', async () => {
    const [{ slug, productId, blue }, { id }] = [await articleOf(), await made()];
    await put(id, [{ sku: blue, amount: 900 }]);
    await applied(id, productId);
    await invokeHttp(changeProduct, {
      token,
      params: { id: productId },
      body: { title: 'Cup', variants: [{ id: blue, price: eur(1300), taxClass: 'reduced' }] },
    });
    await upsertProduct(mug(slug, { variants: [variant(`${slug}-BLUE`, 'Blue', { price: eur(1100) })] }), {
      now: nowMs(),
    });
    const item = variantFrom(await read(variantAt(blue)));
    expect(item).toMatchObject({
      prices: { EUR: 1100 },
      taxClass: 'reduced',
      scheduled: [{ listId: id, amount: 900 }],
    });
  });

  it('is sent to its products when it has a new time', async () => {
    const [{ slug, productId, blue }, { id }] = [await articleOf(), await made()];
    await put(id, [{ sku: `${slug}-BLUE`, amount: 900 }]);
    await applied(id, productId);
    await invokeHttp(change, { token, params: { id }, body: { endsAt: '2030-01-01T00:00:00Z' } });
    expect(await applyPriceList(sqsEvent([{ listId: id }]), testContext())).toEqual({ batchItemFailures: [] });
    expect(await messagesIn(queueOf('catalog', 'price-products'))).toContainEqual({
      listId: id,
      productIds: [productId],
    });
    await applied(id, productId);
    expect((await scheduledOf(blue))?.[0]?.endsAt).toBe('2030-01-01T00:00:00.000Z');
  });

  it('is applied by the table’s stream: whole when it changed, else to the products whose price changed', async () => {
    const entry = { pk: 'prl_1', sk: 'var_1', type: 'listed-price', productId: 'prd_1', amount: 5 };
    const head = { pk: 'price-lists', sk: 'prl_1', type: 'price-list', id: 'prl_1' };
    const other = { ...entry, sk: 'var_2', productId: 'prd_2' };
    const change = (before: Item | undefined, after: Item | undefined) => ({ id: '1', at: 0, before, after });
    const asked = (...changes: ReturnType<typeof change>[]) => [listsToApply(changes), pricesToApply(changes)];
    expect(asked(change(undefined, head), change(head, head))).toEqual([[{ listId: 'prl_1' }], []]);
    expect(asked(change(undefined, entry), change(other, undefined), change(entry, { ...entry, amount: 6 }))).toEqual([
      [],
      [{ listId: 'prl_1', productIds: ['prd_1', 'prd_2'] }],
    ]);
    expect(asked(change(entry, { ...entry }), change(undefined, { pk: 'x', sk: 'y', type: 'card' }))).toEqual([[], []]);
    const eleven = Array.from({ length: 11 }, (_, n) => change(undefined, { ...entry, productId: `prd_${n}` }));
    expect(pricesToApply(eleven).map(({ productIds }) => productIds.length)).toEqual([10, 1]);
    const records = streamEvent([{ after: image(entry) }, { before: image(entry) }]);
    expect(await onStream(records, testContext())).toEqual({ batchItemFailures: [] });
  });
});

describe('a sale', () => {
  it('flips by the clock, on the page and in the cart, and no cache answers beyond the flip', async () => {
    const { slug, productId, blue } = await articleOf();
    await openStock(blue, { quantity: 10, tracked: true, policy: 'deny' });
    const start = nowMs() + 3_600_000;
    const end = start + 60_000;
    const { id } = await made({ startsAt: isoTime(start), endsAt: isoTime(end) });
    await put(id, [{ sku: blue, amount: 900 }]);
    await applied(id, productId);
    const { body: cart } = await invokeHttp(createCart, {
      body: { lines: [{ sku: `${slug}-BLUE`, quantity: 2 }], contact: buyer },
    });
    const at = async (moment: number) => {
      vi.useFakeTimers({ now: moment, toFake: ['Date'] });
      const page = await invokeHttp(getProduct, { params: { slug } });
      const { price, compareAtPrice } = page.body.variants[0];
      const { body } = await invokeHttp(getCart, { params: { id: cart.id } });
      return { page, price, compareAtPrice, line: body.lines[0].unitPrice, problems: body.problems };
    };
    const before = await at(start - 20_000);
    expect(before).toMatchObject({ price: eur(1200), compareAtPrice: null, line: eur(1200), problems: [] });
    expect(before.page.headers['cache-control']).toBe('public, max-age=0, s-maxage=2, stale-while-revalidate=3, stale-if-error=17');
    const close = await at(start - 1_500);
    expect(close.page.headers['cache-control']).toBe('public, max-age=0, s-maxage=0, stale-while-revalidate=0, stale-if-error=0');
    const during = await at(start);
    expect(during).toMatchObject({
      price: eur(900),
      compareAtPrice: eur(1200),
      line: eur(900),
      problems: [{ code: 'price-changed', was: eur(1200) }],
    });
    expect(during.page.headers['etag']).not.toBe(close.page.headers['etag']);
    const other = await invokeHttp(getProduct, {
      params: { slug },
      headers: { 'if-none-match': during.page.headers['etag'] ?? '' },
    });
    expect(other.status).toBe(304);
    const after = await at(end);
    expect(after).toMatchObject({ price: eur(1200), compareAtPrice: null, line: eur(1200), problems: [] });
    expect(after.page.headers['cache-control']).toBe('public, max-age=0, s-maxage=2, stale-while-revalidate=3, stale-if-error=86400');
    expect(after.page.headers['etag']).toBe(close.page.headers['etag']);
  });

  it('shows in lists at the flip, at the place of its list price', async () => {
    const [tag, slug] = [unique('tag'), unique('mug')];
    const { productId, variants } = await upsertProduct(mug(slug, { tags: [tag] }), { now: nowMs() });
    const start = nowMs() + 3_600_000;
    const { id } = await made({ startsAt: isoTime(start), endsAt: isoTime(start + 60_000) });
    await put(id, [{ sku: variants[1]?.variantId ?? '', amount: 700 }]);
    await applied(id, productId);
    const at = async (moment: number) => {
      vi.useFakeTimers({ now: moment, toFake: ['Date'] });
      const { body } = await invokeHttp(listProducts, { query: { tag } });
      expect(Object.keys(body.items[0])).not.toContain('flips');
      return body.items[0].priceRange;
    };
    expect(await at(start - 2_000)).toEqual({ min: eur(1200), max: eur(1400) });
    expect(await at(start)).toEqual({ min: eur(700), max: eur(1200) });
    expect(await at(start + 60_000)).toEqual({ min: eur(1200), max: eur(1400) });
  });

  it('is charged to the letter: the price of the moment that checkout reads', async () => {
    const { productId, blue } = await articleOf();
    const start = isoTime(nowMs() + 3_600_000);
    const { id } = await made({ startsAt: start });
    await put(id, [{ sku: blue, amount: 900 }]);
    await applied(id, productId);
    const item = variantFrom(await read(variantAt(blue)))!;
    expect(priceAt(item, 'EUR', isoTime(msOf(start) - 1))).toEqual({ amount: 1200, regular: null });
    expect(priceAt(item, 'EUR', start)).toEqual({ amount: 900, regular: 1200 });
    expect(priceAt(item, 'USD', start)).toBeUndefined();
  });
});
