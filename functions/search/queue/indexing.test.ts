import { describe, expect, it } from 'vitest';
import { sleep } from '#lib/clock.ts';
import { writeIf } from '#lib/table.ts';
import { invokeHttp, testContext } from '../../../test/support/invoke.ts';
import { messagesIn, queueOf } from '../../../test/support/look.ts';
import { deliver } from '../../../test/support/shop.ts';
import { metered } from '../../catalog/fixtures/catalog.ts';
import { buildDocuments } from '../../catalog/public.ts';
import { embeddedEngine } from '../embedded-engine.ts';
import { product, summary, word } from '../fixtures/products.ts';
import * as searchProducts from '../http/search-products.ts';
import { indexProducts as indexAll } from '../index-products.ts';
import { readBuilt, readProductRows, rowWrite, shardOf } from '../index-table.ts';
import * as reconcileIndex from '../schedule/reconcile-index.ts';
import * as buildShard from './build-shard.ts';
import * as indexProducts from './index-products.ts';
import * as onProductChanged from './on-product-changed.ts';

const fact = (type: string, aggregate: string, data: object) => ({
  id: 'evt_1', type, version: 1, timestamp: '2026-01-01T00:00:00.000Z', aggregate, sequence: 1, actor: 'test',
  traceparent: '', data,
}); // biome-ignore format: an envelope
const changed = (productId: string) =>
  fact('product.changed', productId, { productId, slug: 'a', status: 'active', version: 1 });

/** Builds what the change of a product asked for, as the queue does a moment later. */
const build = async (productId: string): Promise<void> => {
  const asked: { shard: number; dirty: number }[] = await messagesIn(queueOf('search', 'build-shard'));
  const mine = asked.filter(({ shard }) => shard === shardOf(productId));
  expect(mine.length).toBeGreaterThan(0);
  expect(await deliver(buildShard, mine)).toBe(0);
  // Warm functions answer from memory for a moment.
  await sleep(1600);
};
const readRow = async (productId: string) => (await readProductRows([productId]))[0];
const found = async (q: string): Promise<string[]> =>
  (await invokeHttp(searchProducts, { query: { q } })).body.items.map(({ id }: { id: string }) => id);

describe('a changed product', () => {
  it('is found once its part of the index is built, and found otherwise after the next change', async () => {
    const [handle, before, after] = [word(), word(), word()];
    const { productId } = await product(handle, `Cup ${before}`);
    expect(await deliver(onProductChanged, [changed(productId)])).toBe(0);
    await build(productId);
    expect(await found(before)).toEqual([productId]);
    await product(handle, `Cup ${after}`);
    await deliver(onProductChanged, [changed(productId)]);
    await build(productId);
    expect(await found(before)).toEqual([]);
    expect(await found(after)).toEqual([productId]);
  });

  it.each(['draft', 'archived'] as const)('that is %s is found no more', async (status) => {
    const [handle, name] = [word(), word()];
    const { productId } = await product(handle, name);
    await deliver(onProductChanged, [changed(productId)]);
    await build(productId);
    expect(await found(name)).toEqual([productId]);
    await product(handle, name, { status });
    await deliver(onProductChanged, [changed(productId)]);
    await build(productId);
    expect(await found(name)).toEqual([]);
  });

  it('told of twice, late or out of order: stored once, as it is now', async () => {
    const handle = word();
    const { productId } = await product(handle, 'Old name');
    await product(handle, 'New name');
    await deliver(onProductChanged, [changed(productId), changed(productId)]);
    await deliver(indexProducts, [{ productIds: [productId] }]);
    expect(await readRow(productId)).toMatchObject({ revision: 1, summary: { title: 'New name', version: 2 } });
  });

  it('of many told of together each is one write; the reads are three, and each part of the index is requested once', async () => {
    const made = [];
    for (let n = 0; n < 20; n += 1) made.push(await product(word(), 'Together'));
    const ids = made.map(({ productId }) => productId);
    const shards = new Set(ids.map(shardOf)).size;
    expect((await metered(() => indexAll(ids))).used).toMatchObject({ calls: 3 + 20 + shards, messages: shards });
    expect((await metered(() => indexAll(ids))).used).toMatchObject({ calls: 3 + shards, messages: shards });
  });

  it('is stored as the newest says when two consumers meet', async () => {
    const id = `prd_${word()}`;
    let reads = 0;
    await embeddedEngine.sync([id], async () => {
      reads += 1;
      // Somebody else, who read later, stores first.
      if (reads === 1) await writeIf(rowWrite(id, { revision: 1, summary: summary(id, 'Second') }, 0));
      return [summary(id, reads === 1 ? 'First' : 'Second')];
    });
    expect(await readRow(id)).toMatchObject({ revision: 1, summary: { title: 'Second' } });
    expect(reads).toBe(2);
  });

  it('a product that was never sold leaves no trace to be found', async () => {
    const name = word();
    const { productId } = await product(word(), name, { status: 'draft' });
    await deliver(onProductChanged, [changed(productId)]);
    expect((await readRow(productId))?.summary).toBeUndefined();
  });
});

describe('building a part of the index', () => {
  it('many requests at once are one build, and a repeat none', async () => {
    const handle = word();
    const { productId } = await product(handle, 'Many');
    for (let n = 0; n < 5; n += 1) {
      await product(handle, `Many ${n}`);
      await deliver(onProductChanged, [changed(productId)]);
    }
    await build(productId);
    const built = (await readBuilt({ consistent: true })).get(shardOf(productId));
    await deliver(buildShard, [{ shard: shardOf(productId), dirty: 1 }]);
    expect((await readBuilt({ consistent: true })).get(shardOf(productId))).toBe(built);
    expect(built).toBeGreaterThanOrEqual(5);
  });
});

describe('comparing the index with the catalog', () => {
  it('brings in what no fact told of, takes out what is not sold, and then finds nothing to do', async () => {
    const [told, untold, gone] = [await product(word(), 'Told'), await product(word(), 'Untold'), `prd_${word()}`];
    await buildDocuments([told, untold]);
    await deliver(onProductChanged, [changed(told.productId)]);
    await embeddedEngine.sync([gone], async () => [summary(gone, 'Gone')]);
    const ids = [told.productId, untold.productId, gone];
    const sent = async (): Promise<string[]> => {
      const waiting: { productIds: string[] }[] = await messagesIn(queueOf('search', 'index-products'));
      return waiting.flatMap(({ productIds }) => productIds.filter((id) => ids.includes(id)));
    };
    await reconcileIndex.handler({}, testContext());
    const different = await sent();
    expect(different.toSorted()).toEqual([untold.productId, gone].toSorted());
    expect(await deliver(indexProducts, [{ productIds: [...different, ...different] }])).toBe(0);
    expect(await readRow(told.productId)).toMatchObject({ revision: 1, summary: { title: 'Told' } });
    expect(await readRow(untold.productId)).toMatchObject({ revision: 1, summary: { title: 'Untold' } });
    expect(await readRow(gone)).toEqual({ revision: 2 });
    await reconcileIndex.handler({}, testContext());
    expect(await sent()).toEqual(different);
    expect((await readRow(gone))?.revision).toBe(2);
    expect((await readRow(untold.productId))?.revision).toBe(1);
  });
});
