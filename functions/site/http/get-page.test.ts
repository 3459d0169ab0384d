import { afterEach, beforeAll, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { invokeHttp, sqsEvent, testContext } from '../../../test/support/invoke.ts';
import { build, mug, staffKey, unique, variant } from '../../catalog/fixtures/catalog.ts';
import { articleWith, byTag, collectionWith, match } from '../../catalog/fixtures/collections.ts';
import * as changeProduct from '../../catalog/http/admin/change-product.ts';
import * as createPriceList from '../../catalog/http/admin/price-lists/create-price-list.ts';
import * as setPrices from '../../catalog/http/admin/price-lists/set-listed-prices.ts';
import { upsertProduct } from '../../catalog/public.ts';
import { handler as priceProducts } from '../../catalog/queue/price-products.ts';
import {
  article, author, done, draft, fresh, inSeconds, later, publish, section, staff, stopClock,
} from '../../content/fixtures/newsroom.ts'; // biome-ignore format: a list
import * as changeEntry from '../../content/http/admin/entries/change-entry.ts';
import * as correctEntry from '../../content/http/admin/entries/correct-entry.ts';
import * as publishFront from '../../content/http/admin/fronts/publish-front.ts';
import * as putFront from '../../content/http/admin/fronts/put-front.ts';
import * as putMenu from '../../content/http/admin/names/put-menu.ts';
import * as putRedirect from '../../content/http/admin/names/put-redirect.ts';
import { chosenEngine } from '../../search/chosen-engine.ts';
import { documentOf, word } from '../../search/fixtures/documents.ts';
import { cacheOf, type Visit, visit } from '../fixtures/visit.ts';

let catalog = '';
beforeAll(async () => {
  catalog = await staffKey();
});
beforeEach(() => void stopClock());
afterEach(() => void vi.useRealTimers());

/** A product with its page; answers its slug and id. */
const product = async (more: Parameters<typeof mug>[1] = {}) => {
  const slug = unique('mug');
  const { productId } = await upsertProduct(mug(slug, more), { now: nowMs() });
  await build(productId);
  return { slug, productId };
};
const front = async (slug: string, slots: object[], title = 'Front') => {
  await done(staff(putFront, { params: { slug }, body: { title, slots } }));
  await done(staff(publishFront, { params: { slug }, body: {} }));
};
const page = 'public, max-age=0, s-maxage=2, stale-while-revalidate=3, stale-if-error=86400';
const missing = 'public, max-age=0, s-maxage=2, stale-while-revalidate=0, stale-if-error=0';

/** What holds for every page: one main part and one first heading, no level left out, a name and an address of its own. */
const expectSound = ({ document, status, headers }: Visit, path: string) => {
  expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(document.querySelector('html')?.getAttribute('lang')).toBe('en');
  expect(document.querySelectorAll('main').length).toBe(1);
  const levels = [...document.querySelectorAll('h1, h2, h3, h4')].map(({ tagName }) => Number(tagName[1]));
  expect(levels.filter((level) => level === 1)).toEqual([1]);
  expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
  expect(document.querySelector('link[rel=canonical]')?.getAttribute('href')).toMatch(
    new RegExp(`^https?://[^/]+${path}$`),
  );
  expect(document.querySelector('.skip')?.getAttribute('href')).toBe('#content');
  for (const image of document.querySelectorAll('img')) {
    expect([image.hasAttribute('alt'), image.hasAttribute('width'), image.hasAttribute('height')]).toEqual([
      true,
      true,
      true,
    ]);
  }
};

describe('a page', () => {
  it('is the first one, with what its front has', async () => {
    const { productId } = await product({ title: 'Blue mug' });
    const story = await article({ title: 'A storm', standfirst: 'It blew.', slug: fresh('storm') });
    const alert = await article({ title: 'Breaking news', slug: fresh('breaking') });
    await front('home', [
      { id: 'alert', title: 'Now', style: 'breaking', items: [{ type: 'entry', id: alert.id }] },
      { id: 'main', title: 'Today', style: 'unheard of', items: [{ type: 'entry', id: story.id }, { type: 'product', id: productId }] },
    ]); // biome-ignore format: one line
    const home = await visit('/');
    expectSound(home, '/');
    expect(cacheOf(home)).toBe(page);
    expect(home.textOf('.slot-breaking .card-title')).toBe('Breaking news');
    const [first, second] = [...home.document.querySelectorAll('.slot-hero .card')];
    expect(first?.querySelector('a')?.getAttribute('href')).toBe(story.path);
    expect(second?.querySelector('.price')?.textContent).toContain('from €12.00');
    expect(home.data.map((one) => one['@type'])).toEqual(['WebSite']);
    expect(home.document.querySelector('nav.crumbs')).toBeNull();
  });

  it('is a section, by its latest articles until there is a front', async () => {
    const news = await section('World news');
    const story = await article({ section: news, title: 'A storm', slug: fresh('storm') });
    const latest = await visit(`/${news}`);
    expectSound(latest, `/${news}`);
    expect(latest.textOf('h1')).toBe('World news');
    expect(latest.document.querySelector('.card a')?.getAttribute('href')).toBe(story.path);
    const feeds = [...latest.document.querySelectorAll('link[rel=alternate]')].map((one) => one.getAttribute('href'));
    expect(feeds).toContain(`/feed.xml?section=${news}`);
    await front(news, [{ id: 'own', title: 'Chosen', items: [{ type: 'entry', id: story.id }] }], 'The world');
    later(1001);
    expect((await visit(`/${news}`)).textOf('h2.slot-title')).toBe('Chosen');
  });

  it('is the list of all articles of a section, a page at a time, which its front leads to', async () => {
    const news = await section('News');
    for (let i = 0; i < 26; i += 1) await article({ section: news });
    const all = (await visit(`/${news}`)).document.querySelector('.pages a')?.getAttribute('href') ?? '';
    const first = await visit(all);
    expect([first.status, first.document.querySelectorAll('.card').length]).toEqual([200, 24]);
    const second = await visit(first.document.querySelector('a[rel=next]')?.getAttribute('href') ?? '');
    expect([second.document.querySelectorAll('.card').length, second.document.querySelector('a[rel=next]')]).toEqual([
      2,
      null,
    ]);
    expect(second.document.querySelector('meta[name=robots]')?.getAttribute('content')).toBe('noindex');
    expect((await visit(`/${news}?cursor=bad`)).status).toBe(404);
  });

  it('is an article: who wrote it and when, what it says with products in it, what was corrected', async () => {
    const [news, ada] = [await section('News'), await author('Ada Lovelace')];
    const { slug, productId } = await product({ title: 'Blue mug' });
    const story = await article({
      section: news, title: 'A storm', slug: fresh('storm'), standfirst: 'It blew.', authors: [ada], tags: ['weather'],
      blocks: [
        { type: 'text', markdown: '## Wind\n\nIt was *strong*.' },
        { type: 'product', productId },
        { type: 'quote', text: 'Hold on.', cite: 'A sailor' },
      ],
    }); // biome-ignore format: one line
    await done(staff(correctEntry, { params: { id: story.id }, body: { text: 'It was Tuesday.' } }));
    later(1001);
    const read = await visit(story.path);
    expectSound(read, story.path);
    expect(cacheOf(read)).toBe(page);
    expect(read.textOf('.byline')).toMatch(/^By Ada Lovelace/);
    expect(read.document.querySelector('.byline time')?.getAttribute('datetime')).toMatch(/Z$/);
    expect(read.textOf('.prose h2')).toBe('Wind');
    expect(read.textOf('.prose em')).toBe('strong');
    expect(read.document.querySelector('.embedded .card a')?.getAttribute('href')).toBe(`/products/${slug}`);
    expect(read.textOf('.prose figure figcaption')).toBe('A sailor');
    expect(read.textOf('.corrections li p')).toBe('It was Tuesday.');
    expect([...read.document.querySelectorAll('.crumbs li')].map((one) => one.textContent)).toEqual([
      'Home',
      'News',
      'A storm',
    ]);
    const [news1, crumbs] = read.data;
    expect(news1).toMatchObject({
      '@type': 'NewsArticle', headline: 'A storm', description: 'It blew.', articleSection: 'News',
      author: [{ '@type': 'Person', name: 'Ada Lovelace' }], correction: [{ text: 'It was Tuesday.' }],
    }); // biome-ignore format: one line
    expect(crumbs['@type']).toBe('BreadcrumbList');
    expect(crumbs.itemListElement).toHaveLength(3);
    expect(read.document.querySelector('meta[property="og:type"]')?.getAttribute('content')).toBe('article');
  });

  it('is a product: what there is of it, at which price, and whether it is there', async () => {
    const { slug } = await product({
      title: 'Blue mug',
      description: '<p>Holds <b>coffee</b>.</p><script>alert(1)</script>',
    });
    const shown = await visit(`/products/${slug}`);
    expectSound(shown, `/products/${slug}`);
    expect(cacheOf(shown)).toBe(page);
    expect(shown.textOf('header .price')).toBe('from €12.00');
    const rows = [...shown.document.querySelectorAll('tbody tr')].map((row) =>
      [...row.children].map((cell) => cell.textContent),
    );
    expect(rows).toEqual([
      ['Blue', '€12.00', 'Sold out', `${slug}-BLUE`],
      ['Red', '€14.00', 'Sold out', `${slug}-RED`],
    ]);
    expect(shown.textOf('.about .prose b')).toBe('coffee');
    expect(shown.document.querySelectorAll('main form, main button').length).toBe(0);
    const [thing] = shown.data;
    expect(thing).toMatchObject({ '@type': 'Product', name: 'Blue mug', description: 'Holds coffee .' });
    expect(thing.offers[1]).toMatchObject({
      '@type': 'Offer', price: '14.00', priceCurrency: 'EUR', availability: 'https://schema.org/OutOfStock',
    }); // biome-ignore format: one line
  });

  it('is a collection, the list of them, all products, and goes on at the next page', async () => {
    const tag = unique('tag');
    const made = await collectionWith(catalog, {
      ...byTag(tag),
      title: 'Gifts',
      description: '<p>For <i>all</i>.</p>',
    });
    const some = await Promise.all(Array.from({ length: 26 }, () => articleWith({ tags: [tag] })));
    await match(some.map(({ productId }) => productId), made.id); // biome-ignore format: one line
    const path = `/collections/${made.slug}`;
    const first = await visit(path);
    expectSound(first, path);
    expect(cacheOf(first)).toBe(page);
    expect(first.textOf('.standfirst i')).toBe('all');
    expect(first.document.querySelectorAll('.card').length).toBe(24);
    const next = first.document.querySelector('a[rel=next]')?.getAttribute('href') ?? '';
    const second = await visit(next);
    expect(second.document.querySelectorAll('.card').length).toBe(2);
    expect(second.document.querySelector('meta[name=robots]')?.getAttribute('content')).toBe('noindex');
    expectSound(await visit('/products'), '/products');
    expectSound(await visit('/collections'), '/collections');
  });

  it('is what a search finds, with present prices', async () => {
    const [name, slug] = [word(), unique('mug')];
    const { productId } = await upsertProduct(mug(slug, { title: `${name} mug` }), { now: nowMs() });
    await chosenEngine().take([productId], async () => [documentOf(productId, `${name} mug`)]);
    later(2000);
    const found = await visit(`/search?q=${name}`);
    expect(found.textOf('.note')).toBe('1 product');
    expect(found.textOf('.card .price')).toBe('from €12.00');
    expect(found.document.querySelector('input[name=q]')?.getAttribute('value')).toBe(name);
    expect(found.document.querySelector('meta[name=robots]')?.getAttribute('content')).toBe('noindex');
    expect((await visit(`/search?q=${word()}`)).textOf('.note')).toMatch(/^Nothing was found/);
    expect((await visit('/search')).textOf('h1')).toBe('Search');
    for (const q of ['%00%01', 'x'.repeat(5000), '%F0%9F%92%A5', '"%3E<script>'])
      expect((await visit(`/search?q=${q}`)).status).toBe(200);
  });

  it('has the menus that staff made, with its own place in them', async () => {
    const news = await section('News');
    const items = [
      { title: 'News', href: `/${news}`, items: [{ title: 'Elsewhere', href: 'https://elsewhere.example/' }] },
    ];
    expect((await staff(putMenu, { params: { name: 'main' }, body: { items } })).status).toBeLessThan(300);
    // Other tests had their clocks ahead of this one.
    later(60_000);
    const { document } = await visit(`/${news}`);
    const links = [...document.querySelectorAll('header .menu a')].map((one) => [one.textContent, one.getAttribute('href'), one.getAttribute('aria-current')]); // biome-ignore format: one line
    expect(links).toEqual([
      ['News', `/${news}`, 'page'],
      ['Elsewhere', 'https://elsewhere.example/', null],
    ]);
  });
});

describe('another address', () => {
  it('leads from where an entry was to where it is, also by a redirect', async () => {
    const story = await article();
    const path = `/${fresh('moved')}`;
    await done(staff(changeEntry, { params: { id: story.id }, body: { path }, headers: { 'if-match': '"2"' } }));
    await done(publish(story.id));
    later(1001);
    const moved = await visit(story.path);
    expect([moved.status, moved.headers['location'], cacheOf(moved)]).toEqual([
      301, path, 'public, max-age=0, s-maxage=60, stale-while-revalidate=0, stale-if-error=0',
    ]); // biome-ignore format: one line
    const from = `/${fresh('from')}`;
    expect((await staff(putRedirect, { body: { from, to: '/über?a=b#c' } })).status).toBeLessThan(300);
    const led = await visit(from);
    expect([led.status, led.headers['location']]).toEqual([301, '/%C3%BCber?a=b#c']);
  });

  it('leads from a product’s former slug, and a collection’s', async () => {
    const { slug, productId } = await product();
    const renamed = unique('renamed');
    const answer = await invokeHttp(changeProduct, {
      params: { id: productId },
      body: { slug: renamed },
      token: catalog,
    });
    expect(answer.status).toBe(200);
    await build(productId, [slug]);
    later(1001);
    const { status, headers } = await visit(`/products/${slug}`);
    expect([status, headers['location']]).toEqual([301, `/products/${renamed}`]);
  });

  test.each([
    ['news/', '/news'],
    ['products/mug//', '/products/mug'],
    ['/evil.example/', '/evil.example'],
    ['//evil.example', '/evil.example'],
    ['/\\evil.example/', '/%5Cevil.example'],
    ['/', '/'],
    ['über/', '/%C3%BCber'],
  ])('leads from %s to %s, and to no other host', async (path, location) => {
    const { status, headers } = await visit('/', { params: { path }, query: { q: 'a b' } });
    expect([status, headers['location']]).toEqual([308, `${location}?q=a+b`]);
  });
});

describe('what is not there', () => {
  test.each([
    '/nowhere', '/a/b/c', '/products/nowhere', '/collections/nowhere', '/products/a/b', '/sitemaps/2026-13.xml',
    '/feed.xml?section=nowhere', '/products?cursor=bad', '/__proto__', '/constructor', `/${'x'.repeat(1500)}`, '/.env',
  ])('%s is a page that says so, for two seconds', async (path) => {
    const shown = await visit(path);
    expect([shown.status, shown.headers['content-type'], cacheOf(shown)]).toEqual([404, 'text/html; charset=utf-8', missing]);
    expect(shown.textOf('h1')).toBe('There is no page here');
    expect(shown.document.querySelector('meta[name=robots]')?.getAttribute('content')).toBe('noindex');
    expect(shown.document.querySelector('link[rel=canonical]')).toBeNull();
  }); // biome-ignore format: a list

  it('is there at its second: no cache keeps its absence beyond that', async () => {
    const story = await draft();
    await done(publish(story.id, { from: inSeconds(3) }));
    const before = await visit(story.path);
    expect([before.status, cacheOf(before)]).toEqual([
      404,
      'public, max-age=0, s-maxage=1, stale-while-revalidate=0, stale-if-error=0',
    ]);
    later(2900);
    expect((await visit(story.path)).status).toBe(200);
  });

  it('is a draft, and an entry that was taken away', async () => {
    expect((await visit((await draft()).path)).status).toBe(404);
    const story = await article({}, { until: inSeconds(1) });
    expect((await visit(story.path)).status).toBe(200);
    later(1000);
    expect((await visit(story.path)).status).toBe(404);
  });
});

describe('a price that changes at a second', () => {
  it('is cut at by caches, and shown from then on: on its page, in lists and in articles', async () => {
    const { slug, productId } = await product({ variants: [variant(unique('sku'), 'Blue')] });
    const startsAt = inSeconds(2);
    const list = await invokeHttp(createPriceList, {
      token: catalog,
      body: { name: 'Sale', currency: 'EUR', startsAt },
    });
    const priced = await invokeHttp(setPrices, {
      token: catalog, params: { id: list.body.id }, body: { prices: [{ sku: await skuOf(slug), amount: 700 }] },
    }); // biome-ignore format: one line
    expect(priced.status).toBe(200);
    const message = { listId: list.body.id, productIds: [productId] };
    expect(await priceProducts(sqsEvent([message]), testContext())).toEqual({ batchItemFailures: [] });
    await build(productId);
    const story = await article({ blocks: [{ type: 'product', productId }] });
    later(1001);
    const soon = 'public, max-age=0, s-maxage=0, stale-while-revalidate=0, stale-if-error=0';
    for (const path of [`/products/${slug}`, story.path]) {
      const before = await visit(path);
      expect([cacheOf(before), before.textOf('main .price')]).toEqual([soon, '€12.00']);
    }
    later(1000);
    for (const path of [`/products/${slug}`, story.path]) {
      const after = await visit(path);
      expect([cacheOf(after), after.textOf('main .price')]).toEqual([page, 'Before: €12.00 Now: €7.00']);
    }
  });
});
const skuOf = async (slug: string): Promise<string> => (await visit(`/products/${slug}`)).textOf('td:last-child') ?? '';

describe('files for machines', () => {
  it('are at the root', async () => {
    const types = await Promise.all(
      [
        '/feed.xml',
        '/feed.json',
        '/sitemap.xml',
        '/news-sitemap.xml',
        '/sitemaps/2026-11.xml',
        '/robots.txt',
        '/icon.svg',
      ].map(async (path) => {
        const { status, headers } = await visit(path);
        return [status, headers['content-type']?.split(';')[0]];
      }),
    );
    expect(types).toEqual([
      [200, 'application/rss+xml'],
      [200, 'application/feed+json'],
      [200, 'application/xml'],
      [200, 'application/xml'],
      [200, 'application/xml'],
      [200, 'text/plain'],
      [200, 'image/svg+xml'],
    ]);
    expect((await visit('/robots.txt')).text).toMatch(
      /^User-agent: \*\nDisallow: \/api\/\n[\s\S]+\nSitemap: http\S+\/sitemap\.xml\n/,
    );
    expect(cacheOf(await visit(`/feed.xml?section=${await section()}`))).toMatch(
      /s-maxage=60, stale-while-revalidate=60/,
    );
    expect(cacheOf(await visit('/sitemap.xml'))).toMatch(/s-maxage=3600/);
  });

  it('are the style, kept for good under the name of what is in it', async () => {
    const { document } = await visit('/products');
    const href = document.querySelector('link[rel=stylesheet]')?.getAttribute('href') ?? '';
    const style = await visit(href);
    expect([style.headers['content-type'], cacheOf(style)]).toEqual([
      'text/css; charset=utf-8',
      'public, max-age=31536000, s-maxage=31536000, immutable',
    ]);
    const former = await visit('/style.0123456789ab.css');
    expect([former.status, former.text, cacheOf(former)]).toEqual([200, style.text, 'public, max-age=60, s-maxage=60']);
  });
});

it('runs no script and loads nothing of others', async () => {
  const { headers } = await visit('/products');
  expect(headers).toMatchObject({
    'content-security-policy':
      "default-src 'none'; style-src 'self'; img-src 'self' https:; form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
    'strict-transport-security': 'max-age=15552000; includeSubDomains',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
  });
});

it('is the same for everyone: neither what a query adds nor who asks changes it, and it has an ETag', async () => {
  const plain = await visit('/products');
  const { etag = '' } = plain.headers;
  const other = await visit('/products?utm_source=mail&fbclid=1', {
    headers: { cookie: 'a=b', 'accept-language': 'de' },
  });
  expect(other.headers['etag']).toBe(etag);
  expect((await visit('/products', { headers: { 'if-none-match': etag } })).status).toBe(304);
  const head = await visit('/products', { method: 'HEAD' });
  expect([head.status, head.text, Number(head.headers['content-length']) > 1000]).toEqual([200, '', true]);
});
