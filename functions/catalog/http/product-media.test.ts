import { beforeAll, expect, it, vi } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import type { Envelope } from '#lib/event.ts';
import { get, type Item } from '#lib/table.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { deliver } from '../../../test/support/shop.ts';
import { token as mediaToken, picture, upload, uploaded } from '../../media/fixtures/uploading.ts';
import * as deleteMedia from '../../media/http/admin/delete-media.ts';
import * as onProductChanged from '../../media/queue/on-product-changed.ts';
import { productAt, productFrom } from '../catalog-table.ts';
import { build, metered, mug, staffKey, unique } from '../fixtures/catalog.ts';
import { updateProduct } from '../product/change-product.ts';
import { productEvents } from '../product/product-changes.ts';
import { upsertProduct } from '../public.ts';
import * as changeProduct from './admin/change-product.ts';
import * as createProduct from './admin/create-product.ts';
import * as getProduct from './get-product.ts';

let token = '';
beforeAll(async () => {
  token = await staffKey();
});

const stored = (id: string): Promise<Item | undefined> => get(productAt(id), { consistent: true });
const variants = () => [{ sku: unique('sku'), price: { amount: 1200, currency: 'EUR' } }];
const create = async (media: object[], more: object = {}) =>
  invokeHttp(createProduct, { token, body: { title: unique('Mug'), variants: variants(), media, ...more } });
const change = (id: string, body: object) => invokeHttp(changeProduct, { token, params: { id }, body });
/** The facts that the table's stream makes of a product's change. */
const factsOf = async (id: string, before: Item | undefined): Promise<Envelope[]> =>
  productEvents({ id: 'change', before, after: await stored(id), at: nowMs() });
const deleted = async (id: string) => invokeHttp(deleteMedia, { params: { id }, token: await mediaToken() });

it('a product shows a medium with its renditions, and an address elsewhere beside it', async () => {
  const one = await uploaded(await picture(640, 480), { alt: 'A mug from the front' });
  const made = await create([{ mediaId: one.id }, { url: 'https://img.example/back.jpg', alt: 'From behind' }]);
  expect(made.status).toBe(201);
  const common = one.image?.renditions.find(({ format, width }) => format === 'jpeg' && width === 640)?.url;
  expect(made.body.media).toEqual([
    { url: common, alt: 'A mug from the front', mediaId: one.id },
    { url: 'https://img.example/back.jpg', alt: 'From behind' },
  ]);
  await build(made.body.id);
  const page = await invokeHttp(getProduct, { params: { slug: made.body.slug } });
  const { width, height, thumbhash, colour, renditions } = one.image ?? {};
  expect(page.body.media).toEqual([
    { ...made.body.media[0], width, height, thumbhash, colour, renditions },
    made.body.media[1],
  ]);
});

it('a medium that is not there, or not ready, is refused by name, and nothing is saved', async () => {
  const waiting = await upload(await picture());
  const nobody = `med_${'0'.repeat(26)}`;
  const refused = await create([{ mediaId: waiting }, { mediaId: nobody }], { slug: unique('mug') });
  expect([refused.status, refused.body.code, refused.body.mediaIds]).toEqual([
    422,
    'media-not-ready',
    [waiting, nobody],
  ]);
  expect((await create([{ mediaId: 'mug' }])).status).toBe(400);
  expect((await create([{ mediaId: nobody, url: 'https://img.example/a.jpg' }])).status).toBe(400);
  expect((await create([{ alt: 'Neither' }])).status).toBe(400);
  expect((await create([{ mediaId: nobody }, { mediaId: nobody }])).status).toBe(400);
});

it('a medium that is about to be deleted is not taken any more', async () => {
  const { id } = await uploaded(await picture());
  expect((await deleted(id)).status).toBe(204);
  expect((await create([{ mediaId: id }])).status).toBe(201);
  vi.useFakeTimers({ now: nowMs() + 23.5 * 3_600_000, toFake: ['Date'] });
  const refused = await create([{ mediaId: id }]);
  vi.useRealTimers();
  expect([refused.status, refused.body.mediaIds]).toEqual([422, [id]]);
});

it('a medium that a product has is in use until the product lets it go, whatever order the news come in', async () => {
  const [front, back] = [await uploaded(await picture()), await uploaded(await picture())];
  const { body } = await create([{ mediaId: front.id }]);
  const first = await stored(body.id);
  const [placed] = await factsOf(body.id, undefined);
  expect(placed?.data).toMatchObject({ mediaIds: [front.id] });
  await change(body.id, { media: [{ mediaId: back.id }] });
  const [changed] = await factsOf(body.id, first);
  expect(changed?.data).toMatchObject({ mediaIds: [back.id] });
  expect(await deliver(onProductChanged, [changed, placed, changed])).toBe(0);
  expect((await deleted(front.id)).status).toBe(204);
  const refused = await deleted(back.id);
  expect([refused.status, refused.body.usedBy]).toEqual([409, [{ kind: 'product', id: body.id }]]);
  const second = await stored(body.id);
  await change(body.id, { media: [] });
  const [bare] = await factsOf(body.id, second);
  expect(bare?.data).toMatchObject({ mediaIds: [] });
  expect(await deliver(onProductChanged, [bare, bare])).toBe(0);
  expect((await deleted(back.id)).status).toBe(204);
});

it('a change of something else reads no medium, and one that a product has stays when it is no longer there', async () => {
  const { id } = await uploaded(await picture());
  const { body } = await create([{ mediaId: id }]);
  const asked = { ifMatch: undefined, now: nowMs() };
  const plain = await metered(() => updateProduct(body.id, { vendor: 'Clay' }, asked));
  const withMedia = await metered(() => updateProduct(body.id, { media: [{ mediaId: id, alt: 'New words' }] }, asked));
  expect(withMedia.used.calls).toBe(plain.used.calls);
  expect(withMedia.answer.media).toEqual([{ ...body.media[0], alt: 'New words' }]);
});

it('an import that states the address of a medium keeps the medium', async () => {
  const { id } = await uploaded(await picture());
  const slug = unique('mug');
  const { body } = await create([{ mediaId: id }], { slug });
  const media = [{ url: body.media[0].url, alt: 'From a file', position: 1 }];
  await upsertProduct(mug(slug, { media }), { now: nowMs() });
  expect(productFrom(await stored(body.id))?.product.media).toEqual([
    { url: body.media[0].url, alt: 'From a file', mediaId: id },
  ]);
});
