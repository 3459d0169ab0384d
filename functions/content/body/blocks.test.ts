import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { parseInput } from '#lib/contract.ts';
import { Refusal } from '#lib/problem.ts';
import { limits } from './block.ts';
import { Blocks } from './blocks.ts';

const Request = z.strictObject({ blocks: Blocks });
const id = (prefix: string, n = 0): string => `${prefix}_01J${String(n).padStart(23, '0')}`;

/** The faults that a request with these blocks is refused with, as the answer's `errors` list them. */
const errors = (blocks: unknown): unknown => {
  try {
    parseInput(Request, { blocks });
    return [];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    expect(error.status).toBe(400);
    return error.extra['errors'];
  }
};
const text = { type: 'text', markdown: 'a' };

test('a body holds blocks of every kind', () => {
  const blocks = [
    { type: 'text', markdown: '# A\n\n- b' },
    { type: 'html', html: '<p>a</p>' },
    { type: 'image', mediaId: id('med'), alt: '', caption: 'A mug' },
    { type: 'gallery', items: [{ mediaId: id('med') }, { mediaId: id('med', 1), alt: 'A cup' }], caption: 'Both' },
    { type: 'quote', text: 'One\ntwo', cite: 'Somebody' },
    { type: 'table', header: ['a', ''], rows: [['1', '2'], ['', '']], caption: 'Sums' },
    { type: 'product', productId: id('prd') },
    { type: 'products', collectionId: id('col') },
    { type: 'entry', entryId: id('ent') },
    { type: 'embed', url: 'https://www.youtube.com/watch?v=a', title: 'A film', mediaId: id('med') },
  ]; // biome-ignore format: one a line
  expect(parseInput(Request, { blocks })).toEqual({ blocks });
  expect(parseInput(Request, { blocks: [] })).toEqual({ blocks: [] });
});

test('what is no block is refused at its place', () => {
  const cases: [blocks: unknown[], path: string, message: string][] = [
    [[text, text, text, { type: 'script', script: 'x' }], 'blocks.3.type', 'must be one of text, html, image'],
    [[{ markdown: 'a' }], 'blocks.0.type', 'is missing'],
    [['a'], 'blocks.0', 'must be an object'],
    [[{ ...text, id: 'a' }], 'blocks.0', 'has unknown fields: id'],
    [[{ type: 'text', markdown: 1 }], 'blocks.0.markdown', 'must be a text'],
    [[{ type: 'text', markdown: ' \n ' }], 'blocks.0.markdown', 'must not be empty'],
    [[{ type: 'text', markdown: 'a\u0007' }], 'blocks.0.markdown', 'must be text without control characters'],
    [[{ type: 'text', markdown: 'a\ud800' }], 'blocks.0.markdown', 'must be well-formed Unicode text'],
    [[{ type: 'quote', text: 'a', cite: 'b\nc' }], 'blocks.0.cite', 'must be one line of text'],
    [[text, { type: 'image', mediaId: 'med_1' }], 'blocks.1.mediaId', 'must be the id of a medium'],
    [[{ type: 'product', productId: id('ent') }], 'blocks.0.productId', 'must be the id of a product'],
    [[{ type: 'gallery', items: [] }], 'blocks.0.items', 'must not be empty'],
    [[{ type: 'gallery', items: [{ mediaId: id('med'), url: 'a' }] }], 'blocks.0.items.0', 'has unknown fields: url'],
    [[{ type: 'table', header: ['a'], rows: [['1'], ['1', '2']] }], 'blocks.0.rows.1', 'must have as many cells as the header: 1'],
    [[{ type: 'table', header: ['a'], rows: [[1]] }], 'blocks.0.rows.0.0', 'must be a text'],
    [[{ type: 'table', header: [], rows: [] }], 'blocks.0.header', 'must not be empty'],
  ]; // biome-ignore format: one a line
  for (const [blocks, path, message] of cases)
    expect([path, errors(blocks)]).toEqual([
      path,
      expect.arrayContaining([{ path, message: expect.stringContaining(message) }]),
    ]);
});

test('an embed is an https address at a host that is taken, written as browsers write it', () => {
  const embed = (url: string) => ({ type: 'embed', url, title: 'a' });
  const taken = (url: string) => parseInput(Request, { blocks: [embed(url)] }).blocks[0];
  expect(taken('HTTPS://YouTube.com')).toEqual(embed('https://youtube.com/'));
  expect(taken(' https://m.youtube.com/watch?v=a#b')).toEqual(embed('https://m.youtube.com/watch?v=a#b'));
  const refused = [
    'http://youtube.com/', 'https://youtube.com.evil.example/', 'https://evilyoutube.com/', 'https://a:b@youtube.com/',
    'https://youtube.com:444/', 'https://youtube.com@evil.example/', 'javascript:alert(1)//youtube.com', '//youtube.com/',
    'youtube.com', 'data:text/html,x', 'https://evil.example/?https://youtube.com/', 'https://youtube.com\\@evil.example',
  ]; // biome-ignore format: a list
  for (const url of refused.slice(0, -1))
    expect([url, errors([embed(url)])]).toEqual([
      url,
      [{ path: 'blocks.0.url', message: expect.stringContaining('must be an https address at one of bsky.app, ') }],
    ]);
  // To a browser this one is a path at the host.
  expect(taken('https://youtube.com\\@evil.example')).toEqual(embed('https://youtube.com/@evil.example'));
});

test('400 blocks are taken; the next one is refused, at its place', () => {
  expect(errors(Array(400).fill(text))).toEqual([]);
  expect(errors(Array(402).fill(text))).toEqual([{ path: 'blocks.400', message: 'is one of more than 400 blocks' }]);
});

test('200,000 bytes of JSON in UTF-8 are taken; a byte more is refused, at the block with which it comes', () => {
  const rest = { type: 'html', html: 'é'.repeat(60_000) };
  const filled = (bytes: number) => {
    const empty = Buffer.byteLength(JSON.stringify([text, rest, { type: 'html', html: '' }]));
    return [text, rest, { type: 'html', html: 'a'.repeat(bytes - empty) }];
  };
  expect(Buffer.byteLength(JSON.stringify(filled(200_000)))).toBe(200_000);
  expect(errors(filled(200_000))).toEqual([]);
  expect(errors([...filled(199_900), text, text, text, text])).toEqual([
    { path: 'blocks.6', message: 'makes the body larger than 200000 bytes of JSON' },
  ]);
  expect(errors(filled(200_001))).toEqual([
    { path: 'blocks.2', message: 'makes the body larger than 200000 bytes of JSON' },
  ]);
});

test('100 references are taken, however often; the next one is refused, at its block', () => {
  const gallery = (from: number, count: number) => ({
    type: 'gallery',
    items: Array.from({ length: count }, (_, i) => ({ mediaId: id('med', from + i) })),
  });
  const others = [
    { type: 'product', productId: id('prd') },
    { type: 'products', collectionId: id('col') },
    { type: 'entry', entryId: id('ent') },
    { type: 'embed', url: 'https://vimeo.com/1', title: 'a', mediaId: id('med', 0) },
  ];
  const blocks = [gallery(0, 30), gallery(30, 30), gallery(60, 26), ...others];
  expect(errors([...blocks, ...blocks])).toEqual([]);
  const message = 'makes the body refer to more than 100 products, collections, entries and media';
  expect(errors([...blocks, text, { type: 'entry', entryId: id('ent', 1) }, text])).toEqual([
    { path: 'blocks.8', message },
  ]);
  expect(errors([...blocks, gallery(85, 2)])).toEqual([{ path: 'blocks.7', message }]);
  // A collection counts as the twelve products that are shown of it.
  const collections = Array.from({ length: 9 }, (_, index) => ({ type: 'products', collectionId: id('col', index) }));
  expect(errors([...collections, ...collections].slice(0, 8))).toEqual([]);
  expect(errors(collections)).toEqual([{ path: 'blocks.8', message }]);
});

test('every bound is taken, and one more is not', () => {
  const cell = { type: 'table', header: ['a'], rows: [['a'.repeat(limits.cell)]] };
  const bounds: [taken: unknown, refused: unknown, path: string][] = [
    [
      { type: 'text', markdown: 'a'.repeat(50_000) },
      { type: 'text', markdown: 'a'.repeat(50_001) },
      'blocks.0.markdown',
    ],
    [{ ...cell, rows: Array(200).fill(['a']) }, { ...cell, rows: Array(201).fill(['a']) }, 'blocks.0.rows'],
    [cell, { ...cell, rows: [['a'.repeat(1_001)]] }, 'blocks.0.rows.0.0'],
    [
      { ...cell, header: Array(20).fill('a'), rows: [Array(20).fill('a')] },
      { ...cell, header: Array(21).fill('a'), rows: [Array(21).fill('a')] },
      'blocks.0.header',
    ],
    [{ type: 'quote', text: 'a'.repeat(5_000) }, { type: 'quote', text: 'a'.repeat(5_001) }, 'blocks.0.text'],
  ];
  for (const [taken, refused, path] of bounds) {
    expect([path, errors([taken])]).toEqual([path, []]);
    expect([path, errors([refused])]).toEqual([path, expect.arrayContaining([expect.objectContaining({ path })])]);
  }
});
