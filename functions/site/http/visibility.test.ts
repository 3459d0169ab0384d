import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { mug, staffKey, unique } from '../../catalog/fixtures/catalog.ts';
import { byTag, collectionWith, match } from '../../catalog/fixtures/collections.ts';
import { upsertProduct } from '../../catalog/public.ts';
import {
  article, done, draft, fresh, inSeconds, later, publish, read, staff, stopClock,
} from '../../content/fixtures/newsroom.ts'; // biome-ignore format: a list
import * as publishFront from '../../content/http/admin/fronts/publish-front.ts';
import * as putFront from '../../content/http/admin/fronts/put-front.ts';
import * as createPreview from '../../content/http/admin/previews/create-preview.ts';
import * as getFront from '../../content/http/get-front.ts';
import * as getPreview from '../../content/http/get-preview.ts';
import { word } from '../../search/fixtures/products.ts';
import * as searchProducts from '../../search/http/search-products.ts';
import * as suggest from '../../search/http/suggest-queries.ts';
import { takeIn } from '../../search/take-in.ts';
import { cacheOf, type Visit, visit } from '../fixtures/visit.ts';

let catalog = '';
beforeAll(async () => {
  catalog = await staffKey();
});
/** Each test's clock is ahead of the one before, which a warm function's memory has seen. */
let tests = 0;
beforeEach(() => void stopClock(60_000 * tests++));
afterEach(() => void vi.useRealTimers());

/** The clock stands a tenth after a whole second; the product is shown from the fourth second on, until just before the eighth. */
const [FROM_MS, UNTIL_MS] = [3900, 7900];
/** A product that is shown then, in its collection, its documents built and the search told. */
const made = async () => {
  const [name, tag, slug] = [word(), unique('tag'), unique('mug')];
  const collection = await collectionWith(catalog, byTag(tag));
  const { productId } = await upsertProduct(
    mug(slug, { title: name, tags: [tag], visibleFrom: inSeconds(4), visibleUntil: inSeconds(8) }),
    { now: nowMs() },
  );
  await match([productId]);
  await takeIn([productId]);
  return { name, slug, productId, collection };
};
/** Looks just before the product appears, at that moment, just before it goes, and at that one. */
const throughout = async <T>(look: () => Promise<T>): Promise<T[]> => {
  const seen: T[] = [];
  for (const ms of [FROM_MS - 1, 1, UNTIL_MS - FROM_MS - 1, 1]) {
    later(ms);
    seen.push(await look());
  }
  return seen;
};
const cards = ({ document }: Visit): number => document.querySelectorAll('.card-title').length;

test('its page, its collection, what a search finds: by the clock, and no cache keeps any of it beyond a flip', async () => {
  const { name, slug, collection } = await made();
  const flips = (headers: Record<string, string>) => headers['cache-control']?.match(/s-maxage=(\d+)/)?.[1];
  later(1000);
  const paths = [`/products/${slug}`, `/collections/${collection.slug}`, `/search?q=${name}`];
  for (const path of paths) expect(flips((await visit(path)).headers), path).toBe('1');
  later(-1000);
  const seen = await throughout(async () => {
    const [page, list, found] = [await visit(paths[0] ?? ''), await visit(paths[1] ?? ''), await visit(paths[2] ?? '')];
    return [page.status, cards(list), cards(found), found.textOf('.note')?.slice(0, 9), cacheOf(page)?.slice(28)];
  });
  expect(seen).toEqual([
    [404, 0, 0, 'Nothing w', ''],
    [200, 1, 1, '1 product', '2, stale-while-revalidate=1, stale-if-error=1'],
    [200, 1, 1, '1 product', '0, stale-while-revalidate=0, stale-if-error=0'],
    [404, 0, 0, 'Nothing w', '2, stale-while-revalidate=0, stale-if-error=0'],
  ]);
});

test('search answers and completes it by the clock, also from memory', async () => {
  const { name, productId } = await made();
  const seen = await throughout(async () => {
    const found = await invokeHttp(searchProducts, { query: { q: name } });
    const completed = await invokeHttp(suggest, { query: { q: name.slice(0, -2) } });
    expect(Object.keys(found.body.items[0] ?? {}).filter((key) => /visible|flips|version/.test(key))).toEqual([]);
    return [
      found.body.items.map(({ id }: { id: string }) => id), found.body.total, found.body.facets.tags.length,
      completed.body.items.includes(name), found.headers['cache-control']?.slice(19, 29),
    ]; // biome-ignore format: one line
  });
  expect(seen).toEqual([
    [[], 0, 0, false, 's-maxage=0'],
    [[productId], 1, 1, true, 's-maxage=2'],
    [[productId], 1, 1, true, 's-maxage=0'],
    [[], 0, 0, false, 's-maxage=2'],
  ]);
});

test('an article and a front that name it, or its collection, leave it out, by the clock', async () => {
  const { productId, collection } = await made();
  const story = await article({
    blocks: [
      { type: 'product', productId },
      { type: 'products', collectionId: collection.id },
    ],
  });
  const slug = fresh('front');
  await done(
    staff(putFront, {
      params: { slug },
      body: { title: 'Front', slots: [{ id: 'a', items: [{ type: 'product', id: productId }] }] },
    }),
  );
  await done(staff(publishFront, { params: { slug }, body: {} }));
  const seen = await throughout(async () => {
    const [entry, page] = [await read(story.slug), await visit(story.path)];
    const front = await invokeHttp(getFront, { params: { slug } });
    return [
      entry.status,
      entry.body.blocks.length,
      cards(page),
      front.body.slots[0].items.length,
      cacheOf(entry)?.slice(28),
    ];
  });
  const always = 'stale-if-error=86400';
  expect(seen).toEqual([
    [200, 0, 0, 0, '0, stale-while-revalidate=0, stale-if-error=3'],
    [200, 2, 2, 1, '2, stale-while-revalidate=1, stale-if-error=1'],
    [200, 2, 2, 1, '0, stale-while-revalidate=0, stale-if-error=0'],
    [200, 0, 0, 0, `2, stale-while-revalidate=3, ${always}`],
  ]);
});

test('a preview shows it as it will be at its moment', async () => {
  const { productId, collection } = await made();
  const story = await draft({
    blocks: [
      { type: 'product', productId },
      { type: 'products', collectionId: collection.id },
    ],
  });
  const blocks = async (at?: string) => {
    const { token } = await done(staff(createPreview, { body: { entryId: story.id, ...(at ? { at } : {}) } }), 201);
    const { body } = await invokeHttp(getPreview, { params: { token } });
    return body.entry.blocks.length;
  };
  expect([await blocks(), await blocks(inSeconds(4)), await blocks(inSeconds(7)), await blocks(inSeconds(8))]).toEqual([
    0, 2, 2, 0,
  ]);
});

test('an entry may name it before it is shown', async () => {
  const { productId } = await made();
  const story = await draft({ blocks: [{ type: 'product', productId }] });
  expect((await publish(story.id)).status).toBe(200);
});
