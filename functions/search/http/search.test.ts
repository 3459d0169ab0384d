import { beforeAll, describe, expect, it } from 'vitest';
import { sleep } from '#lib/clock.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { createApiKey } from '../../users/public.ts';
import { chosenEngine } from '../chosen-engine.ts';
import { entryDocument, productDocument, word } from '../fixtures/documents.ts';
import * as createPin from './admin/create-pin.ts';
import * as createSynonyms from './admin/create-synonyms.ts';
import * as searchProducts from './search-products.ts';
import * as suggestQueries from './suggest-queries.ts';

const name = word();
const ids = Array.from(
  { length: 5 },
  (_, n) =>
    `prd_01J${String(n).repeat(9)}${word()
      .toUpperCase()
      .replace(/[ILOU]/g, 'Z')
      .slice(0, 14)}`,
);
const [article] = [`ent_${word()}`];
const at = '2026-01-01T00:00:00.000Z';
const card = {
  id: article, kind: 'article', slug: 'tea', path: '/news/tea', section: 'news', title: `${name} in the news`, standfirst: null,
  tags: ['tea'], image: null, publishedAt: at, updatedAt: at,
}; // biome-ignore format: a card
beforeAll(async () => {
  const products = ids.map((id, n) =>
    productDocument(id, `${name} ${n}`, {
      vendor: n < 2 ? 'Acme, Inc.' : 'Ridge',
      type: 'Cup',
      tags: ['tea', ...(n === 4 ? ['rest, large'] : [])],
      identifiers: [`${name}-${n}`],
      collections: n === 0 ? ['kitchen'] : [],
      options: { Colour: [n % 2 === 0 ? 'Blue' : 'Red'], Size: ['L'] },
      price: 1000 + 100 * n,
      available: n !== 3,
      createdAt: `2026-01-0${n + 1}T00:00:00.000Z`,
    }),
  );
  const entry = entryDocument(article, card.title, { type: 'news', tags: ['tea'] });
  const documents = [...products, { ...entry, shown: { kind: 'entry' as const, entry: card } }];
  await chosenEngine().take([...ids, article], async () => documents);
});
type Query = NonNullable<NonNullable<Parameters<typeof invokeHttp>[1]>['query']>;
const search = (query: Query, headers = {}) => invokeHttp(searchProducts, { query, headers });
const found = async (query: Query): Promise<number[]> =>
  (await search({ limit: 100, ...query })).body.items.map(({ id }: { id: string }) => ids.indexOf(id));

describe('GET /search', () => {
  it('answers summaries as the list does, with counts and how many there are', async () => {
    const { status, body, headers } = await search({ q: name, sort: 'title', limit: 2 });
    expect(status).toBe(200);
    expect(body.total).toBe(5);
    expect(body.items[0]).toEqual({
      id: ids[0],
      slug: ids[0],
      title: `${name} 0`,
      vendor: 'Acme, Inc.',
      type: 'Cup',
      tags: ['tea'],
      sku: `${name}-0`,
      image: null,
      priceRange: { min: { amount: 1000, currency: 'EUR' }, max: { amount: 1000, currency: 'EUR' } },
      compareAtPrice: null,
      available: true,
    });
    expect(body).toMatchObject({ approximate: false, nextCursor: expect.any(String) });
    expect(body).not.toHaveProperty('pinned');
    expect(body).not.toHaveProperty('warnings');
    expect(body.facets).toEqual({
      vendor: [
        { value: 'Ridge', count: 3 },
        { value: 'Acme, Inc.', count: 2 },
      ],
      type: [{ value: 'Cup', count: 5 }],
      tags: [
        { value: 'tea', count: 5 },
        { value: 'rest, large', count: 1 },
      ],
      collections: [{ value: 'kitchen', count: 1 }],
      options: [
        {
          name: 'Colour',
          values: [
            { value: 'Blue', count: 3 },
            { value: 'Red', count: 2 },
          ],
        },
        { name: 'Size', values: [{ value: 'L', count: 5 }] },
      ],
      price: { min: { amount: 1000, currency: 'EUR' }, max: { amount: 1400, currency: 'EUR' } },
      available: 4,
    });
    expect(headers['cache-control']).toBe(
      'public, max-age=0, s-maxage=2, stale-while-revalidate=3, stale-if-error=86400',
    );
  });

  it('costs no call while it is warm', async () => {
    await search({ q: name });
    const { headers } = await search({ q: `${name} 1` });
    expect(headers['x-cost']).toBe('calls=0; read=0; write=0; messages=0');
  });

  it('goes through all pages by cursor', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await search({ q: name, limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor;
    }
    expect(seen.toSorted()).toEqual(ids);
  });

  it('refuses the cursor of another query, filter or order', async () => {
    const { nextCursor: cursor } = (await search({ q: name, limit: 2 })).body;
    for (const other of [
      { q: `${name} x` },
      { vendor: 'Ridge' },
      { sort: 'newest' },
      { language: 'de' },
      { kind: 'entry' },
    ])
      expect((await search({ q: name, limit: 2, ...other, cursor })).status).toBe(400);
    expect((await search({ q: name, limit: 3, cursor })).status).toBe(200);
  });

  it.each<[string, Query, number[]]>([
    ['a vendor with a comma in its name', { vendor: 'acme, inc.' }, [0, 1]],
    ['a type that nothing has', { type: 'Plate' }, []],
    ['one of two vendors', { vendor: ['Acme, Inc.', 'Ridge'] }, [0, 1, 2, 3, 4]],
    ['a tag with a comma', { tag: 'rest, large' }, [4]],
    ['a collection', { collection: 'kitchen' }, [0]],
    ['an option', { option: 'colour:red' }, [1, 3]],
    ['two values of an option', { option: ['Colour:Red', 'Colour:Blue'] }, [0, 1, 2, 3, 4]],
    ['two options', { option: ['Colour:Red', 'Size:L'] }, [1, 3]],
    ['two options, of one none', { option: ['Colour:Red', 'Size:XL'] }, []],
    ['a range of prices', { price: '1100..1300' }, [1, 2, 3]],
    ['prices from one on', { price: '1300..' }, [3, 4]],
    ['prices up to one', { price: '..1100' }, [0, 1]],
    ['what is available', { available: 'true' }, [0, 1, 2, 4]],
    ['what is not', { available: 'false' }, [3]],
    ['all of it', { vendor: 'Ridge', option: 'Colour:Blue', price: '1300..', available: 'true', currency: 'EUR' }, [4]],
  ])('narrows by %s', async (_, query, expected) => {
    expect((await found({ q: name, ...query })).toSorted()).toEqual(expected);
  });

  it.each<[string, number[]]>([
    ['newest', [4, 3, 2, 1, 0]],
    ['price-desc', [4, 3, 2, 1, 0]],
    ['price-asc', [0, 1, 2, 3, 4]],
    ['title', [0, 1, 2, 3, 4]],
  ])('sorts by %s', async (sort, expected) => {
    expect(await found({ q: name, sort })).toEqual(expected);
  });

  it('finds entries, as their cards', async () => {
    const { body } = await search({ q: name, kind: 'entry' });
    expect([body.total, body.items, body.facets.type]).toEqual([1, [card], [{ value: 'news', count: 1 }]]);
  });

  it('lists without words: by a filter, and all there is', async () => {
    expect((await found({ collection: 'kitchen', tag: 'tea' })).includes(0)).toBe(true);
    for (const query of [{}, { q: '' }, { q: '   ' }]) expect((await search(query)).body.total).toBeGreaterThan(4);
  });

  it('answers 304 to who has it already', async () => {
    const { headers } = await search({ q: name });
    expect((await search({ q: name }, { 'if-none-match': headers['etag'] })).status).toBe(304);
  });

  it.each<[string, Query, string, string?]>([
    ['1,001 characters', { q: 'x'.repeat(1001) }, 'query.q'],
    ['an unknown parameter', { q: 'mug', colour: 'blue' }, 'query', 'has unknown fields: colour'],
    [
      'an unknown order',
      { sort: 'best' },
      'query.sort',
      'must be one of relevance, newest, price-asc, price-desc, title',
    ],
    ['an unknown kind', { kind: 'page' }, 'query.kind', 'must be one of product, entry'],
    ['a limit of 0', { q: 'mug', limit: 0 }, 'query.limit'],
    ['a limit of 101', { q: 'mug', limit: 101 }, 'query.limit'],
    ['an option without a value', { option: ['Colour:Red', 'Colour'] }, 'query.option.1'],
    ['an option without a name', { option: ':Red' }, 'query.option.0'],
    ['an empty filter', { vendor: '' }, 'query.vendor.0'],
    ['a filter of 256 characters', { tag: 'x'.repeat(256) }, 'query.tag.0'],
    ['21 values of a filter', { tag: Array.from({ length: 21 }, (_, n) => `t${n}`) }, 'query.tag'],
    ['half a range', { price: '100' }, 'query.price'],
    ['a price that is none', { price: 'low..high' }, 'query.price'],
    ['a language that is none', { language: '??' }, 'query.language'],
    ['yes', { available: 'yes' }, 'query.available', 'must be one of true, false'],
  ])('refuses %s', async (_, query, path, message) => {
    const { status, body } = await search(query);
    expect([status, body.code, body.errors[0].path]).toEqual([400, 'invalid-request', path]);
    if (message) expect(body.errors[0].message).toBe(message);
  });

  it('refuses a range of prices backwards, and another currency than the lists have', async () => {
    const backwards = await search({ price: '2000..500' });
    expect([backwards.status, backwards.body.code]).toEqual([422, 'prices-backwards']);
    const other = await search({ price: '500..2000', currency: 'USD' });
    expect([other.status, other.body.code]).toEqual([422, 'currency-not-listed']);
  });

  it.each([
    '?!', '%', '"; DROP', '💥', 'a'.repeat(1000), '"', "'", 'NEAR(a b)', 'title:mug', 'a AND OR NOT b', '*', 'mug*', '(', '\u0000 mug',
    '-mug', '^mug', '{a} : b', 'x '.repeat(200), '\uFFFD', '\u2028', '日本語'.repeat(300), '🦊'.repeat(500), '; --', 'constructor', '__proto__ toString valueOf', '\\',
  ])('takes %j as words', async (q) => {
    expect((await search({ q })).status).toBe(200);
    expect((await search({ q, kind: 'entry', sort: 'title', tag: q.slice(0, 50).trim().replace(/\p{Cc}|[\u2028\uFFFD]/gu, '') || 'x' })).status).toBe(200);
    expect((await invokeHttp(suggestQueries, { query: { q } })).status).toBe(200);
  }); // biome-ignore format: a list
});

describe('what staff adds to a search', () => {
  const staff = async (route: Parameters<typeof invokeHttp>[0], body: object) => {
    const { secret: token } = await createApiKey({ name: 'search', scopes: ['search'] });
    expect((await invokeHttp(route, { token, body })).status).toBe(201);
  };
  /** Rules are read each second. */
  const aMoment = () => sleep(1100);

  it('a synonym finds what its other word finds', async () => {
    const other = word();
    expect((await search({ q: other })).body.total).toBe(0);
    await staff(createSynonyms, { words: [other, name] });
    await aMoment();
    expect((await search({ q: other })).body.total).toBe(5);
  });

  it('a set in a circle is passed over, and told of', async () => {
    const [a, b, c] = [word(), word(), word()];
    for (const words of [
      [a, b],
      [b, c],
      [c, a],
    ])
      await staff(createSynonyms, { words });
    await aMoment();
    expect((await search({ q: a })).body.warnings).toMatchObject([{ code: 'synonyms-in-circle' }]);
  });

  it('pinned products come first, are counted once, and are on no other page', async () => {
    const gone = 'prd_01J00000000000000000000000';
    await staff(createPin, { query: name, productIds: [ids[3], gone, ids[4], ids[2]] });
    await aMoment();
    for (const limit of [1, 2, 3, 4, 5, 100]) {
      const seen: string[] = [];
      const pinned: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { body } = await search({ q: name.toUpperCase(), limit, ...(cursor ? { cursor } : {}) });
        seen.push(...body.items.map(({ id }: { id: string }) => id));
        pinned.push(...(body.pinned ?? []));
        cursor = body.nextCursor;
        expect([body.total, body.warnings]).toEqual([
          5,
          [{ code: 'pin-not-sold', detail: 'One pinned product is not shown.' }],
        ]);
      }
      expect(seen.slice(0, 3).map((id) => ids.indexOf(id))).toEqual([3, 4, 2]);
      expect(seen.toSorted()).toEqual(ids);
      expect(pinned).toEqual([ids[3], ids[4], ids[2]]);
    }
    expect(await found({ q: name, sort: 'price-asc' })).toEqual([0, 1, 2, 3, 4]);
    expect((await found({ q: name, vendor: 'Acme, Inc.' })).toSorted()).toEqual([0, 1]);
  });

  it('a pinned product that has none of the words is shown and counted', async () => {
    const query = word();
    await staff(createPin, { query, productIds: [ids[1]] });
    await aMoment();
    expect((await search({ q: query })).body).toMatchObject({ total: 1, items: [{ id: ids[1] }], pinned: [ids[1]] });
  });

  it('a pin for a collection counts where that is asked for without words', async () => {
    await staff(createPin, { collection: 'kitchen', productIds: [ids[1]] });
    await aMoment();
    expect((await found({ collection: 'kitchen' })).slice(0, 2)).toEqual([1, 0]);
    expect(await found({ collection: 'kitchen', q: name })).toEqual([0]);
  });
});

describe('GET /search/suggest', () => {
  it('completes what is typed, ten at most', async () => {
    const { status, body } = await invokeHttp(suggestQueries, { query: { q: name.slice(0, 10), limit: 3 } });
    expect(status).toBe(200);
    expect(body.items.length).toBe(3);
    expect(body.items.every((phrase: string) => phrase.startsWith(name))).toBe(true);
  });

  it('completes nothing for nothing, and refuses more than ten', async () => {
    expect((await invokeHttp(suggestQueries, { query: { q: ' ' } })).body).toEqual({ items: [] });
    expect((await invokeHttp(suggestQueries, { query: { q: 'm', limit: 11 } })).status).toBe(400);
  });
});
