import { beforeAll, describe, expect, it } from 'vitest';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { chosenEngine } from '../chosen-engine.ts';
import { documentOf, summary, word } from '../fixtures/documents.ts';
import * as searchProducts from './search-products.ts';
import * as suggestQueries from './suggest-queries.ts';

const name = word();
const ids = Array.from({ length: 5 }, (_, n) => `prd_${word()}${n}`);
beforeAll(async () => {
  const documents = ids.map((id, n) => {
    const facts = { vendor: n < 2 ? 'Acme' : 'Ridge', type: 'Cup', tags: ['tea'] };
    const title = `${name} ${n}`;
    return documentOf(id, title, { ...facts, shown: { kind: 'product', product: summary(id, title, facts) } });
  });
  await chosenEngine().take(ids, async () => documents);
});
const search = (query: Record<string, string | number>, headers = {}) => invokeHttp(searchProducts, { query, headers });

describe('GET /search', () => {
  it('answers summaries as the list does, with counts and how many there are', async () => {
    const { status, body, headers } = await search({ q: name, limit: 2 });
    expect(status).toBe(200);
    expect(body.total).toBe(5);
    expect(body.items[0]).toEqual({
      id: ids[0],
      slug: ids[0],
      title: `${name} 0`,
      vendor: 'Acme',
      type: 'Cup',
      tags: ['tea'],
      sku: ids[0],
      image: null,
      priceRange: { min: { amount: 1200, currency: 'EUR' }, max: { amount: 1400, currency: 'EUR' } },
      compareAtPrice: null,
      available: true,
    });
    expect(body.facets).toEqual({
      vendor: [
        { value: 'Ridge', count: 3 },
        { value: 'Acme', count: 2 },
      ],
      type: [{ value: 'Cup', count: 5 }],
      tags: [{ value: 'tea', count: 5 }],
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
    expect(seen).toEqual(ids);
  });

  it('refuses the cursor of another query', async () => {
    const { body } = await search({ q: name, limit: 2 });
    expect((await search({ q: `${name} x`, limit: 2, cursor: body.nextCursor })).status).toBe(400);
    expect((await search({ q: name, vendor: 'Acme', limit: 2, cursor: body.nextCursor })).status).toBe(400);
  });

  it('narrows by vendor, type and tag', async () => {
    expect((await search({ q: name, vendor: 'acme' })).body.total).toBe(2);
    expect((await search({ q: name, type: 'Plate' })).body.total).toBe(0);
  });

  it('answers 304 to who has it already', async () => {
    const { headers } = await search({ q: name });
    expect((await search({ q: name }, { 'if-none-match': headers['etag'] })).status).toBe(304);
  });

  it.each([
    ['no query', {}],
    ['a blank query', { q: '   ' }],
    ['201 characters', { q: 'x'.repeat(201) }],
    ['an unknown parameter', { q: 'mug', colour: 'blue' }],
    ['a control character', { q: 'mug \u0000 blue' }],
    ['a limit of 0', { q: 'mug', limit: 0 }],
    ['a limit of 101', { q: 'mug', limit: 101 }],
  ])('refuses %s', async (_, query) => {
    const { status, body } = await search(query as Record<string, string>);
    expect([status, body.code]).toEqual([400, 'invalid-request']);
  });

  it.each(['?!', '%', '"; DROP', '💥', 'a'.repeat(200)])('finds nothing for %j and does not break', async (q) => {
    const { status } = await search({ q: `${word()} ${q}`.slice(0, 200) });
    expect(status).toBe(200);
  });
});

describe('GET /search/suggest', () => {
  it('completes what is typed, ten at most', async () => {
    const { status, body } = await invokeHttp(suggestQueries, { query: { q: name.slice(0, 10), limit: 3 } });
    expect(status).toBe(200);
    expect(body).toEqual({ items: [`${name} 0`, `${name} 1`, `${name} 2`] });
  });

  it('refuses nothing typed and more than ten', async () => {
    expect((await invokeHttp(suggestQueries, { query: { q: '' } })).status).toBe(400);
    expect((await invokeHttp(suggestQueries, { query: { q: 'm', limit: 11 } })).status).toBe(400);
  });
});
