import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { isoTime, nowMs } from '#lib/clock.ts';
import { get, transact } from '#lib/table.ts';
import { invokeHttp, streamEvent, type TestResponse, testContext } from '../../../test/support/invoke.ts';
import { checkOut, readyCart } from '../../../test/support/shop.ts';
import * as createCart from '../../checkout/http/create-cart.ts';
import * as getCart from '../../checkout/http/get-cart.ts';
import * as setLine from '../../checkout/http/set-line.ts';
import { openStock } from '../../inventory/public.ts';
import { productAt, readProduct } from '../catalog-table.ts';
import { build, image, metered, mug, staffKey, unique } from '../fixtures/catalog.ts';
import { articleWith, byTag, collectionWith, match } from '../fixtures/collections.ts';
import { productEvents } from '../product/product-changes.ts';
import { finishDue } from '../product/save-product.ts';
import {
  productCardAt,
  productCardFrom,
  releasedProductWrite,
  settledVisibility,
  takenBackProductWrite,
  upsertProduct,
} from '../public.ts';
import { handler as onStream } from '../stream/publish-events.ts';
import * as archiveProduct from './admin/archive-product.ts';
import * as changeProduct from './admin/change-product.ts';
import * as createProduct from './admin/create-product.ts';
import * as listAll from './admin/list-all-products.ts';
import * as showProduct from './admin/show-product.ts';
import * as getCollection from './get-collection.ts';
import * as getProduct from './get-product.ts';
import * as listProducts from './list-products.ts';

let token = '';
beforeAll(async () => {
  token = await staffKey();
});

/** Where the clock stands: half a second after a whole one. */
let start = 0;
beforeEach(() => {
  start = Math.floor(nowMs() / 1000) * 1000 + 500;
  vi.useFakeTimers({ now: start, toFake: ['Date'] });
});
afterEach(() => void vi.useRealTimers());
const at = (moment: number): void => void vi.setSystemTime(moment);
/** When the products of these tests appear, and when they go: fractions of a second too. */
const from = (): number => start + 10_250;
const until = (): number => start + 20_250;
const shownThen = () => ({ visibleFrom: isoTime(from()), visibleUntil: isoTime(until()) });

const patch = async (id: string, body: object) => {
  const answer = await invokeHttp(changeProduct, { token, params: { id }, body });
  if (answer.status === 200) await build(id);
  return answer;
};
const page = (slug: string, headers = {}) => invokeHttp(getProduct, { params: { slug }, headers });
const cacheOf = ({ headers }: TestResponse) => headers['cache-control'];
const idsOf = ({ body }: TestResponse): string[] => (body.products ?? body).items.map(({ id }: { id: string }) => id);
const callsOf = ({ headers }: TestResponse) => Number(headers['x-cost']?.match(/calls=(\d+)/)?.[1]);

describe('when a product is shown', () => {
  it('is stated in create and change, in UTC, cleared by null, and seen by staff alone', async () => {
    const body = {
      title: unique('Mug'), variants: [{ sku: unique('SKU'), price: { amount: 1, currency: 'EUR' } }],
      visibleFrom: '2030-01-01T00:00:00+01:00', visibleUntil: '2030-06-01T00:00:00.5Z',
    }; // biome-ignore format: one line
    const made = await invokeHttp(createProduct, { token, body });
    const times = { visibleFrom: '2029-12-31T23:00:00.000Z', visibleUntil: '2030-06-01T00:00:00.500Z' };
    expect([made.status, made.body]).toEqual([201, expect.objectContaining(times)]);
    const { id } = made.body;
    await build(id);
    expect((await invokeHttp(showProduct, { token, params: { id } })).body).toMatchObject(times);
    const listed = await invokeHttp(listAll, { token });
    expect(listed.body.items.find((one: { id: string }) => one.id === id)).toMatchObject(times);
    expect((await patch(id, { title: 'Cup' })).body).toMatchObject(times);
    expect((await patch(id, { visibleFrom: null })).body).toMatchObject({ ...times, visibleFrom: null });
    const open = (await patch(id, { visibleUntil: null })).body;
    expect([open.visibleFrom, open.visibleUntil]).toEqual([null, null]);
    const shown = (await page(made.body.slug)).body;
    expect(Object.keys(shown).filter((name) => name.startsWith('visible'))).toEqual([]);
  });

  it.each([
    [{ visibleFrom: '2030-01-01T00:00:00Z', visibleUntil: '2030-01-01T00:00:00Z' }, 422, 'visible-never'],
    [{ visibleFrom: '2030-01-01T00:00:00Z', visibleUntil: '2030-01-01T01:00:00+02:00' }, 422, 'visible-never'],
    [{ visibleUntil: '2020-01-01T00:00:00Z', visibleFrom: '2020-01-01T00:00:00.001Z' }, 422, 'visible-never'],
    [{ visibleFrom: '2030-01-01' }, 400, 'invalid-request'],
    [{ visibleFrom: '2030-01-01T00:00:00' }, 400, 'invalid-request'],
    [{ visibleUntil: 'soon' }, 400, 'invalid-request'],
    [{ visibleUntil: '9999-12-31T23:00:00-05:00' }, 400, 'invalid-request'],
    [{ visibleFrom: '0000-01-01T00:00:00+05:00' }, 400, 'invalid-request'],
  ])('is refused when it is no time, or never: %j', async (body, status, code) => {
    const { productId, slug } = await articleWith();
    const refused = await patch(productId, body);
    expect([refused.status, refused.body.code]).toEqual([status, code]);
    expect((await page(slug)).body.version).toBe(1);
  });

  it('is refused against the end that it has already', async () => {
    const { productId } = await articleWith();
    await patch(productId, { visibleUntil: '2030-01-01T00:00:00Z' });
    const refused = await patch(productId, { visibleFrom: '2030-01-01T00:00:00Z' });
    expect([refused.status, refused.body]).toEqual([
      422,
      expect.objectContaining({
        code: 'visible-never', visibleFrom: '2030-01-01T00:00:00.000Z', visibleUntil: '2030-01-01T00:00:00.000Z',
      }),
    ]); // biome-ignore format: one line
  });

  it('goes in by an import, and the same import again writes nothing; what it does not state stays', async () => {
    const slug = unique('mug');
    const bring = (more: object) => upsertProduct(mug(slug, more), { now: nowMs() });
    const { productId } = await bring({ visibleFrom: '2030-01-01T00:00:00+01:00', visibleUntil: null });
    const stored = async () => (await readProduct(productId))?.product;
    expect(await stored()).toMatchObject({ visibleFrom: '2029-12-31T23:00:00.000Z', visibleUntil: null, version: 1 });
    const again = await metered(() => bring({ visibleFrom: '2029-12-31T23:00:00.000Z', visibleUntil: null }));
    expect([again.answer.result, again.used.writeUnits]).toEqual(['unchanged', 0]);
    expect((await bring({})).result).toBe('unchanged');
    expect((await bring({ visibleFrom: null })).result).toBe('changed');
    expect((await stored())?.visibleFrom).toBeNull();
  });

  it('is told by product.changed', async () => {
    const { productId } = await articleWith(shownThen());
    const item = await get(productAt(productId), { consistent: true });
    expect(productEvents({ id: '1', at: 0, before: undefined, after: item })[0]?.data).toMatchObject(shownThen());
    expect(await onStream(streamEvent([{ after: image(item) }]), testContext())).toEqual({ batchItemFailures: [] });
  });
});

describe('outside of its time', () => {
  it('a product’s page is not there, and no cache keeps it, or its absence, beyond either end', async () => {
    const { slug } = await articleWith(shownThen());
    const before = await page(slug);
    expect([before.status, before.body.code]).toEqual([404, 'not-found']);
    expect(cacheOf(before)).toBe('public, max-age=0, s-maxage=2, stale-while-revalidate=0, stale-if-error=0');
    expect(before.headers['x-cost']).toMatch(/^calls=1; read=0.5; write=0;/);
    at(from() - 1_500);
    expect(cacheOf(await page(slug))).toBe('no-store');
    at(from() - 1);
    expect((await page(slug)).status).toBe(404);
    at(from());
    const appeared = await page(slug);
    expect(appeared.status).toBe(200);
    expect(cacheOf(appeared)).toBe('public, max-age=0, s-maxage=2, stale-while-revalidate=3, stale-if-error=7');
    at(until() - 4_000);
    expect(cacheOf(await page(slug))).toBe('public, max-age=0, s-maxage=2, stale-while-revalidate=1, stale-if-error=1');
    at(until() - 1);
    expect((await page(slug)).status).toBe(200);
    at(until());
    expect((await page(slug, { 'if-none-match': appeared.headers['etag'] ?? '' })).status).toBe(404);
  });

  it.each([{}, { sort: 'title' }, { sort: 'price-asc' }, { minPrice: 1 }, { sort: 'newest', maxPrice: 9999 }])(
    'it is in no list (%j), which appears and goes at the flips, to who asked a moment before too',
    async (order) => {
      const tag = unique('tag');
      const always = await articleWith({ tags: [tag], title: 'A' });
      const sometimes = await articleWith({ tags: [tag], title: 'B', ...shownThen() });
      const list = () => invokeHttp(listProducts, { query: { tag, ...order } });
      expect(idsOf(await list())).toEqual([always.productId]);
      at(from() - 3_000);
      expect(cacheOf(await list())).toBe('public, max-age=0, s-maxage=2, stale-while-revalidate=0, stale-if-error=10');
      at(from() - 1);
      expect(idsOf(await list())).toEqual([always.productId]);
      at(from());
      expect(idsOf(await list()).sort()).toEqual([always.productId, sometimes.productId].sort());
      at(until() - 1);
      const last = await list();
      expect([idsOf(last).length, cacheOf(last)]).toEqual([
        2,
        'public, max-age=0, s-maxage=0, stale-while-revalidate=0, stale-if-error=0',
      ]);
      at(until());
      const after = await list();
      expect([idsOf(after), cacheOf(after)]).toEqual([
        [always.productId],
        'public, max-age=0, s-maxage=2, stale-while-revalidate=3, stale-if-error=86400',
      ]);
    },
  );

  it('it is in no collection, by hand or by rule, and not among products by their ids', async () => {
    const tag = unique('tag');
    const made = [await articleWith({ tags: [tag], ...shownThen() }), await articleWith({ tags: [tag] })];
    const ids = made.map(({ productId }) => productId);
    const byHand = await collectionWith(token, { kind: 'manual', productIds: ids });
    await match(ids, byHand.id);
    const byRule = await collectionWith(token, byTag(tag));
    await match(ids);
    const seen = async () => {
      const answers = [
        await invokeHttp(getCollection, { params: { slug: byHand.slug } }),
        await invokeHttp(getCollection, { params: { slug: byRule.slug } }),
        await invokeHttp(listProducts, { query: { ids: ids.join(',') } }),
      ];
      return answers.map((one) => [idsOf(one).length, cacheOf(one)?.match(/stale-if-error=(\d+)/)?.[1]]);
    };
    const thrice = (count: number, seconds: string) => Array.from({ length: 3 }, () => [count, seconds]);
    at(from() - 1);
    expect(await seen()).toEqual(thrice(1, '9'));
    at(from());
    expect(await seen()).toEqual(thrice(2, '7'));
    at(until());
    expect(await seen()).toEqual(thrice(1, '86400'));
  });

  it('the place of a list that it hides is filled, by one query more', async () => {
    const [tag, ids] = [unique('tag'), [] as string[]];
    for (let n = 0; n < 3; n += 1) {
      at(start + n);
      ids.push((await articleWith({ tags: [tag] })).productId);
    }
    at(start + 10);
    for (let n = 0; n < 7; n += 1) await articleWith({ tags: [tag], ...shownThen() });
    const list = (more: object = {}) => invokeHttp(listProducts, { query: { tag, limit: 2, ...more } });
    const first = await list();
    expect([idsOf(first), callsOf(first)]).toEqual([[ids[2], ids[1]], 2]);
    const second = await list({ cursor: first.body.nextCursor });
    expect([idsOf(second), second.body.nextCursor, callsOf(second)]).toEqual([[ids[0]], null, 1]);
    at(from());
    const full = await list();
    expect([idsOf(full).length, callsOf(full)]).toEqual([2, 1]);
    expect(full.headers['x-cost']).toMatch(/^calls=1; read=(0.5|1); write=0;/);
  });

  it('it is not sold: no cart takes it, and one that has it is told so and is no order', async () => {
    const { sku, variantId } = await articleWith(shownThen());
    await openStock(variantId, { quantity: 9, tracked: true, policy: 'deny' });
    const lines = [{ sku, quantity: 1 }];
    const empty = (await invokeHttp(createCart, { body: {} })).body.id;
    const put = () => invokeHttp(setLine, { params: { id: empty, sku }, body: { quantity: 1 } });
    const made = () => invokeHttp(createCart, { body: { lines } });
    const codes = async () => [(await put()).body.code, (await made()).body.code];
    at(from() - 1);
    expect(await codes()).toEqual(['not-available', 'not-available']);
    at(from());
    expect(await codes()).toEqual([undefined, undefined]);
    const [kept, other] = [await readyCart(lines), await readyCart(lines)];
    at(until() - 1);
    expect((await checkOut(other)).status).toBe(201);
    at(until());
    expect(await codes()).toEqual(['not-available', 'not-available']);
    const { body } = await invokeHttp(getCart, { params: { id: kept } });
    expect(body.problems).toEqual([expect.objectContaining({ code: 'not-available', sku })]);
    const refused = await checkOut(kept);
    expect([refused.status, refused.body]).toEqual([
      409,
      expect.objectContaining({ code: 'out-of-stock', sku, requested: 1, available: 0 }),
    ]);
    expect((await checkOut(other)).status).toBe(200);
  });

  it('its card is none, and tells when it appears and goes; that of an archived one tells nothing', async () => {
    const { productId } = await articleWith(shownThen());
    const card = async () =>
      productCardFrom(await get(productCardAt(productId), { consistent: true }), isoTime(nowMs()));
    const [appears, goes] = [
      { at: isoTime(from()), takesAway: false },
      { at: isoTime(until()), takesAway: true },
    ];
    at(from() - 1);
    expect(await card()).toEqual({ card: null, flips: [appears, goes] });
    at(from());
    const shown = await card();
    expect([shown?.card?.id, shown?.flips]).toEqual([productId, [goes]]);
    expect(Object.keys(shown?.card ?? {}).filter((name) => name.startsWith('visible'))).toEqual([]);
    at(until());
    expect(await card()).toEqual({ card: null, flips: [] });
    await invokeHttp(archiveProduct, { token, params: { id: productId } });
    at(from());
    expect(await card()).toEqual({ card: null, flips: [] });
  });
});

describe('one write of a release', () => {
  const RELEASE = 'rel_00000000000000000000000000';
  const stored = async (id: string) => {
    const found = await readProduct(id);
    if (!found) throw new Error('no product');
    return found;
  };
  const planned = async (id: string, visible: boolean, moment: number) =>
    releasedProductWrite(await stored(id), visible, { id: RELEASE, at: isoTime(moment) }, nowMs());

  it('sets when products are shown, all in one transaction, and everything follows before the moment comes', async () => {
    const made = [
      await articleWith({ visibleUntil: isoTime(nowMs()) }),
      await articleWith({ visibleUntil: isoTime(nowMs()) }),
    ];
    const ids = made.map(({ productId }) => productId);
    const [{ slug, sku } = { slug: '', sku: '' }] = made;
    const plans = await Promise.all(ids.map((id) => planned(id, true, from())));
    const { used } = await metered(() => transact(plans));
    expect([used.calls, used.writeUnits]).toEqual([1, 4]);
    expect(await settledVisibility(ids)).toEqual(new Set());
    for (const id of ids) await build(id);
    expect(await settledVisibility(ids)).toEqual(new Set(ids));
    const cards = () =>
      Promise.all(ids.map(async (id) => productCardFrom(await get(productCardAt(id)), isoTime(nowMs()))?.card));
    const seen = async () => [
      (await page(slug)).status,
      (await invokeHttp(listProducts, { query: { ids: ids.join(',') } })).body.items.length,
      (await cards()).filter((card) => card !== null).length,
      (await invokeHttp(createCart, { body: { lines: [{ sku, quantity: 1 }] } })).status,
    ];
    at(from() - 1);
    expect(await seen()).toEqual([404, 0, 0, 422]);
    at(from());
    expect(await seen()).toEqual([200, 2, 2, 201]);
  });

  it('is refused, with all that is beside it, when a product was changed since; taking it back is another', async () => {
    const [one, other] = [await articleWith(), await articleWith()];
    const stale = [await planned(one.productId, false, from()), await planned(other.productId, false, from())];
    await patch(other.productId, { title: 'Cup' });
    await expect(transact(stale)).rejects.toThrow('condition of write 1 failed');
    expect((await page(one.slug)).status).toBe(200);
    await transact([await planned(one.productId, false, from())]);
    expect((await stored(one.productId)).product).toMatchObject({
      visibleUntil: isoTime(from()),
      release: { id: RELEASE, at: isoTime(from()), undo: { visibleFrom: null, visibleUntil: null } },
    });
    await transact([takenBackProductWrite(await stored(one.productId), nowMs())]);
    await build(one.productId);
    const { product, due } = await stored(one.productId);
    expect([(await page(one.slug)).status, due, product.visibleUntil, product.release]).toEqual([
      200,
      undefined,
      null,
      undefined,
    ]);
  });

  it('is refused where nothing would change at its moment, or before it', async () => {
    const [shown, hidden] = [await articleWith(), await articleWith({ visibleFrom: isoTime(until()) })];
    const draft = await articleWith({ status: 'draft' });
    const between = await articleWith({ visibleFrom: isoTime(from() - 1000) });
    for (const [{ productId }, visible] of [
      [shown, true],
      [hidden, false],
      [draft, true],
      [between, true],
    ] as const)
      await expect(planned(productId, visible, from())).rejects.toThrow('before that');
    await transact([await planned(hidden.productId, true, from())]);
    expect((await stored(hidden.productId)).product.visibleFrom).toBe(isoTime(from()));
  });

  it('keeps everybody else from saying when it is shown, and from nothing else', async () => {
    const { productId } = await articleWith();
    await transact([await planned(productId, false, from())]);
    const refused = [
      { visibleFrom: null, visibleUntil: null },
      { visibleUntil: isoTime(until()) },
      { status: 'draft' },
    ];
    for (const body of refused) {
      const answer = await patch(productId, body);
      expect([answer.status, answer.body]).toMatchObject([409, { code: 'in-release', releaseId: RELEASE }]);
    }
    expect((await invokeHttp(archiveProduct, { token, params: { id: productId } })).status).toBe(409);
    expect((await patch(productId, { title: 'Newer' })).status).toBe(200);
    expect((await stored(productId)).product.release?.id).toBe(RELEASE);
    at(from());
    expect((await patch(productId, { visibleUntil: null })).status).toBe(200);
  });

  it('loses nothing that a change before it left due, and a card that is late replaces no newer one', async () => {
    const { productId } = await articleWith();
    await transact([await planned(productId, false, until())]);
    const late = await readProduct(productId);
    await patch(productId, { title: 'Newer' });
    if (late) await finishDue(late);
    const card = productCardFrom(await get(productCardAt(productId), { consistent: true }), isoTime(nowMs()));
    expect([card?.card?.title, card?.flips.length]).toEqual(['Newer', 1]);
  });
});
