import { describe, expect, it } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { contentOf } from '#lib/compress.ts';
import { newId } from '#lib/id.ts';
import { get, put, query, write } from '#lib/table.ts';
import { sqsEvent, testContext } from '../../../test/support/invoke.ts';
import { pageAt, productAt, table } from '../catalog-table.ts';
import { buildDocuments } from '../documents/build-documents.ts';
import { entriesAt, entriesFrom, placesOf } from '../documents/list-entries-table.ts';
import { readManySources } from '../documents/read-sources.ts';
import { writeDocuments } from '../documents/write-documents.ts';
import { build, metered, mug, unique, variant } from '../fixtures/catalog.ts';
import { BUILT_A_MESSAGE } from '../messages.ts';
import { allSearchSummaries, readSearchSummaries, upsertProduct } from '../public.ts';
import { handler } from './build-documents.ts';

const now = nowMs();
const tagsOf = (word: string, count: number) => Array.from({ length: count }, (_, i) => `${word}-${i}`);
/** The summary at each place of a product. */
const summariesOf = async (productId: string) => {
  const places = entriesFrom(await get(entriesAt(productId), { consistent: true })).placed.flatMap((placement) =>
    placesOf(productId, placement),
  );
  const items = await Promise.all(
    places.map(({ list, sort }) => get({ table, key: { pk: list, sk: sort } }, { consistent: true })),
  );
  return items.filter((item) => item?.['type'] !== 'lookup').map((item) => item?.['card']);
};
const inList = async (tag: string, productId: string) =>
  (await query(table, { pk: `list#tag#price#${tag}`, limit: 100, consistent: true })).items.filter((item) =>
    String(item['sk']).endsWith(productId),
  );

describe('building the documents of a product', () => {
  it('writes its entry into every list once, and none when nothing of it changed', async () => {
    const { productId } = await upsertProduct(mug(unique('mug')), { now });
    await build(productId);
    expect(await summariesOf(productId)).toHaveLength(13);
    expect((await summariesOf(productId)).every((one) => (one as { id: string }).id === productId)).toBe(true);
    const { used } = await metered(() => buildDocuments([{ productId }]));
    // The record that keeps older builders out.
    expect(used.writeUnits).toBe(1);
  });

  it('ends the same when a message comes twice, or with others of the same product at once', async () => {
    const [slug, tag] = [unique('mug'), unique('tag')];
    const { productId } = await upsertProduct(mug(slug, { tags: [tag] }), { now });
    const message = { products: [{ productId, formerSlugs: [] }] };
    const answers = await Promise.all(
      [1, 2, 3, 4].map(async (n) => {
        const price = { amount: n * 100, currency: 'EUR' };
        await upsertProduct(mug(slug, { tags: [tag], variants: [variant(slug, 'Blue', { price })] }), { now });
        return handler(sqsEvent([message, message]), testContext());
      }),
    );
    expect(answers.map((answer) => answer.batchItemFailures)).toEqual([[], [], [], []]);
    const [entry, ...more] = await inList(tag, productId);
    expect(more).toEqual([]);
    const [truth] = await readSearchSummaries([productId]);
    expect(entry?.['card']).toMatchObject({ priceRange: truth?.priceRange });
    const page = await get(pageAt(slug), { consistent: true });
    const shown = JSON.parse(contentOf(page?.['json'] as string | Uint8Array).text());
    expect(shown.variants[0].price).toEqual(truth?.priceRange.min);
  });

  it('moves a product with a hundred tags from and to every list', async () => {
    const [slug, one, other] = [unique('mug'), unique('one'), unique('other')];
    const { productId } = await upsertProduct(mug(slug, { tags: tagsOf(one, 100) }), { now });
    await build(productId);
    expect(await inList(`${one}-99`, productId)).toHaveLength(1);
    const cheaper = [variant(slug, 'Blue', { price: { amount: 1, currency: 'EUR' } })];
    await upsertProduct(mug(slug, { tags: tagsOf(other, 100), variants: cheaper }), { now });
    await Promise.all([build(productId), build(productId)]);
    expect(await inList(`${one}-0`, productId)).toHaveLength(0);
    expect(await inList(`${one}-99`, productId)).toHaveLength(0);
    expect(await inList(`${other}-99`, productId)).toHaveLength(1);
    const summaries = await summariesOf(productId);
    expect(summaries).toHaveLength(310);
    expect(
      new Set(summaries.map((one) => (one as { priceRange: { min: { amount: number } } }).priceRange.min.amount)),
    ).toEqual(new Set([1]));
  });

  it('writes every entry anew when a tag changes, since lists show tags, and removes those of a former one', async () => {
    const [slug, one, other] = [unique('mug'), unique('one'), unique('other')];
    const { productId } = await upsertProduct(mug(slug, { tags: [one] }), { now });
    await build(productId);
    await upsertProduct(mug(slug, { tags: [one, other] }), { now });
    // Sixteen entries, the page and the record, twice a unit in a transaction.
    expect((await metered(() => buildDocuments([{ productId }]))).used.writeUnits).toBe(36);
    await upsertProduct(mug(slug, { tags: [other] }), { now });
    expect((await metered(() => buildDocuments([{ productId }]))).used.writeUnits).toBe(36);
    await upsertProduct(mug(slug, { tags: [other], title: 'Cup' }), { now });
    await build(productId);
    const summaries = await summariesOf(productId);
    expect(summaries.map((one) => (one as { title: string }).title)).toEqual(Array(13).fill('Cup'));
    expect([await inList(one, productId), await inList(other, productId)]).toMatchObject([[], [{}]]);
  });

  it('leaves the list and search when it is archived', async () => {
    const [slug, tag] = [unique('mug'), unique('tag')];
    const { productId } = await upsertProduct(mug(slug, { tags: [tag] }), { now });
    await build(productId);
    const ids: string[] = [];
    for await (const summaries of allSearchSummaries()) ids.push(...summaries.map(({ id }) => id));
    expect(ids).toContain(productId);
    await upsertProduct(mug(slug, { status: 'archived', tags: [tag] }), { now });
    await build(productId);
    expect(await inList(tag, productId)).toHaveLength(0);
    expect(await readSearchSummaries([productId, 'prd_unknown'])).toEqual([undefined, undefined]);
  });

  it('takes four calls for one product, and for many of a message three reads together and a write for each', async () => {
    const created = [];
    for (let n = 0; n < BUILT_A_MESSAGE; n += 1) created.push(await upsertProduct(mug(unique('mug')), { now }));
    const [first, ...others] = created.map(({ productId }) => ({ productId }));
    expect((await metered(() => buildDocuments(first ? [first] : []))).used.calls).toBe(4);
    expect((await metered(() => buildDocuments(others))).used.calls).toBe(3 + others.length);
    // A repeat reads the same and writes the records alone.
    const { used } = await metered(() => buildDocuments(others));
    expect(used).toMatchObject({ calls: 3 + others.length, writeUnits: others.length });
  });

  it('an older builder that comes late writes nothing, also when the newer one had nothing to change', async () => {
    const [slug, tag] = [unique('mug'), unique('tag')];
    const priced = (amount: number) => [variant(slug, 'Blue', { price: { amount, currency: 'EUR' } })];
    const { productId } = await upsertProduct(mug(slug, { tags: [tag], variants: priced(100) }), { now });
    await build(productId);
    const record = entriesFrom(await get(entriesAt(productId), { consistent: true }));
    await upsertProduct(mug(slug, { tags: [tag], variants: priced(200) }), { now });
    const [late] = await readManySources([productId]);
    await upsertProduct(mug(slug, { tags: [tag], variants: priced(100) }), { now });
    await build(productId);
    expect(late && (await writeDocuments({ ...late, pictures: new Map() }, [], record))).toBe(false);
    const [entry] = await inList(tag, productId);
    expect(entry?.['card']).toMatchObject({ priceRange: { min: { amount: 100 } } });
  });

  it('of a group of products one that cannot be read does not keep the others from it', async () => {
    const { productId } = await upsertProduct(mug(unique('mug')), { now });
    const broken = newId('prd');
    await write(put(table, { ...productAt(broken).key, type: 'product', product: { nonsense: true } }));
    const failures = await buildDocuments([{ productId: broken }, { productId }]);
    expect([...failures.keys()]).toEqual([broken]);
    expect(await summariesOf(productId)).toHaveLength(13);
    const products = [broken, productId].map((id) => ({ productId: id, formerSlugs: [] }));
    expect((await handler(sqsEvent([{ products }]), testContext())).batchItemFailures).toHaveLength(1);
  });

  it('ignores a product that is not there, and reports a message that is none', async () => {
    expect(await build('prd_unknown')).toEqual({ batchItemFailures: [] });
    const answer = await handler(sqsEvent([{ nonsense: true }]), testContext());
    expect(answer.batchItemFailures).toHaveLength(1);
  });
});
