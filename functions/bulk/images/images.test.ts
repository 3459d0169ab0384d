import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { get } from '#lib/table.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { messagesIn, queueOf } from '../../../test/support/look.ts';
import { deliver, factsOf } from '../../../test/support/shop.ts';
import { productAt, productFrom, readSlug } from '../../catalog/catalog-table.ts';
import { build } from '../../catalog/fixtures/catalog.ts';
import * as getProduct from '../../catalog/http/get-product.ts';
import type { Image, ProductImage } from '../../catalog/product/product.ts';
import { variantAt, variantFrom } from '../../catalog/public.ts';
import { useNetwork } from '../../media/fetching/network.ts';
import { requestPictures } from '../../media/fetching/request-pictures.ts';
import { anAddress, fetched } from '../../media/fixtures/fetching.ts';
import { type Answer, bytes, type Hosts, startHosts } from '../../media/fixtures/hosts.ts';
import { look as lookAtMedium, picture } from '../../media/fixtures/uploading.ts';
import { table as mediaTable } from '../../media/media-table.ts';
import {
  bring,
  chunksIn,
  importFile,
  look,
  metered,
  putFile,
  show,
  showsIn,
  startImport,
  tell,
  unique,
} from '../fixtures/importing.ts';
import type { ImagePlace } from '../messages.ts';
import * as onMediaSettled from '../queue/on-media-settled.ts';
import * as settleImages from '../queue/settle-images.ts';

let hosts: Hosts;
const answers = new Map<string, Answer>();
const nothing = bytes('', 'text/plain', 404);
beforeAll(async () => {
  hosts = await startHosts((address) => answers.get(address) ?? nothing);
  useNetwork(hosts.network);
});
afterAll(async () => {
  useNetwork();
  await hosts.close();
});
beforeEach(() => hosts.asked.splice(0));

const there = async (): Promise<string> => {
  const url = anAddress();
  answers.set(url, bytes(await picture()));
  return url;
};
const csvOf = (...rows: readonly (readonly [handle: string, title: string, image: string])[]): string =>
  ['Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src', ...rows.map(([handle, title, image]) => title ? `${handle},${title},Title,Default Title,${handle.toUpperCase()},12.00,${image}` : `${handle},,,,,,${image}`)].map((line) => `${line}\n`).join(''); // biome-ignore format: rows

const productOf = async (handle: string) => {
  const productId = (await readSlug(handle)) ?? '';
  const product = productFrom(await get(productAt(productId), { consistent: true }))?.product;
  return {
    id: productId,
    version: product?.version,
    media: product?.media ?? [],
    variantId: product?.variants[0]?.id ?? '',
  };
};
/** What shoppers see: on the page, and in a cart. */
const shown = async (handle: string): Promise<[page: Image[], cart: Image | undefined]> => {
  const { id, variantId } = await productOf(handle);
  await build(id);
  const { body } = await invokeHttp(getProduct, { params: { slug: handle } });
  const image = variantFrom(await get(variantAt(variantId), { consistent: true }))?.image;
  return [body.media.map(({ url, alt, mediaId }: Image) => ({ url, alt, mediaId })), image];
};
const idsOf = (media: readonly ProductImage[]): string[] => media.map(({ mediaId = '' }) => mediaId);
/** Fetches media, and tells of each what the table's stream does; answers how many messages failed. */
const settled = async (...ids: readonly string[]): Promise<number> => {
  let failed = 0;
  for (const id of ids) {
    await fetched(id);
    failed += await deliver(onMediaSettled, await factsOf(mediaTable, id));
  }
  return failed;
};
const errorsOf = async (id: string): Promise<string[]> => {
  const { errorsUrl } = await look(id);
  return errorsUrl === null ? [] : (await (await fetch(errorsUrl)).text()).split('\r\n').slice(1, -1);
};

describe('a picture that an import names', () => {
  it('is saved with its address, fetched once, and shown when it is ready', async () => {
    const [handle, front, back] = [unique('mug'), await there(), await there()];
    const seen = await importFile(csvOf([handle, 'Mug', front], [handle, '', back]));
    expect(seen).toMatchObject({ status: 'done', images: { total: 2, ready: 0, failed: 0 } });
    const { media, version } = await productOf(handle);
    expect(media.map(({ url, source, refusal }) => [url, source, refusal])).toEqual([
      [front, front, undefined],
      [back, back, undefined],
    ]);
    // Until then shoppers see it at its address.
    expect((await shown(handle))[0].map(({ url }) => url)).toEqual([front, back]);
    const [first = '', second = ''] = idsOf(media);
    expect(await settled(first)).toBe(0);
    expect([(await look(seen.id)).images, (await productOf(handle)).version]).toEqual([{ total: 2, ready: 1, failed: 0 }, version]); // biome-ignore format: one line
    expect(await settled(second)).toBe(0);
    const after = await productOf(handle);
    expect(after.version).toBe((version ?? 0) + 1);
    expect(after.media.map(({ url, source, mediaId }) => [/\/media\/.*\.jpeg$/.test(url), source, mediaId])).toEqual([
      [true, front, first],
      [true, back, second],
    ]);
    // A warm function keeps a page for a second.
    const urls = after.media.map(({ url }) => url);
    await expect.poll(async () => (await shown(handle))[0].map(({ url }) => url)).toEqual(urls);
    const [page, cart] = await shown(handle);
    expect(cart).toEqual(page[0]);
    expect((await look(seen.id)).images).toEqual({ total: 2, ready: 2, failed: 0 });
    expect(hosts.asked.toSorted()).toEqual([front, back].toSorted());
  });

  it('that is not taken is shown to nobody, and stands in the file of errors with its line and reason, also after the end', async () => {
    const [handle, front] = [unique('mug'), await there()];
    const missing = anAddress('missing.png');
    const page = anAddress('page.png');
    answers.set(page, bytes('<!doctype html>', 'image/png'));
    const inside = 'http://169.254.169.254/latest/meta-data';
    const seen = await importFile(
      csvOf([handle, 'Mug', missing], [handle, '', front], [handle, '', page], [handle, '', inside]),
    );
    expect([seen.status, await errorsOf(seen.id)]).toEqual(['done', []]);
    const ids = idsOf((await productOf(handle)).media);
    const [gone = '', ...others] = ids;
    expect(await settled(gone)).toBe(0);
    const notFound = `2,${handle},not-found,The image ${missing} is not taken: There is nothing at the address.`;
    expect([(await look(seen.id)).images, await errorsOf(seen.id)]).toEqual([
      { total: 4, ready: 0, failed: 1 },
      [notFound],
    ]);
    expect(await settled(...others)).toBe(0);
    expect((await look(seen.id)).images).toEqual({ total: 4, ready: 1, failed: 3 });
    const errors = await errorsOf(seen.id);
    expect(errors.map((line) => line.split(',').slice(0, 3).join())).toEqual([
      `2,${handle},not-found`,
      `4,${handle},html-refused`,
      `5,${handle},address-not-public`,
    ]);
    const { media } = await productOf(handle);
    expect(media.map(({ refusal }) => refusal)).toEqual(['not-found', undefined, 'html-refused', 'address-not-public']);
    const [onPage, cart] = await shown(handle);
    expect([idsOf(onPage), cart?.mediaId]).toEqual([[ids[1]], ids[1]]);
    // Kept, once nothing more is to come: looking costs one read.
    expect([(await look(seen.id)).images, await errorsOf(seen.id)]).toEqual([
      { total: 4, ready: 1, failed: 3 },
      errors,
    ]);
  });

  it('is neither fetched nor written when the same file comes again, nor for another product', async () => {
    const [handle, other, url, missing] = [unique('mug'), unique('cup'), await there(), anAddress()];
    const file = csvOf([handle, 'Mug', url], [handle, '', missing]);
    await importFile(file);
    await settled(...idsOf((await productOf(handle)).media));
    const before = await productOf(handle);
    const media = await Promise.all(idsOf(before.media).map(lookAtMedium));
    hosts.asked.splice(0);
    const again = await importFile(file);
    expect(again).toMatchObject({
      products: { created: 0, changed: 0, unchanged: 1 },
      images: { total: 2, ready: 1, failed: 1 },
    });
    expect((await errorsOf(again.id)).map((line) => line.split(',')[2])).toEqual(['not-found']);
    expect([await productOf(handle), await Promise.all(idsOf(before.media).map(lookAtMedium))]).toEqual([
      before,
      media,
    ]);
    const another = await importFile(
      csvOf([other, 'Cup', missing], [other, '', url.toUpperCase().replace('.EXAMPLE/X.PNG', '.example/x.png')]),
    );
    expect(another.images).toEqual({ total: 2, ready: 1, failed: 1 });
    expect(idsOf((await productOf(other)).media)).toEqual(idsOf(before.media).reverse());
    expect([(await productOf(other)).version, hosts.asked]).toEqual([1, []]);
  });

  it('of the shop itself is left as it is', async () => {
    const handle = unique('mug');
    const url = 'http://127.0.0.1:3000/demo-pictures/mug.svg';
    const seen = await importFile(csvOf([handle, 'Mug', url]));
    expect([seen.images.total, (await productOf(handle)).media]).toEqual([0, [{ url, alt: '' }]]);
  });

  it('is asked for by no dry run', async () => {
    const [handle, url] = [unique('mug'), await there()];
    const seen = await importFile(csvOf([handle, 'Mug', url]), { dryRun: true });
    expect([seen.products.created, seen.images.total]).toEqual([1, 0]);
    const { mediaId = '' } = (await requestPictures([{ url, alt: '' }], nowMs())).get(url) ?? {};
    expect(Date.parse((await lookAtMedium(mediaId)).createdAt)).toBeGreaterThanOrEqual(Date.parse(seen.createdAt));
  });
});

describe('a fact about a medium', () => {
  it('counts once, however often it comes, and for each import that waits', async () => {
    const [handle, other, url] = [unique('mug'), unique('cup'), await there()];
    const [first, second] = [
      await importFile(csvOf([handle, 'Mug', url])),
      await importFile(csvOf([other, 'Cup', url])),
    ];
    const [id = ''] = idsOf((await productOf(handle)).media);
    await fetched(id);
    const facts = await factsOf(mediaTable, id);
    expect(await deliver(onMediaSettled, [...facts, ...facts])).toBe(0);
    expect(await deliver(onMediaSettled, facts)).toBe(0);
    for (const one of [first, second]) expect((await look(one.id)).images).toEqual({ total: 1, ready: 1, failed: 0 });
    expect([(await productOf(handle)).version, (await productOf(other)).version]).toEqual([2, 2]);
  });

  it('that comes before its chunk is noted is counted with the chunk, and a chunk that comes twice counts once', async () => {
    const [handle, url, missing] = [unique('mug'), await there(), anAddress()];
    const [first, second] = [await startImport(), await startImport()];
    for (const id of [first, second]) {
      await putFile(id, csvOf([handle, 'Mug', url], [handle, '', missing]));
      await tell(id);
    }
    const media = await requestPictures([{ url, alt: '' }, { url: missing, alt: '' }], nowMs()); // biome-ignore format: two
    await settled(...[...media.values()].map(({ mediaId }) => mediaId));
    const chunks = await chunksIn(first);
    expect(await bring([...chunks, ...chunks])).toBe(0);
    await Promise.all([bring(await chunksIn(second)), bring(await chunksIn(second))]);
    for (const id of [first, second]) {
      await show(await showsIn(id));
      expect(await look(id)).toMatchObject({ status: 'done', images: { total: 2, ready: 1, failed: 1 } });
      expect(await errorsOf(id)).toHaveLength(1);
    }
  });

  it('about a picture of many products is worked by many messages', async () => {
    const url = await there();
    const handles = Array.from({ length: 23 }, (_, n) => unique(`m${n}`));
    const seen = await importFile(csvOf(...handles.map((handle) => [handle, 'Mug', url] as const)));
    const [id = ''] = idsOf((await productOf(handles[0] ?? '')).media);
    expect(await settled(id)).toBe(0);
    const sent: { places: ImagePlace[] }[] = await messagesIn(queueOf('bulk', 'settle-images'));
    const mine = sent.filter(({ places }) => places[0]?.importId === seen.id);
    expect(mine.map(({ places }) => places.length)).toEqual([20, 3]);
    for (const _ of ['once', 'again']) expect(await deliver(settleImages, mine)).toBe(0);
    expect((await look(seen.id)).images).toEqual({ total: 23, ready: 23, failed: 0 });
    expect(hosts.asked).toHaveLength(1);
  });

  it('costs few calls, and a product changes once for all its pictures', async () => {
    const handle = unique('mug');
    const urls = await Promise.all(Array.from({ length: 5 }, there));
    await importFile(csvOf(...urls.map((url, n) => [handle, n === 0 ? 'Mug' : '', url] as const)));
    const ids = idsOf((await productOf(handle)).media);
    const used = [];
    for (const id of ids) {
      await fetched(id);
      const facts = await factsOf(mediaTable, id);
      used.push(await metered(() => deliver(onMediaSettled, facts)));
    }
    // Where it is named, the product, its awaited media; and then its count: the last one changes the product beside that.
    expect(used.map(({ calls }) => calls)).toEqual([4, 4, 4, 4, 5]);
    expect(used.slice(0, 4).map(({ writeUnits }) => writeUnits)).toEqual([4, 4, 4, 4]);
    // Beside the count: the product, of two kilobytes, its card, and what checkout reads of its one variant.
    expect(used.at(-1)?.writeUnits).toBe(4 + 4 + 2 + 2);
    expect((await productOf(handle)).version).toBe(2);
  });
});
