import { beforeAll, describe, expect, it } from 'vitest';
import { nowMs, sleep } from '#lib/clock.ts';
import { get } from '#lib/table.ts';
import { invokeHttp, sqsEvent, testContext } from '../../../test/support/invoke.ts';
import { build, mug, OWN_PICTURE, staffKey, unique, variant } from '../fixtures/catalog.ts';
import { upsertProduct, variantAt, variantFrom } from '../public.ts';
import { handler as onStockChanged } from '../queue/on-stock-changed.ts';
import * as archiveProduct from './admin/archive-product.ts';
import * as changeProduct from './admin/change-product.ts';
import * as getProduct from './get-product.ts';
import * as listProducts from './list-products.ts';

let token = '';
beforeAll(async () => {
  token = await staffKey();
});

const show = (slug: string, headers = {}) => invokeHttp(getProduct, { params: { slug }, headers });
/** Pages and lists are kept in memory for a second. */
const cooled = () => sleep(1050);
const imported = async (...asked: Parameters<typeof mug>) => {
  const upserted = await upsertProduct(mug(...asked), { now: nowMs() });
  await build(upserted.productId);
  return upserted;
};
const change = async (id: string, body: object, formerSlugs: string[] = []) => {
  const answer = await invokeHttp(changeProduct, { params: { id }, body, token });
  await build(id, formerSlugs);
  return answer;
};
const stockChanged = (variantId: string, available: boolean, at: number, shard = 0) =>
  onStockChanged(
    sqsEvent([
      {
        id: 'evt_1',
        type: 'stock.changed',
        version: 1,
        timestamp: '2026-01-01T00:00:00.000Z',
        aggregate: variantId,
        sequence: at,
        actor: 'test',
        traceparent: '',
        data: { variantId, shard, available, at },
      },
    ]),
    testContext('floodgate-test-catalog-on-stock-changed'),
  );

describe('the page of a product', () => {
  it('shows what shoppers may see, from one lookup and then from none', async () => {
    const slug = unique('mug');
    const { variants } = await imported(slug);
    const page = await show(slug);
    expect(page.status).toBe(200);
    expect(page.headers['cache-control']).toBe(
      'public, max-age=0, s-maxage=2, stale-while-revalidate=3, stale-if-error=86400',
    );
    expect(page.headers['x-cost'] ?? 'calls=1;').toMatch(/^calls=1;/);
    expect(page.body).toMatchObject({ slug, title: 'Mug', version: 1, description: '<p>Holds coffee.</p>' });
    expect(page.body.variants[0]).toEqual({
      id: variants[0]?.variantId,
      sku: `${slug}-BLUE`,
      title: 'Blue',
      options: { Colour: 'Blue' },
      price: { amount: 1200, currency: 'EUR' },
      compareAtPrice: null,
      requiresShipping: true,
      available: false,
    });
    expect(Object.keys(page.body)).not.toContain('metadata');
    expect((await show(slug)).text).toBe(page.text);
  });

  it('answers 304 to who has it, and the new price under a new ETag', async () => {
    const slug = unique('mug');
    const { productId, variants } = await imported(slug);
    const { headers } = await show(slug);
    expect((await show(slug, { 'if-none-match': headers['etag'] })).status).toBe(304);
    const price = { amount: 990, currency: 'EUR' };
    const changed = await change(productId, { variants: [{ sku: `${slug}-BLUE`, price }] });
    expect(changed.body.variants[0].price).toEqual(price);
    expect(variantFrom(await get(variantAt(variants[0]?.variantId ?? '')))?.prices).toEqual({ EUR: 990 });
    await cooled();
    const after = await show(slug, { 'if-none-match': headers['etag'] });
    expect([after.status, after.body.variants[0].price]).toEqual([200, price]);
  });

  it('is not there for a draft, an archived product or an unknown address', async () => {
    const slug = unique('mug');
    const { productId, variants } = await imported(slug, { status: 'draft' });
    expect((await show(slug)).status).toBe(404);
    expect((await show(unique('nowhere'))).status).toBe(404);
    await change(productId, { status: 'active' });
    await cooled();
    expect((await show(slug)).status).toBe(200);
    expect((await invokeHttp(archiveProduct, { params: { id: productId }, token })).status).toBe(204);
    await build(productId);
    await cooled();
    const gone = await show(slug);
    expect([gone.status, gone.body.code]).toEqual([404, 'not-found']);
    expect(variantFrom(await get(variantAt(variants[0]?.variantId ?? '')))?.active).toBe(false);
  });

  it('moves for good with its slug, and may come back', async () => {
    const [slug, other] = [unique('mug'), unique('tasse')];
    const { productId } = await imported(slug);
    await change(productId, { slug: other }, [slug]);
    const moved = await show(slug);
    expect([moved.status, moved.headers['location']]).toEqual([301, `/api/v1/products/${other}`]);
    expect(moved.headers['cache-control']).toContain('s-maxage=60,');
    expect((await show(other)).status).toBe(200);
    await change(productId, { slug }, [other]);
    await cooled();
    expect((await show(slug)).status).toBe(200);
    expect((await show(other)).headers['location']).toBe(`/api/v1/products/${slug}`);
  });

  it('stays the same product for a file that knows it under its old slug', async () => {
    const slug = unique('mug');
    const { productId } = await imported(slug);
    await change(productId, { slug: unique('tasse') }, [slug]);
    expect(await upsertProduct(mug(slug), { now: nowMs() })).toMatchObject({ result: 'unchanged', productId });
  });

  it('tells what is available by the newest word of any shard, however often and in whatever order it comes', async () => {
    const slug = unique('mug');
    const { productId, variants } = await imported(slug);
    const blue = variants[0]?.variantId ?? '';
    const available = async () => {
      await build(productId);
      await cooled();
      return (await show(slug)).body.variants.map((one: { available: boolean }) => one.available);
    };
    await stockChanged(blue, true, 5);
    expect(await stockChanged(blue, true, 5)).toEqual({ batchItemFailures: [] });
    await stockChanged(blue, false, 4);
    expect(await available()).toEqual([true, false]);
    await stockChanged(blue, true, 1, 1);
    await stockChanged(blue, false, 6);
    expect(await available()).toEqual([true, false]);
    await stockChanged(blue, false, 2, 1);
    expect(await available()).toEqual([false, false]);
  });
});

describe('the list of products', () => {
  const list = (query: Record<string, string | number>, headers = {}) => invokeHttp(listProducts, { query, headers });
  const slugs = async (query: Record<string, string | number>) =>
    (await list(query)).body.items.map((item: { slug: string }) => item.slug.slice(0, 1));
  const tagged = async (tag: string) => {
    const made: string[] = [];
    for (const [letter, title, amount] of [
      ['c', 'Émail', 300],
      ['a', 'Zinn', 100],
      ['b', 'Bone', 200],
    ] as const) {
      const slug = unique(letter);
      const price = { amount, currency: 'EUR' };
      const options = { title, tags: [tag, 'Other'], variants: [variant(`${slug}-1`, 'Blue', { price })] };
      made.push((await imported(slug, options)).productId);
    }
    return made;
  };

  it('sorts what has a tag by age, title and price', async () => {
    const tag = unique('Tag');
    await tagged(tag);
    expect(await slugs({ tag })).toEqual(['b', 'a', 'c']);
    expect(await slugs({ tag, sort: 'title' })).toEqual(['b', 'c', 'a']);
    expect(await slugs({ tag, sort: 'price-asc' })).toEqual(['a', 'b', 'c']);
    expect(await slugs({ tag: tag.toLowerCase(), sort: 'price-desc' })).toEqual(['c', 'b', 'a']);
  });

  it('goes on where it was when products come and go meanwhile', async () => {
    const tag = unique('tag');
    const [, zinn = ''] = await tagged(tag);
    const first = await list({ tag, sort: 'price-asc', limit: 1 });
    expect(first.body.items.map((item: { title: string }) => item.title)).toEqual(['Zinn']);
    await change(zinn, { status: 'archived' });
    const second = await list({ tag, sort: 'price-asc', limit: 1, cursor: first.body.nextCursor });
    expect(second.body.items.map((item: { title: string }) => item.title)).toEqual(['Bone']);
    const third = await list({ tag, sort: 'price-asc', limit: 1, cursor: second.body.nextCursor });
    expect(third.body).toMatchObject({ items: [{ title: 'Émail' }], nextCursor: null });
    expect((await list({ tag, sort: 'title', cursor: first.body.nextCursor })).status).toBe(400);
  });

  it('shows a summary, with an ETag, without a second call', async () => {
    const [tag, slug] = [unique('tag'), unique('mug')];
    const { productId } = await imported(slug, { tags: [tag] });
    const answer = await list({ tag });
    expect(answer.body).toEqual({
      items: [
        {
          id: productId,
          slug,
          title: 'Mug',
          vendor: 'Clay & Co',
          type: 'Kitchen',
          tags: [tag],
          sku: `${slug}-BLUE`,
          image: { url: OWN_PICTURE, alt: 'A mug' },
          priceRange: { min: { amount: 1200, currency: 'EUR' }, max: { amount: 1400, currency: 'EUR' } },
          compareAtPrice: null,
          available: false,
        },
      ],
      nextCursor: null,
    });
    expect((await list({ tag }, { 'if-none-match': answer.headers['etag'] })).status).toBe(304);
  });

  it('shows a changed price at its new place', async () => {
    const tag = unique('tag');
    const [email = ''] = await tagged(tag);
    expect(await slugs({ tag, sort: 'price-asc' })).toEqual(['a', 'b', 'c']);
    const { body } = await change(email, {});
    await change(email, { variants: [{ id: body.variants[0].id, price: { amount: 50, currency: 'EUR' } }] });
    await cooled();
    expect(await slugs({ tag, sort: 'price-asc' })).toEqual(['c', 'a', 'b']);
  });

  it('refuses what it does not know', async () => {
    for (const query of [{ colour: 'x' }, { sort: 'random' }, { limit: 0 }, { limit: 101 }, { cursor: 'forged' }]) {
      expect((await list(query)).status).toBe(400);
    }
  });
});
