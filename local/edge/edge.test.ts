import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { edgeOf } from '../../stack/edge.ts';
import { loadStack } from '../../stack/load.js';
import { createEdge } from './edge.ts';

/** What reached the origin. */
interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
let asked: Asked[] = [];
let origin: Server;
let edge: Server;
let base: string;

const listen = (server: Server): Promise<string> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });

beforeAll(async () => {
  origin = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    if (url.includes('breaks')) return response.destroy();
    if (url.includes('hangs')) return;
    asked.push({ method, url, headers, body: await text(request) });
    response.setHeader('access-control-allow-origin', 'https://one-reader.example');
    response.setHeader('set-cookie', ['a=1', 'b=2']);
    if (url.includes('kept')) response.setHeader('cache-control', 'public, s-maxage=60');
    if (url.includes('kept')) response.setHeader('etag', '"kept"');
    response.end(`${method} ${url}`);
  });
  const value = edgeOf(await loadStack({ stage: 'edge' }));
  const made = createEdge(value, {
    api: await listen(origin),
    file: async (path) => ({ status: 200, headers: { 'content-type': 'text/html' }, body: Buffer.from(path) }),
    secret: 'the-secret',
    longer: 1,
  });
  edge = made.server;
  base = await listen(edge);
});
afterAll(() => {
  for (const server of [edge, origin]) {
    server.closeAllConnections();
    server.close();
  }
});
beforeEach(() => {
  asked = [];
});
const ask = (path: string, init: RequestInit = {}) => fetch(base + path, { redirect: 'manual', ...init });

test('a request that is not cached goes through whole, with the edge’s proof and the viewer’s address in place of the client’s', async () => {
  const answer = await ask('/api/v1/carts?utm_source=x&a=%20', {
    method: 'POST',
    body: '{"lines":[]}',
    headers: {
      'content-type': 'application/json',
      authorization: 'Bearer t',
      cookie: 'c=1',
      'x-viewer-address': '6.6.6.6',
      'x-origin-secret': 'a guess',
    },
  });
  expect(await answer.text()).toBe('POST /api/v1/carts?utm_source=x&a=%20');
  expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(answer.headers.get('access-control-allow-origin')).toBe('https://one-reader.example');
  expect(answer.headers.get('strict-transport-security')).toContain('max-age=');
  expect(asked[0]).toMatchObject({
    body: '{"lines":[]}',
    headers: {
      authorization: 'Bearer t',
      cookie: 'c=1',
      'x-origin-secret': 'the-secret',
      'x-viewer-address': '127.0.0.1',
    },
  });
});

test('a cached one goes by its path and the named query alone, and nothing of one reader reaches another', async () => {
  for (const query of ['?utm_source=a&limit=3', '?limit=3&utm_source=b', '?limit=3']) {
    const answer = await ask(`/api/v1/products/kept${query}`, {
      headers: { authorization: 'Bearer t', cookie: 'c=1' },
    });
    expect(await answer.text()).toBe('GET /api/v1/products/kept?limit=3');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  }
  expect(asked).toHaveLength(1);
  expect(asked[0]?.headers).not.toHaveProperty('authorization');
  expect(asked[0]?.headers).not.toHaveProperty('cookie');
  expect(asked[0]?.headers).toMatchObject({ 'x-origin-secret': 'the-secret', 'x-viewer-address': '127.0.0.1' });
});

test('HEAD and a version that a reader has are answered from the same copy', async () => {
  await ask('/api/v1/products/kept-2');
  const head = await ask('/api/v1/products/kept-2', { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '27', '']);
  const known = await ask('/api/v1/products/kept-2', { headers: { 'if-none-match': 'W/"kept"' } });
  expect([known.status, await known.text()]).toEqual([304, '']);
  expect(asked).toHaveLength(1);
});

test('an encoding has a copy of its own', async () => {
  for (const encoding of ['br, gzip', 'gzip', 'identity', 'gzip;q=0, br;q=0.0', 'deflate'])
    await ask('/api/v1/products/kept-3', { headers: { 'accept-encoding': encoding } });
  expect(asked.map(({ headers }) => headers['accept-encoding'])).toEqual(['br,gzip', 'gzip', undefined]);
});

test.each([
  ['/', 'GET /api/v1/site/home'],
  ['/a-story?utm_source=x', 'GET /api/v1/site/a-story'],
  ['/search?q=a&utm_source=x', 'GET /api/v1/site/search?q=a'],
  ['/%C3%BCber/a%2Fb', 'GET /api/v1/site/%C3%BCber/a%2Fb'],
  ['/apiary', 'GET /api/v1/site/apiary'],
  ['/news/', 'GET /api/v1/site/news/'],
  ['/preview/token', 'GET /api/v1/site/preview/token'],
  ['/api/v1/health', 'GET /api/v1/health'],
  ['/api/v1/content/previews/t', 'GET /api/v1/content/previews/t'],
])('%s is %s at the API', async (path, at) => {
  expect(await (await ask(path)).text()).toBe(at);
});

test.each(['/', '/api/v1/products', '/api/v1/content/home', '/media/x'])('%s takes no POST', async (path) => {
  expect((await ask(path, { method: 'POST', body: 'x' })).status).toBe(403);
  expect(asked).toHaveLength(0);
});

test('a preview and an order are asked for each time', async () => {
  for (const path of ['/preview/kept', '/api/v1/content/previews/kept', '/api/v1/orders/kept'])
    for (let time = 0; time < 2; time += 1) await ask(path);
  expect(asked).toHaveLength(6);
});

test('a file of media is a picture, whatever is in it', async () => {
  const { headers } = await ask('/media/a/b.webp');
  expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test('an origin that breaks is a 502, one that hangs a 504', async () => {
  expect((await ask('/api/v1/breaks', { method: 'POST', body: 'x' })).status).toBe(502);
  expect((await ask('/breaks')).status).toBe(502);
  expect((await ask('/hangs')).status).toBe(504);
});
