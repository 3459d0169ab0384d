import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { article as product } from '../../../test/support/shop.ts';
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
  staff,
  stopClock,
} from '../fixtures/newsroom.ts';
import * as changeEntry from './admin/entries/change-entry.ts';
import * as deleteEntry from './admin/entries/delete-entry.ts';
import * as listFrontRevisions from './admin/fronts/list-front-revisions.ts';
import * as publishFront from './admin/fronts/publish-front.ts';
import * as putFront from './admin/fronts/put-front.ts';
import * as showFront from './admin/fronts/show-front.ts';
import * as deleteAuthor from './admin/names/delete-author.ts';
import * as deleteMenu from './admin/names/delete-menu.ts';
import * as deleteRedirect from './admin/names/delete-redirect.ts';
import * as deleteSection from './admin/names/delete-section.ts';
import * as listAuthors from './admin/names/list-authors.ts';
import * as listRedirects from './admin/names/list-redirects.ts';
import * as putMenu from './admin/names/put-menu.ts';
import * as putRedirect from './admin/names/put-redirect.ts';
import * as putSection from './admin/names/put-section.ts';
import * as createPreview from './admin/previews/create-preview.ts';
import * as getFront from './get-front.ts';
import * as getHome from './get-home.ts';
import * as getMenu from './get-menu.ts';
import * as getPreview from './get-preview.ts';

beforeEach(() => void stopClock());
afterEach(() => void vi.useRealTimers());

const front = (slug: string) => invokeHttp(getFront, { params: { slug } });
const cacheOf = ({ headers }: { headers: Readonly<Record<string, string>> }) => headers['cache-control'];
const put = (slug: string, slots: object[], headers: Record<string, string> = {}) =>
  staff(putFront, { params: { slug }, body: { title: 'Front', slots }, headers });
const show = (slug: string, body: object = {}) => staff(publishFront, { params: { slug }, body });
type Slots = { slots: { id: string; items: { id: string }[] }[] };
const itemsOf = ({ slots }: Slots) =>
  Object.fromEntries(slots.map(({ id, items }) => [id, items.map((one) => one.id)]));

describe('a front', () => {
  it('shows what is chosen by hand and what lists have, each thing once, as it is now', async () => {
    const [slug, news] = [fresh('front'), await section()];
    const mug = await product(3, 1500);
    const [one, two, three] = [
      await article({ section: news, tags: ['x'] }),
      await article({ section: news }),
      await article({ section: news, tags: ['x'] }),
    ];
    const soon = await draft({ section: news });
    await done(publish(soon.id, { from: inSeconds(60) }));
    await done(
      put(slug, [
        {
          id: 'top',
          style: 'lead',
          items: [
            { type: 'entry', id: one.id },
            { type: 'entry', id: soon.id },
            { type: 'product', id: mug.productId },
          ],
        },
        { id: 'alert', from: inSeconds(4), until: inSeconds(8), items: [{ type: 'entry', id: two.id }] },
        { id: 'latest', title: 'Latest', list: { section: news, limit: 5 } },
        { id: 'tagged', list: { tag: 'x', limit: 5 } },
      ]),
    );
    expect((await front(slug)).status).toBe(404);
    later(2000);
    await done(show(slug));
    const first = await front(slug);
    expect(itemsOf(first.body)).toEqual({
      top: [one.id, mug.productId],
      latest: expect.arrayContaining([two.id, three.id]),
      tagged: expect.not.arrayContaining([one.id, three.id]),
    });
    expect(first.body.slots[0].items[1]).toMatchObject({
      type: 'product',
      priceRange: { min: { amount: 1500, currency: 'EUR' } },
    });
    expect(first.body.version).toBe(1);
    expect(cacheOf(first)).toBe('public, max-age=0, s-maxage=0, stale-while-revalidate=0, stale-if-error=4');
    later(2000);
    expect(itemsOf((await front(slug)).body)).toMatchObject({ alert: [two.id], latest: [three.id] });
    later(4000);
    expect(Object.keys(itemsOf((await front(slug)).body))).toEqual(['top', 'latest', 'tagged']);
    later(60_000);
    expect(itemsOf((await front(slug)).body)).toMatchObject({ top: [one.id, soon.id, mug.productId] });
  });

  it('goes back to an earlier revision, and changes at its second', async () => {
    const slug = fresh('front');
    const [one, two] = [await article(), await article()];
    await done(put(slug, [{ id: 'a', items: [{ type: 'entry', id: one.id }] }]));
    await done(show(slug));
    const draftOf = await done(staff(showFront, { params: { slug } }));
    expect(draftOf).toMatchObject({
      version: 2,
      revision: 1,
      timeline: [{ from: inSeconds(0), until: null, revision: 1 }],
    });
    expect((await put(slug, [], { 'if-match': '"1"' })).status).toBe(412);
    await done(put(slug, [{ id: 'a', items: [{ type: 'entry', id: two.id }] }], { 'if-match': '"2"' }));
    await done(show(slug, { from: inSeconds(3) }));
    later(2800);
    expect(itemsOf((await front(slug)).body)).toEqual({ a: [one.id] });
    later(200);
    expect(itemsOf((await front(slug)).body)).toEqual({ a: [two.id] });
    await done(show(slug, { revision: 1, from: inSeconds(1) }));
    later(1000);
    expect(itemsOf((await front(slug)).body)).toEqual({ a: [one.id] });
    const { items } = await done(staff(listFrontRevisions, { params: { slug } }));
    expect(
      items.map(({ revision, published }: { revision: number; published: boolean }) => [revision, published]),
    ).toEqual([
      [2, true],
      [1, true],
    ]);
  });

  it('of a section, or the home page, that nobody made has the latest articles', async () => {
    const news = await section('Sport');
    const made = await article({ section: news });
    expect((await front(news)).body).toMatchObject({ title: 'Sport', version: 0 });
    expect(itemsOf((await front(news)).body)).toEqual({ latest: [made.id] });
    // Others may have made one meanwhile: the tables are shared. That it has the latest articles is a step of the demo.
    expect((await invokeHttp(getHome)).status).toBe(200);
    expect((await front('nowhere')).status).toBe(404);
  });

  it.each([
    [[{ id: 'a', items: [], list: { limit: 3 } }], 400, 'invalid-request'],
    [
      [
        { id: 'a', list: { limit: 50 } },
        { id: 'b', list: { limit: 50 } },
        { id: 'c', list: { limit: 1 } },
      ],
      400,
      'invalid-request',
    ],
    [Array.from({ length: 13 }, (_, index) => ({ id: `s${index}`, items: [] })), 400, 'invalid-request'],
    [
      [
        { id: 'a', items: [] },
        { id: 'a', items: [] },
      ],
      422,
      'item-twice',
    ],
    [[{ id: 'a', items: [], from: '2040-01-01T00:00:00.5Z' }], 422, 'fraction-of-second'],
    [
      [{ id: 'a', items: [], from: '2040-01-02T00:00:00Z', until: '2040-01-01T00:00:00Z' }],
      422,
      'until-not-after-from',
    ],
  ])('of %j is refused', async (slots, status, code) => {
    const answer = await put(fresh('front'), slots);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('is published when what it names is there', async () => {
    const slug = fresh('front');
    await done(
      put(slug, [
        { id: 'a', items: [{ type: 'entry', id: 'ent_01KAP0000000000000000EXAMP' }] },
        { id: 'b', list: { section: 'nowhere' } },
      ]),
    );
    const refused = await show(slug);
    expect([refused.status, refused.body.references]).toEqual([
      422, [{ kind: 'entry', id: 'ent_01KAP0000000000000000EXAMP' }, { kind: 'section', id: 'nowhere' }],
    ]); // biome-ignore format: one line
    expect((await show('nowhere')).status).toBe(404);
  });
});

describe('names', () => {
  test('a section is renamed everywhere at once, and stays while entries are in it', async () => {
    const news = await section('News');
    const made = await article({ section: news });
    const again = await staff(putSection, { params: { slug: news }, body: { title: 'World' } });
    expect([again.status, again.body.version]).toEqual([200, 2]);
    later(1100);
    expect((await read(made.slug)).body.section).toEqual({ slug: news, title: 'World' });
    expect((await staff(deleteSection, { params: { slug: news } })).body.code).toBe('section-used');
    const empty = await section();
    expect((await staff(deleteSection, { params: { slug: empty } })).status).toBe(204);
    expect((await staff(deleteSection, { params: { slug: empty } })).status).toBe(404);
    expect((await staff(putSection, { params: { slug: 'checkout' }, body: { title: 'x' } })).body.code).toBe(
      'path-reserved',
    );
    const page = await draft({ kind: 'page', slug: fresh('page') });
    expect((await staff(putSection, { params: { slug: page.slug }, body: { title: 'x' } })).body.code).toBe(
      'path-taken',
    );
  });

  test('an author who is removed is left out', async () => {
    const ada = await author('Ada');
    const made = await article({ authors: [ada] });
    expect((await done(staff(listAuthors, { query: { limit: 100 } }))).items).toContainEqual(
      expect.objectContaining({ slug: ada, name: 'Ada', version: 1 }),
    );
    expect((await staff(deleteAuthor, { params: { slug: ada }, headers: { 'if-match': '"2"' } })).status).toBe(412);
    expect((await staff(deleteAuthor, { params: { slug: ada } })).status).toBe(204);
    later(1100);
    expect((await read(made.slug)).body.authors).toEqual([]);
  });

  test('a menu is read by its name', async () => {
    const name = fresh('menu');
    const items = [{ title: 'News', href: '/news', items: [{ title: 'Elsewhere', href: 'https://example.com/' }] }];
    await done(staff(putMenu, { params: { name }, body: { items } }), 201);
    expect((await invokeHttp(getMenu, { params: { name } })).body).toEqual({ name, items: [{ ...items[0] }] });
    expect(
      (await staff(putMenu, { params: { name }, body: { items: [{ title: 'x', href: 'javascript:alert(1)' }] } }))
        .status,
    ).toBe(400);
    expect(
      (await staff(putMenu, { params: { name }, body: { items: [{ title: 'x', href: '//evil.example' }] } })).status,
    ).toBe(400);
    expect((await staff(deleteMenu, { params: { name } })).status).toBe(204);
    later(1100);
    expect((await invokeHttp(getMenu, { params: { name } })).status).toBe(404);
  });

  test('a redirect leads to a path of this site, and never in a circle', async () => {
    const [a, b, c] = [`/${fresh('a')}`, `/${fresh('b')}`, `/${fresh('c')}`];
    const redirect = (from: string, to: string) => staff(putRedirect, { body: { from, to } });
    const { id } = await done(redirect(a, `${b}?x=1`));
    await done(redirect(b, c));
    for (const [from, to, code] of [
      [a, a, 'redirect-circle'],
      [c, `${a}#x`, 'redirect-circle'],
      [c, '//evil.example/x', 'redirect-elsewhere'],
      [c, 'https://evil.example', 'redirect-elsewhere'],
      [c, '/\\evil.example', 'redirect-elsewhere'],
      [c, 'x', 'redirect-elsewhere'],
      ['/cart', c, 'path-reserved'],
    ] as const)
      expect([from, to, (await redirect(from, to)).body.code]).toEqual([from, to, code]);
    const page = await article({ kind: 'page', path: c });
    expect((await redirect(page.path, '/elsewhere')).body.code).toBe('path-taken');
    expect((await done(staff(listRedirects, { query: { limit: 100 } }))).items).toContainEqual({
      id,
      from: a,
      to: `${b}?x=1`,
    });
    expect((await staff(deleteRedirect, { params: { id } })).status).toBe(204);
    expect((await staff(deleteRedirect, { params: { id } })).status).toBe(404);
    await done(redirect(a, c));
  });
});

describe('a preview', () => {
  const preview = async (body: object) => (await done(staff(createPreview, { body }), 201)).token as string;
  const look = (token: string) => invokeHttp(getPreview, { params: { token } });

  it('shows a revision with everything around it as it will be, to who has its address', async () => {
    const later10 = await draft({ title: 'Later' });
    await done(publish(later10.id, { from: inSeconds(600) }));
    const made = await draft({ title: 'Secret', blocks: [{ type: 'entry', entryId: later10.id }] });
    const [now, then] = [await preview({ entryId: made.id }), await preview({ entryId: made.id, at: inSeconds(600) })];
    const shown = await look(now);
    expect([shown.status, cacheOf(shown), shown.headers['x-robots-tag']]).toEqual([
      200,
      'private, no-store',
      'noindex',
    ]);
    expect(shown.body).toMatchObject({ entry: { title: 'Secret', blocks: [] }, front: null });
    expect((await look(then)).body.entry.blocks).toEqual([
      { type: 'entry', entry: expect.objectContaining({ title: 'Later' }) },
    ]);
    await done(
      staff(changeEntry, { params: { id: made.id }, body: { title: 'Changed' }, headers: { 'if-match': '"1"' } }),
    );
    expect((await look(now)).body.entry.title).toBe('Secret');
    const [id = '', payload = '', mac = ''] = now.split('.');
    const other = Buffer.from(Buffer.from(payload, 'base64url').toString().replace(',1,', ',2,')).toString('base64url');
    for (const token of [
      `${id}.${other}.${mac}`,
      `${id}.${payload}`,
      `k9.${payload}.${mac}`,
      `${now}x`,
      `${payload}.${mac}.${id}`,
    ])
      expect((await look(token)).status).toBe(404);
    await done(staff(deleteEntry, { params: { id: made.id } }), 204);
    expect((await look(now)).status).toBe(404);
  });

  it('of a front shows it as of a moment, and ends', async () => {
    const slug = fresh('front');
    const soon = await draft();
    await done(publish(soon.id, { from: inSeconds(60) }));
    await done(put(slug, [{ id: 'a', items: [{ type: 'entry', id: soon.id }] }]));
    const token = await preview({ front: slug, at: inSeconds(60), hours: 1 });
    expect(itemsOf((await look(token)).body.front)).toEqual({ a: [soon.id] });
    later(3_600_000);
    expect((await look(token)).status).toBe(404);
    expect((await staff(createPreview, { body: { front: 'nowhere' } })).status).toBe(404);
    expect((await staff(createPreview, { body: { front: slug, revision: 7 } })).body.code).toBe('revision-missing');
    expect((await staff(createPreview, { body: {} })).status).toBe(400);
    expect((await staff(createPreview, { body: { front: slug, hours: 169 } })).status).toBe(400);
  });
});
