import { describe, expect, it } from 'vitest';
import { sleep } from '#lib/clock.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { deliver } from '../../../test/support/shop.ts';
import { metered } from '../../catalog/fixtures/catalog.ts';
import { article, done, staff } from '../../content/fixtures/newsroom.ts';
import * as showEntry from '../../content/http/admin/entries/show-entry.ts';
import * as unpublishEntry from '../../content/http/admin/entries/unpublish-entry.ts';
import { product, word } from '../fixtures/products.ts';
import { changes } from '../generations/generations.ts';
import * as searchProducts from '../http/search-products.ts';
import { takeIn } from '../take-in.ts';
import * as onEntryChanged from './on-entry-changed.ts';
import * as onProductChanged from './on-product-changed.ts';

const fact = (type: string, aggregate: string, data: object) => ({
  id: 'evt_1', type, version: 1, timestamp: '2026-01-01T00:00:00.000Z', aggregate, sequence: 1, actor: 'test',
  traceparent: '', data,
}); // biome-ignore format: an envelope
const changed = (productId: string) =>
  fact('product.changed', productId, { productId, slug: 'a', status: 'active', version: 1 });

/** Warm functions answer from memory for a moment. */
const aMoment = () => sleep(1600);
const found = async (q: string): Promise<string[]> =>
  (await invokeHttp(searchProducts, { query: { q } })).body.items.map(({ id }: { id: string }) => id);

describe('a changed product', () => {
  it('is found a moment after its event, and found otherwise after the next one', async () => {
    const [handle, before, after] = [word(), word(), word()];
    const { productId } = await product(handle, `Cup ${before}`);
    expect(await deliver(onProductChanged, [changed(productId)])).toBe(0);
    await aMoment();
    expect(await found(before)).toEqual([productId]);
    await product(handle, `Cup ${after}`);
    await deliver(onProductChanged, [changed(productId)]);
    await aMoment();
    expect(await found(before)).toEqual([]);
    expect(await found(after)).toEqual([productId]);
  });

  it.each(['draft', 'archived'] as const)('that is %s is found no more', async (status) => {
    const [handle, name] = [word(), word()];
    const { productId } = await product(handle, name);
    await deliver(onProductChanged, [changed(productId)]);
    await aMoment();
    expect(await found(name)).toEqual([productId]);
    await product(handle, name, { status });
    await deliver(onProductChanged, [changed(productId)]);
    await aMoment();
    expect(await found(name)).toEqual([]);
  });

  it('told of twice, late or out of order: found once, as it is now', async () => {
    const [handle, before, after] = [word(), word(), word()];
    const { productId } = await product(handle, before);
    await product(handle, after);
    await deliver(onProductChanged, [changed(productId), changed(productId)]);
    await deliver(onProductChanged, [changed(productId)]);
    await aMoment();
    expect(await found(before)).toEqual([]);
    expect(await found(after)).toEqual([productId]);
  });

  it('of many told of together each is one change; they are one write, and seven calls in all', async () => {
    const made = [];
    for (let n = 0; n < 20; n += 1) made.push(await product(word(), 'Together'));
    const ids = made.map(({ productId }) => productId);
    await takeIn(ids);
    const before = await changes.end();
    const { used } = await metered(() => takeIn([...ids, ...ids]));
    expect(await changes.end()).toEqual({ n: before.n + 1, changes: before.changes + 20 });
    expect(used).toMatchObject({ messages: 0 });
    expect(used.calls).toBeLessThanOrEqual(7);
  });

  it('that was never sold is not found', async () => {
    const name = word();
    const { productId } = await product(word(), name, { status: 'draft' });
    expect(await deliver(onProductChanged, [changed(productId)])).toBe(0);
    await aMoment();
    expect(await found(name)).toEqual([]);
  });
});

describe('an entry', () => {
  const told = (type: string, entryId: string) => fact(type, entryId, { entryId, path: '/a', revision: 1, version: 1 });
  const foundEntries = async (q: string): Promise<string[]> =>
    (await invokeHttp(searchProducts, { query: { q, kind: 'entry' } })).body.items.map(({ id }: { id: string }) => id);

  it('is found a moment after it was published, whatever comes twice, and no more when it is not shown', async () => {
    const name = word();
    const made = await article({ title: `News of ${name}` });
    for (const turn of [1, 2])
      expect(await deliver(onEntryChanged, [told('entry.published', made.id)]), String(turn)).toBe(0);
    await aMoment();
    expect(await foundEntries(name)).toEqual([made.id]);
    expect(await found(name)).toEqual([]);
    const { version } = await done(staff(showEntry, { params: { id: made.id } }));
    await done(staff(unpublishEntry, { params: { id: made.id }, headers: { 'if-match': `"${version}"` } }));
    await deliver(onEntryChanged, [told('entry.unpublished', made.id), told('entry.published', made.id)]);
    await aMoment();
    expect(await foundEntries(name)).toEqual([]);
  });
});
