import { DOMParser, parseHTML } from 'linkedom';
import { beforeAll, expect, test } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { build, mug, unique, variant } from '../../catalog/fixtures/catalog.ts';
import { upsertProduct } from '../../catalog/public.ts';
import { article, author, done, draft, fresh, section, staff } from '../../content/fixtures/newsroom.ts';
import * as correctEntry from '../../content/http/admin/entries/correct-entry.ts';
import * as publishFront from '../../content/http/admin/fronts/publish-front.ts';
import * as putFront from '../../content/http/admin/fronts/put-front.ts';
import * as createPreview from '../../content/http/admin/previews/create-preview.ts';
import * as getEntry from '../../content/http/get-entry.ts';
import { type Visit, visit, visited } from '../fixtures/visit.ts';
import * as getPreview from './get-preview.ts';

/** Words that end an attribute, an element or a script, name values of a template, or run in one. */
const words = [
  `</script><script>alert(1)</script>`,
  `</title></style><img src=x onerror=alert(1)>`,
  `" onmouseover="alert(1)" x='`,
  `{{ 7 | times: 7 }}{% assign x = 1 %}{% render 'card' %}`,
  `{% raw %}{{ site.constructor.constructor("return process")() }}`,
  `<!--<script>`,
  `&lt;script&gt;&#60;`,
  `javascript:alert(1)`,
] as const;

/** What a page is made of where nobody is hostile. */
const expectHarmless = ({ document, status }: Visit): void => {
  expect(status).toBe(200);
  const scripts = [...document.querySelectorAll('script')].map((one) => one.getAttribute('type'));
  expect(scripts).toEqual(scripts.map(() => 'application/ld+json'));
  expect(document.querySelectorAll('style, iframe, object, embed, base, [onerror], [onmouseover]').length).toBe(0);
  expect([...document.querySelectorAll('img')].filter((one) => one.getAttribute('src') === 'x')).toEqual([]);
  expect(
    [...document.querySelectorAll('[href]')].filter((one) => /^javascript:/i.test(one.getAttribute('href') ?? '')),
  ).toEqual([]);
  expect(document.querySelectorAll('main').length).toBe(1);
};

let news = '';
beforeAll(async () => {
  news = await section('News');
});

test.each(words)('%s is read as it was written, wherever an author puts it in an article', async (evil) => {
  const own = await section(evil);
  const ada = await author(evil);
  const { productId } = await upsertProduct(mug(unique('mug'), { title: evil, vendor: evil }), { now: nowMs() });
  const story = await article({
    section: own, title: evil, standfirst: evil, authors: [ada], tags: [evil.slice(0, 60)], slug: fresh('evil'), seo: { description: evil },
    blocks: [
      { type: 'text', markdown: evil },
      { type: 'html', html: `<p>${evil}</p>` },
      { type: 'quote', text: evil, cite: evil },
      { type: 'table', header: [evil], rows: [[evil]], caption: evil },
      { type: 'embed', url: 'https://www.youtube.com/watch?v=1', title: evil },
      { type: 'product', productId },
    ],
  }); // biome-ignore format: one line
  await done(staff(correctEntry, { params: { id: story.id }, body: { text: evil } }));
  const read = await visit(story.path);
  expectHarmless(read);
  const once = evil.replace(/\s+/g, ' ').trim();
  for (const selector of ['h1', '.standfirst', '.author', '.kicker', '.corrections li p', '.crumbs li:last-child', '.embedded .card-title', '.prose th'])
    expect(read.textOf(selector), selector).toBe(once); // biome-ignore format: one line
  expect(read.document.querySelector('meta[name=description]')?.getAttribute('content')).toBe(evil);
  expect(read.data[0]).toMatchObject({ headline: evil, author: [{ name: evil }], articleSection: evil });
  expectHarmless(await visit(`/${own}`));
});

test.each([...words, 'Tom & Jerry <3', 'a < b, c > d & "e"'])(
  '%s is read as it was written in feeds, and by programs',
  async (evil) => {
    const own = await section(evil);
    const ada = await author(evil);
    const story = await article({
      section: own, title: evil, standfirst: evil, authors: [ada], tags: [evil.slice(0, 60)], slug: fresh('evil'),
    }); // biome-ignore format: one line
    const xml = async (path: string) => {
      const { text } = await visit(path);
      return { text, document: new DOMParser().parseFromString(text, 'text/xml') };
    };
    const rss = await xml(`/feed.xml?section=${own}`);
    const textOf = (selector: string) => rss.document.querySelector(selector)?.textContent;
    expect([textOf('channel > title')?.split(' – ')[0], textOf('item > title'), textOf('item > category')]).toEqual([
      evil,
      evil,
      evil.slice(0, 60),
    ]);
    // Of RSS one element is HTML to its readers: https://www.rssboard.org/rss-profile#element-channel-item-description
    const described = parseHTML(`<main>${textOf('item > description')}</main>`).document.querySelector('main');
    expect([described?.textContent, described?.children.length]).toEqual([evil, 0]);
    const feed = JSON.parse((await visit(`/feed.json?section=${own}`)).text);
    expect([feed.title.split(' – ')[0], feed.items[0].title, feed.items[0].content_text]).toEqual([evil, evil, evil]);
    // It is kept in memory for a second.
    const newsTitles = async () =>
      [...(await xml('/news-sitemap.xml')).document.querySelectorAll('*')]
        .filter(({ localName, tagName }) => (localName ?? tagName).endsWith('title'))
        .map(({ textContent }) => textContent);
    await expect.poll(newsTitles).toContain(evil);
    const entry = await invokeHttp(getEntry, { params: { slug: story.slug } });
    expect([entry.headers['content-type'], entry.body.title, entry.body.standfirst]).toEqual([
      'application/json; charset=utf-8',
      evil,
      evil,
    ]);
    expect(entry.headers['x-content-type-options']).toBe('nosniff');
  },
);

test.each(words)('%s is read as it was written on a product, a front, and in a search', async (evil) => {
  const slug = unique('mug');
  const { productId } = await upsertProduct(
    mug(slug, {
      title: evil, vendor: evil, description: `<p>Good.</p>${evil}`, options: [{ name: evil, values: [evil] }],
      media: [{ url: 'https://img.example/mug.jpg', alt: evil, position: 1 }],
      variants: [variant(`${slug}-X`, 'x', { options: { [evil]: evil } })],
    }),
    { now: nowMs() },
  ); // biome-ignore format: one line
  await build(productId);
  const shown = await visit(`/products/${slug}`);
  expectHarmless(shown);
  const once = evil.replace(/\s+/g, ' ').trim();
  expect([shown.textOf('h1'), shown.textOf('thead th'), shown.textOf('tbody th')]).toEqual([once, once, once]);
  expect(shown.document.querySelector('.gallery img')?.getAttribute('alt')).toBe(evil);
  expect(shown.data[0]).toMatchObject({ name: evil, brand: { name: evil } });

  const name = fresh('front');
  const slots = [{ id: 'a', title: evil, style: evil.slice(0, 40), items: [{ type: 'product', id: productId }] }];
  await done(staff(putFront, { params: { slug: name }, body: { title: evil, slots } }));
  await done(staff(publishFront, { params: { slug: name }, body: {} }));
  const { token } = await done(staff(createPreview, { body: { front: name } }), 201);
  const preview = visited(await invokeHttp(getPreview, { params: { token } }));
  expectHarmless(preview);
  expect(preview.textOf('.slot-title')).toBe(once);

  const found = await visit(`/search?q=${encodeURIComponent(evil)}`);
  expectHarmless(found);
  expect(found.document.querySelector('input[name=q]')?.getAttribute('value')).toBe(evil);
});

test('a preview shows what is not published, to who has its address alone, and says that it is one', async () => {
  const story = await draft({ title: 'Not yet', section: news });
  const { token } = await done(staff(createPreview, { body: { entryId: story.id } }), 201);
  const shown = visited(await invokeHttp(getPreview, { params: { token } }));
  expect([shown.status, shown.textOf('h1')]).toEqual([200, 'Not yet']);
  expect(shown.headers).toMatchObject({ 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex' });
  expect(shown.headers['content-security-policy']).toContain("default-src 'none'");
  expect(shown.textOf('.preview')).toMatch(/^Preview, as of /);
  expect(shown.document.querySelector('meta[name=robots]')?.getAttribute('content')).toBe('noindex');
  const changed = visited(await invokeHttp(getPreview, { params: { token: `${token}x` } }));
  expect([changed.status, changed.headers['cache-control'], changed.textOf('h1')]).toEqual([
    404,
    'private, no-store',
    'There is no page here',
  ]);
  expect((await visit(story.path)).status).toBe(404);
});
