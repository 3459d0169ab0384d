import { beforeAll, describe, expect, it } from 'vitest';
import { sleep } from '#lib/clock.ts';
import { get, type Item, type Ref, update, write } from '#lib/table.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { deliver } from '../../../test/support/shop.ts';
import { productAt, readProduct, table } from '../catalog-table.ts';
import { collectionAt } from '../collections/collections-table.ts';
import { build, metered, mug, staffKey, unique } from '../fixtures/catalog.ts';
import { articleWith, byTag, collectionWith } from '../fixtures/collections.ts';
import * as changeProduct from '../http/admin/change-product.ts';
import * as changeCollection from '../http/admin/collections/change-collection.ts';
import * as getCollection from '../http/get-collection.ts';
import * as getProduct from '../http/get-product.ts';
import * as listCollections from '../http/list-collections.ts';
import { productEvents } from '../product/product-changes.ts';
import { upsertProduct } from '../public.ts';
import * as rebuild from '../queue/rebuild-descriptions.ts';
import { rebuildCollections, rebuildProducts } from './rebuild-descriptions.ts';

let token = '';
beforeAll(async () => {
  token = await staffKey();
});
const read = (ref: Ref): Promise<Item | undefined> => get(ref, { consistent: true });

/** What a filter before the first let through. */
const EVIL = '<p>Good.</p><script>alert(1)</script>';
const CLEAN = '<p>Good.</p>';
/** Makes an item of a description that an older filter let through. */
const plant = async (ref: Ref, path: string): Promise<void> => {
  const values = { evil: EVIL, older: 0 };
  await write(update(table, ref.key, `SET ${path} = :evil, #filterVersion = :older`, values));
};
const planted = async () => {
  const article = await articleWith({ description: '<p>Good.</p>' });
  await plant(productAt(article.productId), '#product.#description');
  return article;
};
/** Pages and lists are kept in memory for a second. */
const cooled = () => sleep(1050);
const descriptionOf = async (productId: string): Promise<unknown> => {
  const item = await read(productAt(productId));
  const product = item?.['product'] as Item | undefined;
  return product?.['description'];
};

describe('a product whose description an older filter let through', () => {
  it('is clean afterwards, on its page too, without a new version and without an event; twice is once', async () => {
    const { productId, slug } = await planted();
    await write(
      update(table, { pk: `page#${slug}`, sk: 'document' }, 'SET #json = :json', {
        json: JSON.stringify({ description: EVIL }),
      }),
    );
    await write(update(table, { pk: productId, sk: 'cards' }, 'SET #page = :page', { page: 'older' }));
    const before = await read(productAt(productId));
    const message = { productIds: [productId], collectionIds: [] };
    expect(await deliver(rebuild, [message, message])).toBe(0);
    expect(await descriptionOf(productId)).toBe(CLEAN);
    const after = await read(productAt(productId));
    expect(after?.['version']).toBe(before?.['version']);
    expect(productEvents({ id: '1', at: 0, before, after })).toEqual([]);
    await cooled();
    const page = await invokeHttp(getProduct, { params: { slug } });
    expect([page.body.description, page.body.version, page.body.title]).toEqual([CLEAN, 1, 'Mug']);
    const { used } = await metered(() => rebuildProducts([productId]));
    expect([used.writeUnits, used.calls]).toEqual([0, 1]);
    expect(await read(productAt(productId))).toEqual(after);
  });

  it('is written by nobody as it was: a build and a change of something else take the present filter', async () => {
    const [built, changed, imported] = [await planted(), await planted(), await planted()];
    await build(built.productId);
    expect((await invokeHttp(getProduct, { params: { slug: built.slug } })).body.description).toBe(CLEAN);
    const body = { title: 'Cup' };
    const answer = await invokeHttp(changeProduct, { token, params: { id: changed.productId }, body });
    expect([answer.body.description, await descriptionOf(changed.productId)]).toEqual([CLEAN, CLEAN]);
    await upsertProduct(mug(imported.slug, { description: undefined, title: 'Jug' }), { now: 0 });
    expect(await descriptionOf(imported.productId)).toBe(CLEAN);
    expect((await readProduct(built.productId))?.product.description).toBe(CLEAN);
  });

  it('stays as another wrote it meanwhile', async () => {
    const { productId } = await planted();
    await invokeHttp(changeProduct, { token, params: { id: productId }, body: { description: '<p>New.</p>' } });
    expect(await deliver(rebuild, [{ productIds: [productId], collectionIds: [] }])).toBe(0);
    expect([await descriptionOf(productId), (await readProduct(productId))?.product.version]).toEqual([
      '<p>New.</p>',
      2,
    ]);
  });
});

describe('a collection whose description an older filter let through', () => {
  it('is clean afterwards, in the public list too', async () => {
    const { id, slug } = await collectionWith(token, {
      ...byTag(unique('tag')),
      title: unique('A'),
      description: CLEAN,
    });
    await plant(collectionAt(id), '#description');
    const stored = await read(collectionAt(id));
    const sk = `${String(stored?.['title']).toLowerCase()}#${id}`;
    await write(update(table, { pk: 'list#collections', sk }, 'SET #description = :evil', { evil: EVIL }));
    const message = { productIds: [], collectionIds: [id, 'col_00000000000000000000000000'] };
    expect(await deliver(rebuild, [message, message])).toBe(0);
    expect(await read(collectionAt(id))).toEqual({ ...stored, description: CLEAN, filterVersion: 1 });
    expect((await read({ table, key: { pk: 'list#collections', sk } }))?.['description']).toBe(CLEAN);
    expect((await invokeHttp(getCollection, { params: { slug } })).body.description).toBe(CLEAN);
    const all = await invokeHttp(listCollections, { query: { limit: 100 } });
    expect(all.text).not.toContain('<script');
    await plant(collectionAt(id), '#description');
    const answer = await invokeHttp(changeCollection, { token, params: { id }, body: { title: unique('B') } });
    expect([answer.body.description, (await read(collectionAt(id)))?.['description']]).toEqual([CLEAN, CLEAN]);
    const { used } = await metered(() => rebuildCollections([id]));
    expect([used.writeUnits, used.calls]).toEqual([0, 1]);
  });
});
