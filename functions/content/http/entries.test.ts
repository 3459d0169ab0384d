import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { query } from '#lib/table.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { deliver, factsOf, article as product } from '../../../test/support/shop.ts';
import * as archiveProduct from '../../catalog/http/admin/archive-product.ts';
import * as changeProduct from '../../catalog/http/admin/change-product.ts';
import { picture, uploaded } from '../../media/fixtures/uploading.ts';
import { usersOf } from '../../media/uses-table.ts';
import { createApiKey } from '../../users/public.ts';
import { table } from '../content-table.ts';
import {
  article,
  author,
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
import * as settleEntry from '../queue/settle-entry.ts';
import * as changeEntry from './admin/entries/change-entry.ts';
import * as correctEntry from './admin/entries/correct-entry.ts';
import * as createEntry from './admin/entries/create-entry.ts';
import * as deleteEntry from './admin/entries/delete-entry.ts';
import * as listAllEntries from './admin/entries/list-all-entries.ts';
import * as listRevisions from './admin/entries/list-entry-revisions.ts';
import * as showEntry from './admin/entries/show-entry.ts';
import * as unpublishEntry from './admin/entries/unpublish-entry.ts';
import * as putAuthor from './admin/names/put-author.ts';
import * as getFeedJson from './get-feed-json.ts';
import * as getFeedXml from './get-feed-xml.ts';
import * as getMonthSitemap from './get-month-sitemap.ts';
import * as getNewsSitemap from './get-news-sitemap.ts';
import * as getSitemap from './get-sitemap.ts';
import * as listEntries from './list-entries.ts';

beforeEach(() => void stopClock());
afterEach(() => void vi.useRealTimers());

const patch = (id: string, version: number, body: object) =>
  staff(changeEntry, { params: { id }, body, headers: { 'if-match': `"${version}"` } });
const unpublish = (id: string, body: object = {}) => staff(unpublishEntry, { params: { id }, body });
const cacheOf = ({ headers }: { headers: Readonly<Record<string, string>> }) => headers['cache-control'];
const slugsOf = async (query: Record<string, string>): Promise<string[]> =>
  (await done(invokeHttp(listEntries, { query }))).items.map(({ slug }: { slug: string }) => slug);
const catalog = async () => (await createApiKey({ name: 'merchant', scopes: ['catalog'] })).secret;

describe('an article', () => {
  it('is seen by nobody before it is published, and by everybody from then on', async () => {
    const [news, ada] = [await section('News'), await author('Ada')];
    const made = await draft({
      title: 'A big storm',
      slug: fresh('storm'),
      section: news,
      authors: [ada],
      tags: ['Weather'],
      standfirst: 'It blows.',
      blocks: [{ type: 'text', markdown: '# Wind\n\n*Much* of it <script>alert(1)</script>' }],
    });
    expect(made).toMatchObject({
      status: 'draft',
      kind: 'article',
      path: `/${news}/${made.slug}`,
      version: 1,
      revision: 1,
    });
    const before = await read(made.slug);
    expect([before.status, before.body.code, cacheOf(before)]).toEqual([
      404, 'not-found', 'public, max-age=0, s-maxage=2, stale-while-revalidate=0, stale-if-error=0',
    ]); // biome-ignore format: one line
    expect(await slugsOf({ section: news })).toEqual([]);
    later(3000);
    expect((await done(publish(made.id))).status).toBe('live');
    const { status, body, headers } = await read(made.slug);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: made.id,
      title: 'A big storm',
      section: { slug: news, title: 'News' },
      authors: [{ slug: ada, name: 'Ada', bio: null, image: null }],
      publishedAt: inSeconds(0),
      updatedAt: inSeconds(0),
      corrections: [],
      version: 1,
    });
    expect(body.blocks).toEqual([{ type: 'html', html: expect.stringContaining('<em>Much</em>') }]);
    expect(body.blocks[0].html).not.toContain('script');
    expect(headers['cache-control']).toBe(
      'public, max-age=0, s-maxage=2, stale-while-revalidate=3, stale-if-error=86400',
    );
    expect((await read(made.slug, { 'if-none-match': headers['etag'] ?? '' })).status).toBe(304);
    for (const query of [{ section: news }, { tag: 'weather' }, { author: ada }])
      expect(await slugsOf({ ...query, limit: '5' })).toContain(made.slug);
  });

  it('that is scheduled appears at its second, and no cache keeps its absence, or what was there before, beyond it', async () => {
    const news = await section();
    const made = await draft({ section: news });
    const from = inSeconds(5);
    expect((await done(publish(made.id, { from }))).status).toBe('scheduled');
    expect(cacheOf(await read(made.slug))).toContain('s-maxage=2,');
    later(2000);
    expect(cacheOf(await read(made.slug))).toContain('s-maxage=1,');
    expect(cacheOf(await invokeHttp(listEntries, { query: { section: news } }))).toContain(
      's-maxage=1, stale-while-revalidate=0',
    );
    later(1000);
    expect(cacheOf(await read(made.slug))).toBe('no-store');
    later(1800);
    expect((await read(made.slug)).status).toBe(404);
    expect(await slugsOf({ section: news })).toEqual([]);
    later(100);
    expect((await read(made.slug)).status).toBe(200);
    expect(await slugsOf({ section: news })).toEqual([made.slug]);
    // An update to come: the old one until then, the new one from then on, and a dead origin never shows the old one later.
    const next = await done(patch(made.id, 2, { title: 'Corrected' }));
    await done(publish(made.id, { from: inSeconds(10) }));
    later(1100);
    const old = await read(made.slug);
    expect(old.body.version).toBe(1);
    expect(cacheOf(old)).toBe('public, max-age=0, s-maxage=2, stale-while-revalidate=3, stale-if-error=5');
    later(8900);
    expect((await read(made.slug)).body).toMatchObject({
      title: 'Corrected',
      version: next.revision,
      publishedAt: from,
    });
    expect(await slugsOf({ section: news })).toEqual([made.slug]);
  });

  it('ends at its second, or when it is unpublished; its address stays its own', async () => {
    const made = await article({}, { until: inSeconds(4) });
    const shown = await read(made.slug);
    expect(cacheOf(shown)).toBe('public, max-age=0, s-maxage=2, stale-while-revalidate=0, stale-if-error=0');
    later(4000);
    expect((await read(made.slug)).status).toBe(404);
    const other = await staff(createEntry, {
      body: { title: 'x', slug: made.slug },
    });
    expect([other.status, other.body.code, other.body.slug]).toEqual([409, 'slug-taken', made.slug]);
    const again = await article();
    later(1000);
    expect((await done(unpublish(again.id))).status).toBe('unpublished');
    later(1000);
    expect((await read(again.slug)).status).toBe(404);
    expect((await unpublish(again.id)).body.code).toBe('not-published');
  });

  it('shows products, entries and authors as they are now, with not a write when they change', async () => {
    const [mug, gone] = [await product(5, 1200), await product(5, 700)];
    const ada = await author('Ada');
    const [other, ends] = [await article({ title: 'Another' }), await article({}, { until: inSeconds(60) })];
    const made = await article({
      authors: [ada],
      blocks: [
        { type: 'product', productId: mug.productId },
        { type: 'product', productId: gone.productId },
        { type: 'entry', entryId: other.id },
        { type: 'entry', entryId: ends.id },
      ],
    });
    const first = (await read(made.slug)).body;
    expect(first.blocks.map(({ type }: { type: string }) => type)).toEqual(['product', 'product', 'entry', 'entry']);
    expect(first.blocks[0].product.priceRange.min).toEqual({ amount: 1200, currency: 'EUR' });
    const before = await query(table, { pk: made.id, limit: 50, consistent: true });
    const token = await catalog();
    const variants = [{ sku: mug.sku, price: { amount: 900, currency: 'EUR' } }];
    expect((await invokeHttp(changeProduct, { params: { id: mug.productId }, body: { variants }, token })).status).toBe(
      200,
    );
    expect((await invokeHttp(archiveProduct, { params: { id: gone.productId }, token })).status).toBeLessThan(300);
    await done(staff(putAuthor, { params: { slug: ada }, body: { name: 'Ada Lovelace' } }));
    later(61_000);
    const { status, body } = await read(made.slug);
    expect(status).toBe(200);
    expect(body.blocks.map(({ type }: { type: string }) => type)).toEqual(['product', 'entry']);
    expect(body.blocks[0].product.priceRange.min.amount).toBe(900);
    expect(body.authors[0].name).toBe('Ada Lovelace');
    expect(await query(table, { pk: made.id, limit: 50, consistent: true })).toEqual(before);
  });

  it('is saved with what is not there yet, and published when it is: each that is missing is named', async () => {
    const ids = {
      productId: 'prd_01KAP0000000000000000EXAMP',
      entryId: 'ent_01KAP0000000000000000EXAMP',
      mediaId: 'med_01KAP0000000000000000EXAMP',
    };
    const made = await draft({
      section: 'nowhere', authors: ['nobody'], image: ids.mediaId,
      blocks: [{ type: 'product', productId: ids.productId }, { type: 'entry', entryId: ids.entryId }, { type: 'products', collectionId: 'col_01KAP0000000000000000EXAMP' }],
    }); // biome-ignore format: one line
    const refused = await publish(made.id);
    expect([refused.status, refused.body.code]).toEqual([422, 'reference-missing']);
    expect(refused.body.references).toEqual([
      { kind: 'product', id: ids.productId },
      { kind: 'collection', id: 'col_01KAP0000000000000000EXAMP' },
      { kind: 'entry', id: ids.entryId },
      { kind: 'author', id: 'nobody' },
      { kind: 'section', id: 'nowhere' },
      { kind: 'media', id: ids.mediaId },
    ]);
    expect((await read(made.slug)).status).toBe(404);
  });

  it('keeps its former address, which leads to the present one; the address of a draft tells nobody of it', async () => {
    const [old, next] = [fresh('old'), fresh('new')];
    const made = await article({ slug: old });
    await done(patch(made.id, 2, { slug: next }));
    expect((await read(next)).status).toBe(404);
    later(1000);
    await done(publish(made.id, { from: inSeconds(2) }));
    expect((await read(next)).status).toBe(404);
    later(2000);
    expect((await read(next)).status).toBe(200);
    const moved = await read(old);
    expect([moved.status, moved.headers['location'], cacheOf(moved)]).toEqual([
      301, `/api/v1/content/entries/${next}`, 'public, max-age=0, s-maxage=60, stale-while-revalidate=0, stale-if-error=0',
    ]); // biome-ignore format: one line
    // A slug at which nothing was ever shown is free again when its draft gives it up.
    const free = fresh('free');
    const other = await draft({ slug: free });
    await done(patch(other.id, 1, { slug: fresh('x') }));
    expect((await draft({ slug: free })).slug).toBe(free);
  });

  it('is changed by who read it last, and by nobody else', async () => {
    const made = await draft();
    const blind = await staff(changeEntry, { params: { id: made.id }, body: { title: 'x' } });
    expect([blind.status, blind.body.code]).toEqual([428, 'precondition-required']);
    expect(await done(patch(made.id, 1, { title: 'One' }))).toMatchObject({ version: 2, revision: 2, title: 'One' });
    const stale = await patch(made.id, 1, { title: 'Two' });
    expect([stale.status, stale.body.code]).toEqual([412, 'precondition-failed']);
    const both = await Promise.all([patch(made.id, 2, { title: 'A' }), patch(made.id, 2, { title: 'B' })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    const { items } = await done(staff(listRevisions, { params: { id: made.id }, query: { limit: 2 } }));
    expect(
      items.map(({ revision, published }: { revision: number; published: boolean }) => [revision, published]),
    ).toEqual([
      [3, false],
      [2, false],
    ]);
    expect((await done(staff(showEntry, { params: { id: made.id } }))).version).toBe(3);
    const list = await done(staff(listAllEntries, { query: { limit: 100 } }));
    expect(list.items.find(({ id }: { id: string }) => id === made.id)).toMatchObject({ status: 'draft', version: 3 });
  });

  it.each([
    [{ slug: 'Big Storm' }, 400, 'invalid-request'],
    [{ slug: 'a/b' }, 400, 'invalid-request'],
    [{ path: '/cart/x' }, 422, 'path-reserved'],
    [{ path: '/feed.xml' }, 400, 'invalid-request'],
    [{ slug: 'checkout' }, 422, 'path-reserved'],
    [{ title: '???' }, 422, 'slug-missing'],
    [{ blocks: [{ type: 'scream' }] }, 400, 'invalid-request'],
    [{ tags: Array.from({ length: 11 }, (_, index) => `t${index}`) }, 400, 'invalid-request'],
  ])('of %j is refused', async (body, status, code) => {
    const answer = await staff(createEntry, { body: { title: 'A story', ...body } });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it.each([
    [{ from: '2040-01-01T00:00:00.500Z' }, 'fraction-of-second'],
    [{ from: '2040-01-01T00:00:00Z', until: '2040-01-01T00:00:00Z' }, 'until-not-after-from'],
    [{ revision: 2 }, 'revision-missing'],
  ])('published with %j is refused, and nothing changes', async (body, code) => {
    const made = await draft();
    const refused = await publish(made.id, body);
    expect([refused.status, refused.body.code]).toEqual([422, code]);
    expect(await done(staff(showEntry, { params: { id: made.id } }))).toEqual(made);
  });

  it('has at most twenty steps to come', async () => {
    const made = await draft();
    for (let step = 1; step <= 20; step += 1) await done(publish(made.id, { from: inSeconds(60 * step) }));
    expect((await publish(made.id, { from: inSeconds(6000) })).body.code).toBe('too-many-steps');
  });

  it('goes back to an earlier revision', async () => {
    const made = await article({ title: 'First' });
    await done(patch(made.id, 2, { title: 'Second' }));
    later(1000);
    await done(publish(made.id));
    expect((await read(made.slug)).body.title).toBe('Second');
    later(1000);
    await done(publish(made.id, { revision: 1 }));
    expect((await read(made.slug)).body).toMatchObject({ title: 'First', version: 1 });
  });

  it('shows corrections at once, and stays where it is in lists', async () => {
    const news = await section();
    const made = await article({ section: news });
    later(5000);
    await article({ section: news });
    await done(staff(correctEntry, { params: { id: made.id }, body: { text: 'It was Tuesday.' } }));
    later(1000);
    const { body } = await read(made.slug);
    expect(body.corrections).toEqual([{ at: expect.any(String), text: 'It was Tuesday.' }]);
    expect(body.updatedAt).toBe(body.corrections[0].at);
    expect((await slugsOf({ section: news })).at(-1)).toBe(made.slug);
    expect((await staff(correctEntry, { params: { id: (await draft()).id }, body: { text: 'x' } })).body.code).toBe(
      'not-published',
    );
  });

  it('is deleted while nothing of it was ever published, and its addresses are free', async () => {
    const made = await draft({ slug: fresh('gone') });
    expect((await staff(deleteEntry, { params: { id: made.id }, headers: { 'if-match': '"9"' } })).status).toBe(412);
    expect((await staff(deleteEntry, { params: { id: made.id } })).status).toBe(204);
    expect(await settle(made.id)).toBe(0);
    expect(await settle(made.id)).toBe(0);
    const { items } = await query(table, { pk: made.id, limit: 10, consistent: true });
    expect(items).toEqual([]);
    expect((await draft({ slug: made.slug })).slug).toBe(made.slug);
    const shown = await article();
    expect((await staff(deleteEntry, { params: { id: shown.id } })).body.code).toBe('entry-published');
  });
});

describe('what follows a publication', () => {
  it('is told once for each flip, in order, however often and late it is settled', async () => {
    const made = await draft();
    await done(publish(made.id, { from: inSeconds(10), until: inSeconds(20) }));
    expect(await settle(made.id)).toBe(0);
    expect(await factsOf(table, made.id)).toEqual([]);
    later(10_000);
    await Promise.all([settle(made.id), settle(made.id)]);
    const told = async () =>
      (await factsOf(table, made.id)).map(({ type, sequence, data }) => [
        type,
        sequence,
        (data as { revision: number }).revision,
      ]);
    expect(await told()).toEqual([['entry.published', 1, 1]]);
    later(100_000);
    await settle(made.id);
    await settle(made.id);
    expect(await told()).toEqual([
      ['entry.published', 1, 1],
      ['entry.unpublished', 2, 1],
    ]);
    await done(patch(made.id, 2, { title: 'Again' }));
    await done(publish(made.id));
    // Within one second twice: each is a moment of its own.
    await done(patch(made.id, 4, { title: 'And again' }));
    await settle(made.id);
    await done(publish(made.id));
    later(1000);
    await settle(made.id);
    expect((await told()).slice(2)).toEqual([
      ['entry.published', 3, 2],
      ['entry.published', 4, 3],
    ]);
    await done(unpublish(made.id));
    later(1000);
    await settle(made.id);
    expect((await told()).at(-1)).toEqual(['entry.unpublished', 5, 3]);
  });

  it('waits for its moment where the message comes early', async () => {
    const made = await draft();
    await done(publish(made.id, { from: inSeconds(3600) }));
    expect(await deliver(settleEntry, [{ entryId: made.id, due: Date.parse(inSeconds(3600)) }])).toBe(0);
    expect(await factsOf(table, made.id)).toEqual([]);
  });

  it('notes which media it uses: those of its latest revision and of what is, or will be, shown', async () => {
    vi.useRealTimers();
    const [one, other] = [await uploaded(await picture()), await uploaded(await picture())];
    stopClock();
    const made = await article({ image: one.id, blocks: [{ type: 'image', mediaId: other.id, caption: 'Wind' }] });
    await settle(made.id);
    expect((await read(made.slug)).body).toMatchObject({
      image: { id: one.id },
      blocks: [{ type: 'image', caption: 'Wind', alt: 'A mug' }],
    });
    const users = [{ kind: 'entry', id: made.id }];
    expect([await usersOf(one.id), await usersOf(other.id)]).toEqual([users, users]);
    await done(patch(made.id, 2, { image: null }));
    await settle(made.id);
    expect(await usersOf(one.id)).toEqual(users);
    later(1000);
    await done(publish(made.id));
    later(1000);
    await settle(made.id);
    await done(patch(made.id, 4, { title: 'x' }));
    await settle(made.id);
    expect([await usersOf(one.id), await usersOf(other.id)]).toEqual([[], users]);
  });
});

describe('feeds and maps of the site', () => {
  it('have what is shown, whatever its title holds', async () => {
    const news = await section('News & <more>');
    const made = await article({ section: news, title: '</title><script>alert("&")</script>', slug: fresh('x') });
    const page = await article({ kind: 'page', path: `/about/${fresh('p')}` });
    const rss = await invokeHttp(getFeedXml, { query: { section: news } });
    expect([rss.status, rss.headers['content-type'], cacheOf(rss)]).toEqual([
      200, 'application/rss+xml; charset=utf-8', 'public, max-age=0, s-maxage=60, stale-while-revalidate=60, stale-if-error=86400',
    ]); // biome-ignore format: one line
    expect(rss.text).toContain('<title>&lt;/title&gt;&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;</title>');
    expect(rss.text).toContain(`/${news}/${made.slug}</link>`);
    const { body } = await invokeHttp(getFeedJson, { query: { section: news } });
    expect(body.items).toEqual([
      expect.objectContaining({ id: made.id, title: '</title><script>alert("&")</script>' }),
    ]);
    expect((await invokeHttp(getFeedXml, { query: { section: 'nowhere' } })).status).toBe(404);
    const month = inSeconds(0).slice(0, 7);
    expect((await invokeHttp(getSitemap)).text).toContain(`/sitemaps/${month}.xml</loc>`);
    const map = (await invokeHttp(getMonthSitemap, { params: { file: `${month}.xml` } })).text;
    expect(map).toContain(`/${news}/${made.slug}</loc>`);
    expect(map).toContain(`${page.path}</loc>`);
    const fresher = (await invokeHttp(getNewsSitemap)).text;
    expect(fresher).toContain(`/${news}/${made.slug}</loc>`);
    expect(fresher).not.toContain(page.path);
    expect((await invokeHttp(getMonthSitemap, { params: { file: '2026-13.xml' } })).status).toBe(404);
  });

  it('a list is read to its end by its cursor, each once, while others are published', async () => {
    const news = await section();
    const made: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      made.unshift((await article({ section: news })).slug);
      later(index % 2 ? 1000 : 0);
    }
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: Record<string, string> = { section: news, limit: '2', ...(cursor ? { cursor } : {}) };
      const { items, nextCursor } = await done(invokeHttp(listEntries, { query }));
      seen.push(...items.map(({ slug }: { slug: string }) => slug));
      cursor = nextCursor;
      later(1000);
      await article({ section: news });
    }
    expect(seen.sort()).toEqual(made.sort());
    const other = await done(invokeHttp(listEntries, { query: { section: news, limit: 1 } }));
    expect((await invokeHttp(listEntries, { query: { limit: 1, cursor: other.nextCursor } })).status).toBe(400);
  });
});
