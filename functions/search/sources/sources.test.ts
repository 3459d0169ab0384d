import { afterEach, expect, test, vi } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { build, mug, staffKey, unique, variant } from '../../catalog/fixtures/catalog.ts';
import { collectionWith, match } from '../../catalog/fixtures/collections.ts';
import { noteStock, upsertProduct } from '../../catalog/public.ts';
import {
  article, author, done, draft, inSeconds, later, publish, section, staff, stopClock,
} from '../../content/fixtures/newsroom.ts'; // biome-ignore format: a list
import * as changeEntry from '../../content/http/admin/entries/change-entry.ts';
import * as showEntry from '../../content/http/admin/entries/show-entry.ts';
import * as unpublishEntry from '../../content/http/admin/entries/unpublish-entry.ts';
import { SearchDocument } from '../document.ts';
import { readDocuments, sources } from './sources.ts';

afterEach(() => vi.useRealTimers());

const read = async (id: string) => (await readDocuments([id]))[0];
const put = async (more: Parameters<typeof mug>[1] = {}) =>
  (await upsertProduct(mug(unique('found'), more), { now: nowMs() })).productId;

test('a product is read with all that it is looked for by', async () => {
  const handle = unique('found');
  const { productId, variants } = await upsertProduct(
    mug(handle, {
      description: '<h2>Holds&nbsp;coffee</h2><p>and <b>te</b>a &amp; milk.</p>',
      variants: [variant(`${handle}-BLUE`, 'Blue', { barcode: '4006381333931' }), variant(`${handle}-RED`, 'Red')],
    }),
    { now: nowMs() },
  );
  const token = await staffKey();
  const shown = await collectionWith(token, { slug: unique('kitchen'), kind: 'manual', productIds: [productId] });
  const hidden = await collectionWith(token, { kind: 'manual', productIds: [productId], active: false });
  await match([productId], shown.id);
  await match([productId], hidden.id);
  await noteStock([{ variantId: variants[1]?.variantId ?? '', productId, shard: 0, available: true, at: 1 }]);
  const document = await read(productId);
  expect(SearchDocument.parse(document)).toEqual(document);
  expect(document).toMatchObject({
    id: productId,
    kind: 'product',
    language: 'en',
    title: 'Mug',
    vendor: 'Clay & Co',
    type: 'Kitchen',
    tags: ['kitchen'],
    identifiers: [`${handle}-BLUE`, '4006381333931', `${handle}-RED`],
    attributes: ['Blue', 'Red'],
    description: 'Holds coffee and tea & milk.',
    collections: [shown.slug],
    options: { Colour: ['Blue', 'Red'] },
    units: 0,
    shown: { kind: 'product', product: { id: productId, available: true, version: 3 } },
  });
  expect(document?.createdAt).toMatch(/^20\d\d-.*Z$/);
});

test('a text of 60,000 characters is cut to 4,000', async () => {
  const id = await put({ description: `<p>${'word '.repeat(12_000)}</p>` });
  expect((await read(id))?.description.length).toBe(3_999);
});

test('what is not sold, or not there, is not to be found', async () => {
  const [draftId, active] = [await put({ status: 'draft' }), await put()];
  const found = await readDocuments([
    draftId,
    active,
    'prd_01J0000000000000000000000',
    'ent_01J0000000000000000000000',
  ]);
  expect(found.map((one) => one?.id)).toEqual([undefined, active, undefined, undefined]);
});

test('an entry is read as the revision that is shown, with those who wrote it', async () => {
  const [slug, by] = [await section('World news'), await author('Ada Lovelace')];
  const made = await article({
    title: 'Storm',
    slug: unique('storm'),
    standfirst: 'It was loud.',
    section: slug,
    authors: [by],
    tags: ['weather'],
    blocks: [{ type: 'text', markdown: 'Trees **fell**.' }],
  });
  const document = await read(made.id);
  expect(SearchDocument.parse(document)).toEqual(document);
  expect(document).toMatchObject({
    kind: 'entry',
    language: 'en',
    title: 'Storm',
    vendor: null,
    type: slug,
    tags: ['weather'],
    attributes: ['Ada Lovelace'],
    description: 'It was loud. Trees fell.',
    shown: { kind: 'entry', entry: { id: made.id, title: 'Storm', standfirst: 'It was loud.', image: null } },
  });
  expect(document?.shown).not.toHaveProperty('visibleUntil');
  expect((await read((await draft()).id))?.id).toBeUndefined();
});

const versionOf = async (id: string) => (await done(staff(showEntry, { params: { id } }))).version;

test('an entry that ends says when, one that a next revision follows does not', async () => {
  stopClock();
  const made = await article({ title: 'First', slug: unique('first') });
  await publish(made.id, { revision: 1, from: inSeconds(60), until: inSeconds(120) });
  expect((await read(made.id))?.shown).toMatchObject({ visibleUntil: inSeconds(120) });
  const versioned = async () => ({ params: { id: made.id }, headers: { 'if-match': `"${await versionOf(made.id)}"` } });
  await done(staff(changeEntry, { ...(await versioned()), body: { title: 'Second' } }));
  await done(publish(made.id, { from: inSeconds(120) }));
  expect((await read(made.id))?.shown).toEqual({ kind: 'entry', entry: expect.objectContaining({ title: 'First' }) });
  later(121_000);
  expect(await read(made.id)).toMatchObject({ title: 'Second' });
  await done(staff(unpublishEntry, await versioned()));
  expect(await read(made.id)).toBeUndefined();
});

test('the listing goes through products and then entries, from its own text alone', async () => {
  const [product, made] = [await put(), await article()];
  await build(product);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await sources.list(cursor);
    expect(page.ids.length).toBeLessThanOrEqual(100);
    seen.push(...page.ids);
    cursor = page.cursor;
  } while (cursor !== undefined);
  expect(seen).toContain(product);
  expect(seen).toContain(made.id);
  expect(new Set(seen).size).toBe(seen.length);
});
