import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { isoTime, nowMs, sleep } from '#lib/clock.ts';
import { forgetEnv } from '#lib/env.ts';
import { newId } from '#lib/id.ts';
import { put, write } from '#lib/table.ts';
import { invokeHttp, sqsEvent, testContext } from '../../../test/support/invoke.ts';
import { table } from '../catalog-table.ts';
import { build, mug, staffKey, unique, variant } from '../fixtures/catalog.ts';
import { articleWith, collectionWith, match } from '../fixtures/collections.ts';
import { upsertProduct } from '../public.ts';
import { handler as priceProducts } from '../queue/price-products.ts';
import * as archiveProduct from './admin/archive-product.ts';
import * as createList from './admin/price-lists/create-price-list.ts';
import * as setPrices from './admin/price-lists/set-listed-prices.ts';
import * as getCollection from './get-collection.ts';
import * as listProducts from './list-products.ts';

let token = '';
beforeAll(async () => {
  token = await staffKey();
  process.env['EXPOSE_COST'] = '1';
  forgetEnv();
});
afterEach(() => void vi.useRealTimers());

type Query = Record<string, string | number>;
const list = (query: Query) => invokeHttp(listProducts, { query });
const idsOf = async (query: Query): Promise<string[]> =>
  (await list(query)).body.items.map((item: { id: string }) => item.id);
/** Products of these prices, all of a tag. */
const priced = async (tag: string, amounts: readonly number[], more: Parameters<typeof articleWith>[0] = {}) => {
  const made: string[] = [];
  for (const amount of amounts) made.push((await articleWith({ tags: [tag], amount, ...more })).productId);
  return made;
};
/** Pages of a list up to its end, at most twenty. */
const allPages = async (query: Query): Promise<string[][]> => {
  const pages: string[][] = [];
  for (let cursor: string | null | undefined; cursor !== null && pages.length < 20; ) {
    const { body } = await list({ ...query, ...(cursor ? { cursor } : {}) });
    pages.push(body.items.map((item: { id: string }) => item.id));
    cursor = body.nextCursor;
  }
  return pages;
};

it('a summary has tags, the SKU, and what the cheapest variant cost before', async () => {
  const [slug, tag] = [unique('mug'), unique('tag')];
  const was = { amount: 2000, currency: 'EUR' };
  const { productId } = await upsertProduct(
    mug(slug, {
      tags: [tag, 'Sale'],
      variants: [
        variant(`${slug}-A`, 'Blue', { price: { amount: 1500, currency: 'EUR' } }),
        variant(`${slug}-B`, 'Red', { compareAtPrice: was }),
      ],
    }),
    { now: nowMs() },
  );
  await build(productId);
  expect((await list({ tag })).body.items).toMatchObject([
    {
      id: productId,
      tags: [tag, 'Sale'],
      sku: `${slug}-A`,
      compareAtPrice: was,
      priceRange: { min: { amount: 1200 } },
    },
  ]);
});

it('an entry from before lists showed them has none of them', async () => {
  const tag = unique('tag');
  const price = { amount: 5, currency: 'EUR' };
  const card = {
    id: newId('prd'), slug: 'old', title: 'Old', vendor: null, type: null, image: null, status: 'active',
    priceRange: { min: price, max: price }, available: true, flips: [{ from: '', priceRange: { min: price, max: price } }],
  }; // biome-ignore format: as it lies there
  await write(put(table, { pk: `list#tag#newest#${tag}`, sk: card.id, type: 'card', card }));
  expect((await list({ tag })).body.items).toMatchObject([{ id: card.id, tags: [], sku: '', compareAtPrice: null }]);
});

describe('products by their ids', () => {
  it('come in the order asked, each once, by one call; unknown ones and those not sold are left out', async () => {
    const [a = '', b = '', gone = ''] = await priced(unique('tag'), [1, 2, 3]);
    await invokeHttp(archiveProduct, { params: { id: gone }, token });
    await build(gone);
    const { status, body, headers } = await list({ ids: [b, newId('prd'), 'nonsense', gone, a, ` ${b}`].join(',') });
    expect(status).toBe(200);
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([b, a]);
    expect(body.nextCursor).toBeNull();
    expect(headers['x-cost']).toMatch(/^calls=1; /);
  });

  it('are fifty at most, and go with nothing else', async () => {
    const ids = Array.from({ length: 51 }, () => newId('prd'));
    expect((await list({ ids: ids.join(',') })).status).toBe(400);
    expect((await list({ ids: ids.slice(1).join(',') })).body).toEqual({ items: [], nextCursor: null });
    for (const more of [{ tag: 'x' }, { vendor: 'x' }, { sort: 'title' }, { cursor: 'x' }, { minPrice: 1 }])
      expect((await list({ ids: ids[0] ?? '', ...more })).status).toBe(400);
    expect((await list({ ids: '' })).status).toBe(400);
  });
});

describe('a vendor’s and a type’s products', () => {
  it('are lists of their own, in every order, whatever the case, by one call', async () => {
    const [vendor, type] = [unique('Vendor'), unique('Type')];
    const [a, b, c] = await priced(unique('tag'), [300, 100, 200], { vendor, type });
    await priced(unique('tag'), [100]);
    expect(await idsOf({ vendor })).toEqual([c, b, a]);
    expect(await idsOf({ type: type.toUpperCase(), sort: 'price-asc' })).toEqual([b, c, a]);
    const { headers } = await list({ vendor: vendor.toLowerCase(), sort: 'price-desc', limit: 2 });
    expect(headers['x-cost']).toMatch(/^calls=1; /);
    expect(await allPages({ vendor, sort: 'price-desc', limit: 2 })).toEqual([[a, c], [b]]);
    expect((await list({ vendor: unique('none') })).body).toEqual({ items: [], nextCursor: null });
  });

  it('leave them with a change of the product', async () => {
    const [vendor, other, slug] = [unique('Vendor'), unique('Vendor'), unique('mug')];
    for (const by of [vendor, other])
      await build((await upsertProduct(mug(slug, { vendor: by }), { now: nowMs() })).productId);
    expect([(await idsOf({ vendor })).length, (await idsOf({ vendor: other })).length]).toEqual([0, 1]);
  });

  it('combine with a tag and with each other: a page may be short, and its cursor goes on', async () => {
    const [vendor, tag] = [unique('Vendor'), unique('tag')];
    const made = await priced(tag, [1, 2, 3, 4], { vendor });
    await priced(tag, [5, 6], { vendor: unique('Other') });
    await priced(unique('tag'), [7], { vendor });
    expect(await allPages({ tag, vendor })).toEqual([made.toReversed()]);
    expect((await allPages({ tag, vendor, limit: 2 })).flat()).toEqual(made.toReversed());
    expect(await allPages({ tag, vendor, type: unique('none') })).toEqual([[]]);
    const { headers } = await list({ tag, vendor, limit: 3 });
    expect(headers['x-cost']).toMatch(/^calls=1; /);
  });

  it('are looked for among a hundred at most: an empty page has a cursor', async () => {
    const tag = unique('tag');
    const [oldest] = await priced(tag, [1], { vendor: 'Rare Ware' });
    const { body } = await list({ tag });
    const card = { ...body.items[0], status: 'active', vendor: 'Common' };
    for (let n = 0; n < 150; n += 1) {
      const id = newId('prd');
      await write(put(table, { pk: `list#tag#newest#${tag}`, sk: id, type: 'card', card: { ...card, id } }));
    }
    expect(await allPages({ tag, vendor: 'rare ware', limit: 5 })).toEqual([[], [oldest]]);
  });
});

describe('products between two prices', () => {
  it('are a part of a list by price, both ends within, by one call, and go on by their cursor', async () => {
    const tag = unique('tag');
    const [a, b, c, d] = await priced(tag, [1000, 1500, 2000, 2500]);
    expect(await idsOf({ tag, minPrice: 1500 })).toEqual([b, c, d]);
    expect(await idsOf({ tag, maxPrice: 1500 })).toEqual([a, b]);
    expect(await idsOf({ tag, minPrice: 1500, maxPrice: 2000, sort: 'price-desc' })).toEqual([c, b]);
    expect(await idsOf({ tag, minPrice: 1501, maxPrice: 1999 })).toEqual([]);
    expect(await allPages({ tag, minPrice: 1500, limit: 2 })).toEqual([[b, c], [d]]);
    const { headers, body } = await list({ tag, minPrice: 1000, maxPrice: 2499, limit: 2 });
    expect(headers['x-cost']).toMatch(/^calls=1; /);
    expect((await list({ tag, minPrice: 1, limit: 2, cursor: body.nextCursor })).status).toBe(400);
  });

  it('in another order than theirs are looked for in it', async () => {
    const tag = unique('tag');
    const [a, , c] = await priced(tag, [1000, 1500, 1100]);
    expect(await idsOf({ tag, maxPrice: 1100, sort: 'newest' })).toEqual([c, a]);
  });

  it('are those at present prices: a sale moves a product to its price, and back', async () => {
    const tag = unique('tag');
    const [cheap, dear] = [(await priced(tag, [900]))[0], await articleWith({ tags: [tag], amount: 1200 })];
    const [start, end] = [nowMs() + 3_600_000, nowMs() + 7_200_000];
    const times = { startsAt: isoTime(start), endsAt: isoTime(end) };
    const made = await invokeHttp(createList, { token, body: { name: unique('Sale'), currency: 'EUR', ...times } });
    const { id: listId } = made.body;
    const prices = [{ sku: dear.variantId, amount: 500 }];
    expect((await invokeHttp(setPrices, { token, params: { id: listId }, body: { prices } })).status).toBe(200);
    await priceProducts(sqsEvent([{ listId, productIds: [dear.productId] }]), testContext());
    await build(dear.productId);
    const at = async (moment: number) => {
      vi.useFakeTimers({ now: moment, toFake: ['Date'] });
      return [
        await idsOf({ tag, sort: 'price-asc' }),
        await idsOf({ tag, maxPrice: 800 }),
        await idsOf({ tag, minPrice: 1000 }),
      ];
    };
    expect(await at(start - 5000)).toEqual([[cheap, dear.productId], [], [dear.productId]]);
    expect(await at(start)).toEqual([[dear.productId, cheap], [dear.productId], []]);
    const { body } = await list({ tag, maxPrice: 800 });
    expect(body.items).toMatchObject([{ priceRange: { min: { amount: 500 } }, compareAtPrice: { amount: 1200 } }]);
    expect(await at(end + 2000)).toEqual([[cheap, dear.productId], [], [dear.productId]]);
  });

  it('are in the currency of lists, which is the catalog’s own', async () => {
    const tag = unique('tag');
    const [only] = await priced(tag, [1000]);
    expect(await idsOf({ tag, minPrice: 1000, currency: 'EUR' })).toEqual([only]);
    expect(await list({ tag, minPrice: 1000, currency: 'USD' })).toMatchObject({
      status: 422,
      body: { code: 'currency-not-listed', currency: 'EUR' },
    });
  });

  it.each([
    { minPrice: 2, maxPrice: 1 },
    { minPrice: -1 },
    { maxPrice: 'x' },
    { minPrice: 1.5 },
    { maxPrice: 1e11 },
    { currency: 'euro' },
  ])('%j is refused', async (query) => {
    expect((await list(query as unknown as Query)).status).toBe(400);
    expect(
      (await invokeHttp(getCollection, { params: { slug: 'any' }, query: query as unknown as Query })).status,
    ).toBe(400);
  });

  it('of a collection too: by price, unless another order is asked for', async () => {
    const made = await priced(unique('tag'), [300, 100, 200]);
    const [a, b, c] = made;
    const { id, slug } = await collectionWith(token, { kind: 'manual', productIds: made });
    await match(made, id);
    await sleep(1050);
    const ids = async (query: Query) =>
      (await invokeHttp(getCollection, { params: { slug }, query })).body.products.items.map(
        (one: { id: string }) => one.id,
      );
    expect(await ids({})).toEqual([a, b, c]);
    expect(await ids({ minPrice: 200 })).toEqual([c, a]);
    expect(await ids({ maxPrice: 200, sort: 'price-desc' })).toEqual([c, b]);
    expect(await ids({ minPrice: 200, sort: 'newest' })).toEqual([c, a]);
    expect(await idsOf({ collection: slug, maxPrice: 250 })).toEqual([b, c]);
    expect(await idsOf({ collection: slug, vendor: 'clay & co', type: 'kitchen', maxPrice: 150 })).toEqual([b]);
  });
});
