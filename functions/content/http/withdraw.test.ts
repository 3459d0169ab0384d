import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { forgetEnv } from '#lib/env.ts';
import { createEdgeControl } from '../../../local/edge/control.ts';
import { distributionParameter } from '../../../stack/edge.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { deliver, factsOf } from '../../../test/support/shop.ts';
import { look, objectsIn, picture, uploaded } from '../../media/fixtures/uploading.ts';
import * as deleteFiles from '../../media/queue/delete-files.ts';
import { visit } from '../../site/fixtures/visit.ts';
import { table } from '../content-table.ts';
import {
  article,
  done,
  draft,
  fresh,
  inSeconds,
  later,
  publish,
  read,
  section,
  settle,
  staff,
  stopClock,
} from '../fixtures/newsroom.ts';
import * as clearWithdrawn from '../queue/clear-withdrawn-entry.ts';
import { parameterName, purgeEdge } from '../withdrawal/purge-edge.ts';
import * as showEntry from './admin/entries/show-entry.ts';
import * as unpublishEntry from './admin/entries/unpublish-entry.ts';
import * as withdrawEntry from './admin/entries/withdraw-entry.ts';
import * as getFeedXml from './get-feed-xml.ts';
import * as getFront from './get-front.ts';
import * as listEntries from './list-entries.ts';

type Purged = { readonly tags: readonly string[]; readonly paths: readonly string[] };
const purged: Purged[] = [];
const control = createEdgeControl(distributionParameter('test'), (what) => void purged.push(what));
beforeAll(async () => {
  await once(control.listen(0, '127.0.0.1'), 'listening');
  const endpoint = `http://127.0.0.1:${(control.address() as AddressInfo).port}`;
  Object.assign(process.env, { AWS_ENDPOINT_URL_CLOUDFRONT: endpoint, AWS_ENDPOINT_URL_SSM: endpoint });
});
afterAll(() => control.close());
beforeEach(() => {
  stopClock();
  purged.splice(0);
});
afterEach(() => void vi.useRealTimers());

const withdraw = (id: string, headers: Record<string, string> = {}) =>
  staff(withdrawEntry, { params: { id }, body: undefined, headers });
const image = (mediaId: string) => ({ type: 'image', mediaId });
const ready = async (): Promise<string> => (await uploaded(await picture())).id;
const filesIn = (folder: string): Promise<string[]> => objectsIn('files', `media/${folder}/`);
/** The folder of a picture that is ready. */
const folderOf = async (id: string): Promise<string> => {
  const url = (await look(id)).image?.renditions[0]?.url ?? '';
  return url.match(/\/media\/([^/]+)\//)?.[1] ?? '';
};
const LISTS = ['/news-sitemap.xml', '/sitemaps/*', '/api/v1/content/news-sitemap.xml', '/api/v1/content/sitemaps/*'];

describe('a withdrawn entry', () => {
  it('is gone at once, with what would be shown later; its address stays its own', async () => {
    const made = await article({ slug: fresh('storm') });
    later(1000);
    await done(publish(made.id, { from: inSeconds(3600) }));
    later(1000);
    const { entry } = await done(withdraw(made.id));
    expect(entry).toMatchObject({ id: made.id, status: 'unpublished' });
    later(1000);
    expect((await read(made.slug)).status).toBe(404);
    later(4_000_000);
    expect((await read(made.slug)).status).toBe(404);
    await settle(made.id);
    expect((await factsOf(table, made.id)).map(({ type }) => type)).toEqual(['entry.published', 'entry.unpublished']);
  });

  it('takes the pictures with it that it alone used, and tells of those that others use', async () => {
    const [own, shared] = [await ready(), await ready()];
    const other = await draft({ blocks: [image(shared)] });
    const made = await article({ image: own, blocks: [image(shared)] });
    for (const { id } of [other, made]) await settle(id);
    const folder = await folderOf(own);
    expect((await filesIn(folder)).length).toBeGreaterThan(3);
    later(1000);

    const answer = await done(withdraw(made.id));
    expect(answer).toMatchObject({
      deletedMedia: [own],
      keptMedia: [{ id: shared, usedBy: [{ kind: 'entry', id: other.id }] }],
    });
    const message = { entryId: made.id, at: Date.now(), media: [{ mediaId: own, folder }] };
    await deliver(clearWithdrawn, [message]);
    expect(purged).toEqual([{ tags: [made.id], paths: LISTS }]);
    expect(await look(own)).toMatchObject({ status: 'refused', refusal: { code: 'withdrawn' }, image: null });
    // Files that are there could be kept anew, and so could a page that a function has read before.
    later(6000);
    await deliver(clearWithdrawn, [message]);
    expect(purged.splice(0)).toEqual([
      { tags: [made.id], paths: LISTS },
      { tags: [made.id], paths: LISTS },
    ]);
    await deliver(deleteFiles, [{ folder }]);
    expect(await filesIn(folder)).toEqual([]);
    await deliver(clearWithdrawn, [message]);
    expect(purged).toEqual([{ tags: [], paths: [`/media/${folder}/*`] }]);
    expect((await look(shared)).status).toBe('ready');

    // It came a third time: nothing is deleted or purged again.
    await deliver(clearWithdrawn, [message]);
    expect(purged.length).toBe(1);
    const again = await staff(showEntry, { params: { id: made.id } });
    expect((await publish(made.id)).body).toMatchObject({
      code: 'reference-missing',
      references: [{ kind: 'media', id: own }],
    });
    expect(again.status).toBe(200);
  });

  it('keeps a picture that something has come to use meanwhile, and files that another picture has too', async () => {
    const bytes = await picture();
    const [{ id: own }, { id: twin }, late] = [await uploaded(bytes), await uploaded(bytes), await ready()];
    const made = await article({ blocks: [image(own), image(late)] });
    await settle(made.id);
    const media = [
      { mediaId: own, folder: await folderOf(own) },
      { mediaId: late, folder: await folderOf(late) },
    ];
    later(1000);
    await done(withdraw(made.id));
    const other = await draft({ blocks: [image(late)] });
    await settle(other.id);
    await deliver(clearWithdrawn, [{ entryId: made.id, at: Date.now() - 6000, media }]);
    expect((await look(late)).status).toBe('ready');
    expect((await look(own)).status).toBe('refused');
    expect((await look(twin)).status).toBe('ready');
    expect((await filesIn(media[0]?.folder ?? '')).length).toBeGreaterThan(3);
    expect(purged).toEqual([{ tags: [made.id], paths: LISTS }]);
  });

  it('may have been unpublished before, never be a draft; an old version is refused', async () => {
    const made = await article();
    later(1000);
    const { version } = await done(staff(unpublishEntry, { params: { id: made.id }, body: {} }));
    later(1000);
    expect((await withdraw(made.id, { 'if-match': `"${version - 1}"` })).status).toBe(412);
    const { entry } = await done(withdraw(made.id));
    expect(entry).toMatchObject({ status: 'unpublished', version });
    expect((await withdraw((await draft()).id)).body).toMatchObject({ status: 409, code: 'not-published' });
    expect((await withdraw('ent_01ARZ3NDEKTSV4RRFFQ69G5FAV')).status).toBe(404);
  });

  it('has nothing to purge where a stage has no edge', async () => {
    expect(parameterName()).toBe(distributionParameter('test'));
    process.env['STAGE'] = 'edgeless';
    forgetEnv();
    try {
      await purgeEdge('ent_1/1', ['#ent_1']);
    } finally {
      process.env['STAGE'] = 'test';
      forgetEnv();
    }
    expect(purged).toEqual([]);
  });
});

describe('what is told to be purged by', () => {
  it('an entry and what is on it; lists and feeds what they name', async () => {
    const news = await section();
    const [inside, mediaId] = [await article({ section: news }), await ready()];
    later(1000);
    const made = await article({ section: news, blocks: [{ type: 'entry', entryId: inside.id }, image(mediaId)] });
    const tags = ({ headers }: { headers: Readonly<Record<string, string>> }) => headers['cache-tag']?.split(',');
    expect(tags(await read(made.slug))).toEqual([made.id, inside.id, mediaId]);
    const query = { section: news };
    for (const list of [listEntries, getFeedXml])
      expect(tags(await invokeHttp(list, { query }))).toEqual([made.id, inside.id]);
    const front = await invokeHttp(getFront, { params: { slug: news } });
    expect(tags(front)).toEqual([`front/${news}`, made.id, inside.id]);
    expect(tags(await visit(`/${news}`))).toEqual(tags(front));
    expect(tags(await visit(made.path))).toEqual([made.id, inside.id, mediaId]);
  });
});
