import { beforeAll, describe, expect, it } from 'vitest';
import { nowMs, sleep } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { buyer } from '../../../test/support/shop.ts';
import * as createCart from '../../checkout/http/create-cart.ts';
import * as createPromotion from '../../pricing/http/admin/promotions/create-promotion.ts';
import { forgetRules } from '../../pricing/public.ts';
import { createApiKey } from '../../users/public.ts';
import { limits } from '../collections/collection.ts';
import { build, mug, staffKey, unique } from '../fixtures/catalog.ts';
import { articleWith, byTag, collectionsOf, collectionWith, match } from '../fixtures/collections.ts';
import { upsertProduct } from '../public.ts';
import * as change from './admin/collections/change-collection.ts';
import * as create from './admin/collections/create-collection.ts';
import * as remove from './admin/collections/delete-collection.ts';
import * as listAll from './admin/collections/list-all-collections.ts';
import * as show from './admin/collections/show-collection.ts';
import * as getCollection from './get-collection.ts';
import * as listCollections from './list-collections.ts';
import * as listProducts from './list-products.ts';

let token = '';
beforeAll(async () => {
  token = await staffKey();
});

type Query = Record<string, string | number>;
const post = (body: object) => invokeHttp(create, { token, body });
const patch = (id: string, body: object, headers = {}) => invokeHttp(change, { token, params: { id }, body, headers });
const drop = (id: string, headers = {}) => invokeHttp(remove, { token, params: { id }, headers });
const page = (slug: string, query: Query = {}) => invokeHttp(getCollection, { params: { slug }, query });
interface Listed {
  readonly items: { slug: string }[];
  readonly nextCursor: string | null;
}
const slugsOf = (list: Pick<Listed, 'items'>) => list.items.map(({ slug }) => slug);
const shown = async (slug: string, query: Query = {}) => slugsOf((await page(slug, query)).body.products);
const listed = async (query: Query) => slugsOf((await invokeHttp(listProducts, { query })).body);
/** Lists are kept in memory for a second. */
const cooled = () => sleep(1050);
/** Every page of a collection, one product a page. */
const onePerPage = async (slug: string, query: Query = {}) => {
  const [found, cursors]: [string[], Set<string>] = [[], new Set()];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { products }: { products: Listed } = (await page(slug, { limit: 1, ...query, ...(cursor && { cursor }) }))
      .body;
    found.push(...slugsOf(products));
    cursor = products.nextCursor;
    expect(cursors.has(cursor ?? '')).toBe(false);
    cursors.add(cursor ?? '');
  }
  return found;
};

describe('a collection for staff', () => {
  it('is created, read, listed, changed and removed', async () => {
    const [title, tag] = [`Geschenke ${unique('x')}`, unique('gift')];
    const made = await post({ ...byTag(tag), title, description: '<p onclick="x()">Hi</p>' });
    expect(made.status).toBe(201);
    const { id, slug } = made.body;
    expect(made.headers).toMatchObject({ etag: '"1"', location: `/api/v1/admin/collections/${id}` });
    expect(made.body).toEqual({
      id: expect.stringMatching(/^col_/),
      slug: title.toLowerCase().replace(' ', '-'),
      title,
      description: '<p>Hi</p>',
      kind: 'automated',
      match: 'all',
      conditions: [{ field: 'tag', operator: 'is', value: tag }],
      active: true,
      version: 1,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect((await invokeHttp(show, { token, params: { id } })).body).toEqual(made.body);
    const changed = await patch(id, { match: 'any', active: false }, { 'if-match': '"1"' });
    expect(changed.body).toMatchObject({ match: 'any', active: false, title, version: 2 });
    expect((await patch(id, { title: 'X' }, { 'if-match': '"1"' })).status).toBe(412);
    const { conditions: _, match: __, ...brief } = changed.body;
    const all = await invokeHttp(listAll, { token, query: { limit: 100 } });
    expect(all.body.items).toContainEqual(brief);
    expect((await page(slug)).status).toBe(404);
    expect((await drop(id, { 'if-match': '"1"' })).status).toBe(412);
    expect((await drop(id)).status).toBe(204);
    expect([(await drop(id)).status, (await patch(id, {})).status]).toEqual([404, 404]);
    expect((await invokeHttp(show, { token, params: { id } })).status).toBe(404);
  });

  it('has an address of its own, that is free again when it was removed', async () => {
    const slug = unique('gifts');
    const first = await collectionWith(token, { ...byTag(slug), slug });
    const second = await post({ ...byTag(slug), title: 'Gifts', slug });
    expect([second.status, second.body.code]).toEqual([409, 'slug-taken']);
    const other = await collectionWith(token, { kind: 'manual' });
    expect((await patch(other.id, { slug })).body.code).toBe('slug-taken');
    await drop(first.id);
    expect((await patch(other.id, { slug })).body).toMatchObject({ slug, version: 2 });
    const both = await Promise.all([1, 2].map(() => post({ kind: 'manual', title: 'Same', slug: `${slug}-2` })));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('refuses what makes no sense, by name', async () => {
    const { productId } = await articleWith();
    const none = newId('prd');
    const by = async (body: object) => {
      const { status, body: answer } = await post({ title: unique('Picks'), ...body });
      return [status, answer.code];
    };
    const price = { field: 'price', operator: 'at-most', value: { amount: 1, currency: 'USD' } };
    expect(await by({ kind: 'manual', productIds: [productId, productId] })).toEqual([422, 'product-twice']);
    expect(await by({ kind: 'manual', productIds: [productId, none] })).toEqual([422, 'product-unknown']);
    expect(await by({ kind: 'manual', title: '!?' })).toEqual([422, 'slug-missing']);
    expect(await by({ kind: 'automated', conditions: [price] })).toEqual([422, 'currency-unknown']);
    expect(await by({ kind: 'automated', conditions: [] })).toEqual([400, 'invalid-request']);
    expect(await by({ kind: 'other' })).toEqual([400, 'invalid-request']);
    expect(await by({ kind: 'manual', conditions: [price] })).toEqual([400, 'invalid-request']);
    const { id } = await collectionWith(token, { kind: 'manual' });
    expect((await patch(id, { match: 'any' })).body.code).toBe('wrong-kind');
    expect((await patch(id, { productIds: [none] })).body.code).toBe('product-unknown');
    const rule = await collectionWith(token, byTag(unique('x')));
    expect((await patch(rule.id, { productIds: [productId] })).body.code).toBe('wrong-kind');
    expect((await patch(rule.id, { conditions: [price] })).body.code).toBe('currency-unknown');
  });

  it('is refused when the shop has as many by rule as are read together', async () => {
    await collectionWith(token, byTag(unique('x')));
    // The shop is shared with other tests, so the limit comes down to it, and in this process alone.
    const few = limits as { automated: number };
    const { automated } = few;
    few.automated = 1;
    const refused = await post({ title: unique('One too many'), ...byTag(unique('x')) });
    const byHand = await post({ kind: 'manual', title: unique('By hand') });
    few.automated = automated;
    expect([refused.status, refused.body.code]).toEqual([422, 'too-many-collections']);
    expect(byHand.status).toBe(201);
  });

  it('keeps both of two changes at once from being lost: one of them is told to read again', async () => {
    const { id } = await collectionWith(token, { kind: 'manual' });
    const answers = await Promise.all(['A', 'B'].map((title) => patch(id, { title }, { 'if-match': '"1"' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  });
});

describe('a collection by hand', () => {
  it('shows its products in the merchant’s order, page by page, or in the order that is asked for', async () => {
    const made = [
      await articleWith({ title: 'Bone', amount: 300 }),
      await articleWith({ title: 'Clay', amount: 100 }),
      await articleWith({ title: 'Ash', amount: 200 }),
    ];
    const [bone = '', clay = '', ash = ''] = made.map(({ slug }) => slug);
    const ids = made.map(({ productId }) => productId);
    const { id, slug, title } = await collectionWith(token, { kind: 'manual', productIds: ids });
    await match(ids, id);
    const answer = await page(slug);
    expect(answer.headers['cache-control']).toBe(
      'public, max-age=0, s-maxage=2, stale-while-revalidate=3, stale-if-error=86400',
    );
    expect(answer.body).toMatchObject({ id, slug, title, description: null, products: { nextCursor: null } });
    expect(Object.keys(answer.body).sort()).toEqual(['description', 'id', 'products', 'slug', 'title']);
    expect(slugsOf(answer.body.products)).toEqual([bone, clay, ash]);
    expect(Object.keys(answer.body.products.items[0])).not.toContain('status');
    const again = { 'if-none-match': answer.headers['etag'] ?? '' };
    expect((await invokeHttp(getCollection, { params: { slug }, headers: again })).status).toBe(304);
    expect(await onePerPage(slug)).toEqual([bone, clay, ash]);
    expect(await shown(slug, { sort: 'title' })).toEqual([ash, bone, clay]);
    expect(await onePerPage(slug, { sort: 'price-asc' })).toEqual([clay, ash, bone]);
    expect(await shown(slug, { sort: 'newest' })).toEqual([ash, clay, bone]);
    expect(await listed({ collection: slug })).toEqual([ash, clay, bone]);
    expect(await listed({ collection: slug, sort: 'price-desc' })).toEqual([bone, ash, clay]);
    const reversed = await patch(id, { productIds: ids.toReversed() });
    expect(reversed.headers['x-cost']).toMatch(/ write=2; messages=0$/);
    await cooled();
    expect(await shown(slug)).toEqual([ash, clay, bone]);
    expect(await shown(slug, { limit: 2 })).toEqual([ash, clay]);
  });

  it('passes over what is not sold, and goes on where it was when products leave meanwhile', async () => {
    const made = [];
    for (let n = 0; n < 5; n += 1) made.push(await articleWith());
    const [a, b, c, d, e] = made as [
      (typeof made)[0],
      (typeof made)[0],
      (typeof made)[0],
      (typeof made)[0],
      (typeof made)[0],
    ];
    const ids = made.map(({ productId }) => productId);
    const { id, slug } = await collectionWith(token, { kind: 'manual', productIds: ids });
    await match(ids, id);
    await upsertProduct(mug(c.slug, { status: 'archived' }), { now: nowMs() });
    await build(c.productId);
    const first = await page(slug, { limit: 2 });
    expect(slugsOf(first.body.products)).toEqual([a.slug, b.slug]);
    const cursor = first.body.products.nextCursor;
    await patch(id, { productIds: [e, a, b, d].map(({ productId }) => productId) });
    expect(await shown(slug, { limit: 2, cursor })).toEqual([d.slug]);
    await cooled();
    await patch(id, { productIds: [a, e, d].map(({ productId }) => productId) });
    const last = await page(slug, { limit: 2, cursor });
    expect([slugsOf(last.body.products), last.body.products.nextCursor]).toEqual([[e.slug, d.slug], null]);
    expect((await page(slug, { limit: 2, cursor: `${cursor}x` })).status).toBe(400);
    expect((await page(slug, { limit: 2, cursor, sort: 'title' })).status).toBe(400);
  });

  it('has an end also when everything behind it is not sold, and when it is empty', async () => {
    const [there, gone] = [await articleWith(), await articleWith({ status: 'draft' })];
    const ids = [there.productId, gone.productId];
    const { id, slug } = await collectionWith(token, { kind: 'manual', productIds: ids });
    await match(ids, id);
    expect((await page(slug, { limit: 1 })).body.products).toMatchObject({
      items: [{ slug: there.slug }],
      nextCursor: null,
    });
    const empty = await collectionWith(token, { kind: 'manual' });
    expect((await page(empty.slug)).body.products).toEqual({ items: [], nextCursor: null });
  });

  it('takes no product that is in fifty collections already', async () => {
    const { productId } = await articleWith();
    const made = await Promise.all(
      Array.from({ length: 50 }, () => collectionWith(token, { kind: 'manual', productIds: [productId] })),
    );
    for (const { id } of made) await match([productId], id);
    expect(await collectionsOf(productId)).toHaveLength(50);
    const { status, body } = await post({ kind: 'manual', title: unique('Picks'), productIds: [productId] });
    expect([status, body.code]).toEqual([422, 'too-many-collections']);
    expect((await patch(made[0].id, { title: 'Same products' })).status).toBe(200);
  });
});

describe('a collection by rule', () => {
  it('has the newest first unless another order is asked for, and an end', async () => {
    const tag = unique('Tag');
    const made = [
      await articleWith({ title: 'Bone', amount: 300, tags: [tag] }),
      await articleWith({ title: 'Clay', amount: 100, tags: [tag.toUpperCase()] }),
    ];
    const [bone = '', clay = ''] = made.map(({ slug }) => slug);
    const { slug } = await collectionWith(token, byTag(tag.toLowerCase()));
    await match(made.map(({ productId }) => productId));
    expect(await shown(slug)).toEqual([clay, bone]);
    expect(await onePerPage(slug)).toEqual([clay, bone]);
    expect(await shown(slug, { sort: 'price-desc' })).toEqual([bone, clay]);
    expect(await listed({ collection: slug, sort: 'title' })).toEqual([bone, clay]);
    await cooled();
    expect((await page(slug)).headers['x-cost']).toMatch(/^calls=3; /);
    expect((await page(slug)).headers['x-cost']).toMatch(/^calls=0; /);
  });
});

describe('the collections of the shop', () => {
  it('are listed by title to the end, without those that are not shown', async () => {
    const prefix = unique('!list');
    const titled = (title: string, more = {}) =>
      collectionWith(token, { kind: 'manual', title: `${prefix} ${title}`, slug: unique('c'), ...more });
    const [b, a, hidden] = [await titled('Öl'), await titled('Essig'), await titled('Wein', { active: false })];
    const all: { id: string }[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await invokeHttp(listCollections, { query: { limit: 2, ...(cursor && { cursor }) } });
      expect(body.items.length).toBeLessThanOrEqual(2);
      all.push(...body.items);
      cursor = body.nextCursor;
    }
    const mine = all.map(({ id }) => id).filter((id) => [a.id, b.id, hidden.id].includes(id));
    expect(mine).toEqual([a.id, b.id]);
    expect(all.find(({ id }) => id === a.id)).toEqual({ id: a.id, slug: a.slug, title: a.title, description: null });
    await patch(a.id, { title: `${prefix} Zimt` });
    await patch(b.id, { active: false });
    await patch(hidden.id, { active: true });
    await cooled();
    const { body } = await invokeHttp(listCollections, { query: { limit: 100 } });
    const titles = body.items
      .map(({ title }: { title: string }) => title)
      .filter((title: string) => title.startsWith(prefix));
    expect(titles).toEqual([`${prefix} Wein`, `${prefix} Zimt`]);
  });

  it('are listed to the end where descriptions are so long that a page is short', async () => {
    const prefix = unique('!long');
    const description = '猫'.repeat(4900);
    const ids: string[] = [];
    for (let n = 0; n < 80; n += 1) {
      const one = await collectionWith(token, {
        kind: 'manual',
        title: `${prefix} ${n}`,
        slug: unique('c'),
        description,
      });
      ids.push(one.id);
    }
    await cooled();
    const listedIds: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await invokeHttp(listCollections, { query: { limit: 100, ...(cursor && { cursor }) } });
      listedIds.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor;
    }
    expect(listedIds.filter((id) => ids.includes(id)).toSorted()).toEqual(ids.toSorted());
    for (const id of ids) await drop(id);
  });

  it('answer 404 under an address that nobody has, 301 under a former one, and no product in a list', async () => {
    const nowhere = await page(unique('nowhere'));
    expect([nowhere.status, nowhere.headers['cache-control']]).toEqual([404, expect.stringContaining('s-maxage=2,')]);
    expect((await invokeHttp(listProducts, { query: { collection: unique('nowhere') } })).body).toEqual({
      items: [],
      nextCursor: null,
    });
    const { id, slug } = await collectionWith(token, { kind: 'manual' });
    await patch(id, { slug: `${slug}-neu` });
    const moved = await page(slug, { sort: 'title', limit: 5 });
    expect([moved.status, moved.headers['location']]).toEqual([
      301,
      `/api/v1/collections/${slug}-neu?sort=title&limit=5`,
    ]);
    expect((await page(`${slug}-neu`)).status).toBe(200);
    await patch(id, { active: false });
    await cooled();
    expect([(await page(slug)).status, (await page(`${slug}-neu`)).status]).toEqual([404, 404]);
  });
});

describe('a promotion on a collection', () => {
  it('takes its part off the lines of its products, and off no other', async () => {
    const [inside, outside] = [await articleWith({ amount: 1000 }), await articleWith({ amount: 3000 })];
    // It is not shown, and promotions go by it all the same.
    const { id } = await collectionWith(token, { kind: 'manual', productIds: [inside.productId], active: false });
    await match([inside.productId], id);
    const { secret } = await createApiKey({ name: 'Collections', scopes: ['pricing'] });
    const { status } = await invokeHttp(createPromotion, {
      token: secret,
      body: {
        name: 'Tenth',
        effect: { type: 'percentage', of: 'lines', share: '0.10' },
        conditions: { collectionIds: [id] },
      },
    });
    expect(status).toBe(201);
    forgetRules();
    const lines = [inside, outside].map(({ sku }) => ({ sku, quantity: 2 }));
    const { body } = await invokeHttp(createCart, { body: { lines, contact: buyer } });
    const discounts = body.lines.map((line: { sku: string; discount: { amount: number } }) => [
      line.sku,
      line.discount.amount,
    ]);
    expect(discounts).toEqual([
      [inside.sku, 200],
      [outside.sku, 0],
    ]);
    expect(body.promotions).toMatchObject([{ name: 'Tenth', saved: { amount: 200, currency: 'EUR' } }]);
  });
});
