import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEdge } from '../../../local/edge/edge.ts';
import { edgeOf } from '../../../stack/edge.ts';
import { loadStack } from '../../../stack/load.js';
import { edgeTemplate, withEdge } from '../templates.ts';
import { behavioursIn, type Rendered } from './read-template.ts';

/**
 * What the template tells CloudFront to do with each path is what the local edge does: it is asked, and its origins say
 * what reached them. Nothing here reads the value that both are made of, but for the names of queries.
 */
const stack = await loadStack({ file: withEdge });
const edge = edgeOf(stack);
const names = [...new Set(edge.behaviours.flatMap(({ cache }) => cache?.query ?? []))];
const behaviours = behavioursIn(edgeTemplate(stack), names);

interface Reached {
  readonly bucket: string | null;
  readonly path: string;
  readonly query: readonly string[];
  readonly headers: Readonly<Record<string, unknown>>;
}
const reached: Reached[] = [];
const kept = { 'cache-control': 'public, s-maxage=60', 'access-control-allow-origin': 'https://one.example' };

const api = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://origin');
  reached.push({ bucket: null, path: pathname, query: [...searchParams.keys()].sort(), headers: request.headers });
  response.writeHead(200, kept).end('x');
});
const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
let front: Server;
let base: string;
beforeAll(async () => {
  const local = createEdge(edge, {
    api: await listen(api),
    file: async (path) => {
      reached.push({ bucket: behaviours[0]?.origin.bucket ?? '', path, query: [], headers: {} });
      return { status: 200, headers: kept, body: Buffer.from('x') };
    },
    secret: 'secret',
    longer: 20,
  });
  front = local.server;
  base = await listen(front);
});
afterAll(() => {
  for (const server of [front, api]) {
    server.closeAllConnections();
    server.close();
  }
});

/** A path that this pattern is the first to match. */
const pathOf = ({ pattern }: Rendered, n: number): string => pattern.replace('*', `/some-${n}`).replace('//', '/');
const query = [...names, 'utm_source'].map((name) => `${name}=1`).join('&');
const methods = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'];

test.each(behaviours.map((one, n) => [one.pattern, one, n] as const))('%s', async (_, behaviour, n) => {
  const { origin, cache, headers } = behaviour;
  const path = pathOf(behaviour, n);
  const ask = (method: string) =>
    fetch(`${base}${path}?${query}`, { method, headers: { cookie: 'c=1', authorization: 'Bearer t' } });
  reached.length = 0;
  const answer = await ask('GET');
  await ask('GET');
  expect(reached).toHaveLength(cache ? 1 : 2);
  expect(reached[0]).toMatchObject({ bucket: origin.bucket, path: origin.path + path });
  if (origin.bucket === null) {
    expect(reached[0]?.query).toEqual([...(cache ? cache.query : [...names, 'utm_source'])].sort());
    expect('cookie' in (reached[0]?.headers ?? {})).toBe(cache === null);
    expect('authorization' in (reached[0]?.headers ?? {})).toBe(cache === null);
    expect(reached[0]?.headers).toMatchObject({ 'x-origin-secret': 'secret', 'x-viewer-address': '127.0.0.1' });
  }
  expect(Object.fromEntries([...answer.headers])).toMatchObject(headers);
  if (!('access-control-allow-origin' in headers) && origin.bucket === null)
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://one.example');
  const taken = [];
  for (const method of methods) if ((await ask(method)).status !== 403) taken.push(method);
  expect(taken).toEqual(behaviour.methods);
});

test('the first page is the template’s root object', async () => {
  reached.length = 0;
  await fetch(base);
  const { DefaultRootObject } = edgeTemplate(stack).resources['Distribution'].Properties.DistributionConfig;
  expect(reached[0]?.path).toBe(`${behaviours.at(-1)?.origin.path}/${DefaultRootObject}`);
});
