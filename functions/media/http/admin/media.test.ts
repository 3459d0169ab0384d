import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, test, vi } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { get, transactIf, write } from '#lib/table.ts';
import { invokeHttp } from '../../../../test/support/invoke.ts';
import { dueIn, messagesIn, queueOf } from '../../../../test/support/look.ts';
import { deliver, factsOf } from '../../../../test/support/shop.ts';
import { putFile, removeUpload } from '../../files/buckets.ts';
import { claimFolder, foldersOf } from '../../files/files-table.ts';
import { look, objectsIn, picture, post, served, tell, token, upload, uploaded } from '../../fixtures/uploading.ts';
import { DELETED_AFTER_MS, type Media, type MediaView } from '../../media.ts';
import { findMedia, processingWrite, readyWrites, table } from '../../media-table.ts';
import { noteUses } from '../../note-uses.ts';
import * as cropMedia from '../../queue/crop-media.ts';
import * as deleteFiles from '../../queue/delete-files.ts';
import * as settleMedia from '../../queue/settle-media.ts';
import { usersOf } from '../../uses-table.ts';
import * as getMedia from '../get-media.ts';
import * as changeMedia from './change-media.ts';
import * as deleteMedia from './delete-media.ts';
import * as listMedia from './list-media.ts';
import * as startUpload from './start-upload.ts';

afterEach(() => void vi.useRealTimers());
const later = (ms: number): void => void vi.useFakeTimers({ now: nowMs() + ms, toFake: ['Date'] });

const folderOf = (view: { renditions: { url: string }[] } | null): string =>
  new URL(view?.renditions[0]?.url ?? '').pathname.split('/').slice(1, 3).join('/');
const show = (id: string) => invokeHttp(getMedia, { params: { id } });

describe('an upload', () => {
  it('gets a form for 30 MB under one key, and a record that waits', async () => {
    const { status, body, headers } = await invokeHttp(startUpload, { token: await token(), body: { alt: 'A mug' } });
    expect(status).toBe(201);
    expect(headers['location']).toBe(`/api/v1/admin/media/${body.id}`);
    expect(body.id).toMatch(/^med_[0-9A-Z]{26}$/);
    expect(body.upload.fields.key).toBe(`incoming/${body.id}`);
    const policy = JSON.parse(Buffer.from(body.upload.fields.policy, 'base64').toString('utf8'));
    expect(policy.conditions).toContainEqual(['content-length-range', 0, 31_457_280]);
    expect(await look(body.id)).toMatchObject({
      status: 'waiting',
      alt: 'A mug',
      focalPoint: { x: 0.5, y: 0.5 },
      image: null,
    });
    expect((await show(body.id)).status).toBe(404);
    expect(await post(body.upload, Buffer.alloc(31_457_281))).toBe(400);
  });

  it('is made into files under addresses that never change, and told once', async () => {
    const { id, image, status } = await uploaded(await picture(700, 500), {
      alt: 'A mug',
      focalPoint: { x: 0.2, y: 0.8 },
    });
    expect(status).toBe('ready');
    expect(image).toMatchObject({ width: 700, height: 500 });
    expect(image?.colour).toMatch(/^#[0-9a-f]{6}$/);
    expect(image?.renditions.map(({ format, width, height }) => `${format} ${width}x${height}`)).toEqual([
      'avif 320x229', 'webp 320x229', 'jpeg 320x229', 'avif 640x457', 'webp 640x457', 'jpeg 640x457',
      'avif 700x500', 'webp 700x500', 'jpeg 700x500', 'jpeg 700x367', 'jpeg 500x500',
    ]); // biome-ignore format: by width
    for (const { url, format, bytes } of image?.renditions ?? []) {
      const file = await served(url);
      expect([file.type, file.bytes.length, file.cache]).toEqual([
        `image/${format}`,
        bytes,
        'public, max-age=31536000, immutable',
      ]);
    }
    expect(await objectsIn('inbox', `incoming/${id}`)).toEqual([]);
    expect((await factsOf(table, id)).map(({ type, data }) => [type, data])).toEqual([
      ['media.ready', { mediaId: id }],
    ]);
    const { body, headers } = await show(id);
    expect(body).toEqual({ id, alt: 'A mug', focalPoint: { x: 0.2, y: 0.8 }, ...image });
    expect(headers['cache-control']).toBe('public, max-age=0, s-maxage=2, stale-while-revalidate=3');
  });

  it('that is told again, side by side and later, changes nothing', async () => {
    const id = await upload(await picture());
    expect(await Promise.all([tell(id), tell(id)])).toEqual([0, 0]);
    const once = await look(id);
    expect(once.status).toBe('ready');
    expect(await tell(id)).toBe(0);
    expect(await look(id)).toEqual(once);
    expect(await factsOf(table, id)).toHaveLength(1);
    const folder = folderOf(once.image).replace('media/', '');
    expect(await get({ table, key: { pk: `file#${folder}`, sk: 'owners' } })).toMatchObject({ count: 1 });
  });

  it('that is posted again after it was worked is thrown away', async () => {
    const { body } = await invokeHttp(startUpload, { token: await token(), body: { alt: '' } });
    await post(body.upload, await picture());
    await tell(body.id);
    const once = await look(body.id);
    expect(await post(body.upload, await picture())).toBe(201);
    await tell(body.id);
    expect(await look(body.id)).toEqual(once);
    expect(await objectsIn('inbox', `incoming/${body.id}`)).toEqual([]);
  });

  it('that never comes is refused when its form has ended', async () => {
    const { body } = await invokeHttp(startUpload, { token: await token(), body: { alt: 'A mug' } });
    const waits = (await dueIn('media')).find(
      ({ queue, body: { mediaId } }) => queue === 'settle-media' && mediaId === body.id,
    );
    expect(waits?.due).toBeGreaterThan(nowMs() + 3_600_000);
    expect(await deliver(settleMedia, [waits?.body])).toBe(0);
    expect(await look(body.id)).toMatchObject({ status: 'refused', refusal: { code: 'never-uploaded' } });
    const { id } = await uploaded(await picture());
    await deliver(settleMedia, [{ mediaId: id }]);
    expect((await look(id)).status).toBe('ready');
  });

  it('that came and is not worked yet is waited for, until its file is gone: each upload ends', async () => {
    const id = await upload(await picture());
    await deliver(settleMedia, [{ mediaId: id }]);
    expect((await look(id)).status).toBe('waiting');
    const again = (await dueIn('media')).filter(
      ({ queue, body: { mediaId } }) => queue === 'settle-media' && mediaId === id,
    );
    expect(again).toHaveLength(2);
    await write(processingWrite(id, nowMs()));
    await deliver(settleMedia, [{ mediaId: id }]);
    expect((await look(id)).status).toBe('processing');
    await removeUpload(`incoming/${id}`);
    await deliver(settleMedia, [{ mediaId: id }]);
    expect(await look(id)).toMatchObject({ status: 'refused', refusal: { code: 'not-processed' } });
  });

  it('that a run claimed a folder for and died leaves no files behind, once it is settled', async () => {
    const bytes = await picture();
    const id = await upload(bytes);
    const folder = `${createHash('sha256').update(bytes).digest('hex')}.1`;
    await write(processingWrite(id, nowMs()));
    expect(await claimFolder(folder, id)).toBe(true);
    await putFile(folder, '320.webp', 'webp', bytes);
    await removeUpload(`incoming/${id}`);
    await deliver(settleMedia, [{ mediaId: id }, { mediaId: id }]);
    expect(await foldersOf(id)).toEqual([]);
    await deliver(deleteFiles, [{ folder }]);
    expect(await objectsIn('files', `media/${folder}`)).toEqual([]);
  });

  it('that lost against another one of the same form leaves no files behind either', async () => {
    const { id, image } = await uploaded(await picture());
    expect(await claimFolder('b.1', id)).toBe(true);
    await deliver(settleMedia, [{ mediaId: id }]);
    expect(await foldersOf(id)).toEqual([folderOf(image).replace('media/', '')]);
    expect(await claimFolder('b.1', newId('med'))).toBe(false);
  });

  it('whose focal point is moved while it is made is made again, and cut around the new one', async () => {
    const id = await upload(await picture(300, 200));
    const before = await findMedia(id);
    expect((await invokeHttp(changeMedia, { params: { id }, body: { focalPoint: { x: 0, y: 0 } }, token: await token() })).status).toBe(200); // biome-ignore format: one line
    const made = { folder: 'a.1', width: 1, height: 1, thumbhash: '', colour: '', renditions: [] };
    expect(await transactIf(readyWrites(before as Media, made, nowMs()))).toBe(false);
    expect(await tell(id)).toBe(0);
    expect((await look(id)).image?.renditions.at(-1)?.url).toMatch(/1080x1080-0-0\.jpeg$/);
  });
});

const ftyp = (brand: string): Buffer => Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0mif1${brand}`, 'latin1');
test.each<[string, () => Promise<Buffer> | Buffer, string]>([
  ['no bytes', () => Buffer.alloc(0), 'empty-file'],
  [
    'an SVG',
    () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    'svg-refused',
  ],
  [
    'an SVG behind an XML declaration and a comment',
    () => Buffer.from('<?xml version="1.0"?><!-- a --><svg width="1"/>'),
    'svg-refused',
  ],
  ['an SVG in UTF-16', () => Buffer.from('\ufeff<svg xmlns="http://www.w3.org/2000/svg"/>', 'utf16le'), 'svg-refused'],
  ['HEIC', () => ftyp('heic'), 'heic-refused'],
  ['a PDF', () => Buffer.from('%PDF-1.7\n1 0 obj'), 'pdf-refused'],
  ['a video', () => ftyp('isom'), 'video-refused'],
  ['a page', () => Buffer.from('<!doctype html><title>a</title>'), 'html-refused'],
  ['a script', () => Buffer.from('\n<SCRIPT>alert(1)</SCRIPT>'), 'html-refused'],
  ['a text', () => Buffer.from('hello'), 'unknown-type'],
  ['a TIFF, which is an image and none of the five', () => Buffer.from('II*\0\x08\0\0\0', 'latin1'), 'unknown-type'],
  ['a picture that was cut off', async () => (await picture(900, 900)).subarray(0, 1500), 'file-damaged'],
  ['the first bytes of a picture', async () => (await picture()).subarray(0, 40), 'file-damaged'],
])('%s is refused by name, and what comes later is not', async (_, bytes, code) => {
  const { id, status, refusal, image } = await uploaded(await bytes());
  expect({ status, code: refusal?.code, image }).toEqual({ status: 'refused', code, image: null });
  expect(refusal?.message).toMatch(/\.$/);
  expect(await objectsIn('inbox', `incoming/${id}`)).toEqual([]);
  expect((await show(id)).status).toBe(404);
});

describe('the same bytes', () => {
  it('are the same files, which go with the last medium that has them', async () => {
    const bytes = await picture();
    const [one, other] = [await uploaded(bytes), await uploaded(bytes)];
    const folder = folderOf(one.image);
    expect(folderOf(other.image)).toBe(folder);
    const files = await objectsIn('files', folder);
    expect(files).toHaveLength(8);
    await gone(one.id);
    expect(await objectsIn('files', folder)).toEqual(files);
    expect((await show(other.id)).status).toBe(200);
    await gone(other.id);
    expect(await objectsIn('files', folder)).toEqual([]);
    expect((await uploaded(bytes)).status).toBe('ready');
    expect(await objectsIn('files', folder)).toEqual(files);
  });

  it('are not claimed while their files are being deleted', async () => {
    const bytes = await picture();
    const { id, image } = await uploaded(bytes);
    const folder = folderOf(image).replace('media/', '');
    await invokeHttp(deleteMedia, { params: { id }, token: await token() });
    later(DELETED_AFTER_MS);
    await deliver(settleMedia, [{ mediaId: id }]);
    const { beginDeletion } = await import('../../files/files-table.ts');
    expect(await beginDeletion(folder)).toBe(true);
    const next = await upload(bytes);
    expect(await tell(next)).toBe(1);
    await deliver(deleteFiles, [{ folder }]);
    expect(await tell(next)).toBe(0);
    expect((await look(next)).status).toBe('ready');
    expect(await objectsIn('files', `media/${folder}`)).toHaveLength(8);
  });
});

/** Deletes a medium, and lets a day and every message of it pass, twice each. */
const gone = async (id: string): Promise<void> => {
  expect((await invokeHttp(deleteMedia, { params: { id }, token: await token() })).status).toBe(204);
  later(DELETED_AFTER_MS);
  const settle = { mediaId: id };
  await deliver(settleMedia, [settle]);
  await deliver(settleMedia, [settle]);
  const due = (await dueIn('media')).filter(({ queue }) => queue === 'delete-files').map(({ body }) => body);
  await deliver(deleteFiles, due);
  await deliver(deleteFiles, due);
  vi.useRealTimers();
};

describe('deleting', () => {
  const user = { kind: 'product', id: newId('prd') };
  const entry = { kind: 'entry', id: newId('ent') };

  it('is refused while the medium is used, naming by what', async () => {
    const { id } = await uploaded(await picture());
    await noteUses(user, 1, [id]);
    await noteUses(user, 1, [id]);
    await noteUses(entry, 4, [id]);
    const refused = await invokeHttp(deleteMedia, { params: { id }, token: await token() });
    expect([refused.status, refused.body.code]).toEqual([409, 'media-used']);
    expect(refused.body.usedBy).toEqual([entry, user]);
    await noteUses(user, 2, []);
    await noteUses(entry, 5, []);
    expect((await invokeHttp(deleteMedia, { params: { id }, token: await token() })).status).toBe(204);
  });

  it('takes a day, and does not happen to what is used by then', async () => {
    const { id, image } = await uploaded(await picture());
    expect((await invokeHttp(deleteMedia, { params: { id }, token: await token() })).status).toBe(204);
    expect((await invokeHttp(deleteMedia, { params: { id }, token: await token() })).status).toBe(204);
    const { deletesAt } = await look(id);
    expect(Date.parse(deletesAt ?? '') - nowMs()).toBeGreaterThan(86_390_000);
    await deliver(settleMedia, [{ mediaId: id }]);
    expect((await show(id)).status).toBe(200);
    await noteUses(user, 3, [id]);
    later(DELETED_AFTER_MS);
    await deliver(settleMedia, [{ mediaId: id }]);
    expect(await look(id)).toMatchObject({ status: 'ready', deletesAt: null });
    vi.useRealTimers();
    await noteUses(user, 4, []);
    await gone(id);
    expect((await show(id)).status).toBe(404);
    expect(await objectsIn('files', folderOf(image))).toEqual([]);
    await noteUses(user, 5, [id]);
    expect(await usersOf(id)).toEqual([]);
  });

  it('of what waits for its file ends what is uploaded then', async () => {
    const bytes = await picture();
    const id = await upload(bytes);
    await invokeHttp(deleteMedia, { params: { id }, token: await token() });
    later(DELETED_AFTER_MS);
    await deliver(settleMedia, [{ mediaId: id }, { mediaId: id }]);
    vi.useRealTimers();
    expect(await tell(id)).toBe(0);
    expect(await objectsIn('inbox', `incoming/${id}`)).toEqual([]);
    expect(await findMedia(id)).toBeUndefined();
  });
});

describe('the list', () => {
  const ids = async (query: Record<string, string | number> = {}): Promise<string[]> => {
    const found: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const asked = { ...query, limit: 3, ...(cursor ? { cursor } : {}) };
      const { body } = await invokeHttp(listMedia, { query: asked, token: await token() });
      found.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor;
    }
    return found;
  };

  it('has every medium once, newest first, and those that nothing uses', async () => {
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1) made.unshift((await uploaded(await picture())).id);
    expect((await ids()).filter((id) => made.includes(id))).toEqual(made);
    const user = { kind: 'product', id: newId('prd') };
    await noteUses(user, 1, [made[1] ?? '']);
    const unused = async () => (await ids({ unused: 'true' })).filter((id) => made.includes(id));
    expect(await unused()).toEqual(made.filter((id) => id !== made[1]));
    await noteUses(user, 2, []);
    expect(await unused()).toEqual(made);
  });
});

describe('a change', () => {
  const change = async (id: string, body: object, headers: Record<string, string> = {}) =>
    invokeHttp(changeMedia, { params: { id }, body, headers, token: await token() });

  it('of the alt text counts at once', async () => {
    const { id, version } = await uploaded(await picture());
    const changed = await change(id, { alt: 'A cup' }, { 'if-match': `"${version}"` });
    expect(changed.body).toMatchObject({ alt: 'A cup', version: version + 1 });
    expect((await show(id)).body.alt).toBe('A cup');
    expect((await change(id, { alt: 'B' }, { 'if-match': `"${version}"` })).status).toBe(412);
    expect((await change(id, { focalPoint: { x: 1.1, y: 0 } })).status).toBe(400);
  });

  it('of the focal point cuts the previews anew, under new addresses, and a repeat cuts nothing', async () => {
    const { id, image } = await uploaded(await picture(800, 400));
    const cuts = (view: MediaView) => view.renditions.slice(-2).map(({ url }) => url.split('/').at(-1));
    expect(cuts(image as MediaView)).toEqual(['1200x630-50-50.jpeg', '1080x1080-50-50.jpeg']);
    expect((await change(id, { focalPoint: { x: 0.1, y: 0.5 } })).status).toBe(200);
    const sent = (await messagesIn(queueOf('media', 'crop-media'))).filter(({ mediaId }) => mediaId === id);
    expect(sent).toHaveLength(1);
    expect(await deliver(cropMedia, sent)).toBe(0);
    const once = await look(id);
    expect(cuts(once.image as MediaView)).toEqual(['1200x630-10-50.jpeg', '1080x1080-10-50.jpeg']);
    expect(once.image?.renditions).toHaveLength(image?.renditions.length ?? 0);
    expect((await served(once.image?.renditions.at(-1)?.url ?? '')).bytes.length).toBe(
      once.image?.renditions.at(-1)?.bytes,
    );
    expect(await deliver(cropMedia, sent)).toBe(0);
    expect(await look(id)).toEqual(once);
    expect((await change(id, { focalPoint: { x: 0.1, y: 0.5 } })).status).toBe(200);
    expect((await messagesIn(queueOf('media', 'crop-media'))).filter(({ mediaId }) => mediaId === id)).toHaveLength(1);
  });
});
