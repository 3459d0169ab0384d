import { once } from 'node:events';
import { request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { logTo } from '#lib/log.ts';
import { fn, stackOf } from '../../test/support/stack-of.ts';
import { planOf } from '../plan.ts';
import { createInvoker } from '../triggers/invoker.ts';
import { createGateway } from './gateway.ts';

let seen: APIGatewayProxyEventV2;
let answer: (() => unknown) | undefined;
let context: { functionName: string; awsRequestId: string; getRemainingTimeInMillis(): number };

const handler = (event: APIGatewayProxyEventV2, given: typeof context) => {
  seen = event;
  context = given;
  return answer ? answer() : { statusCode: 200, headers: {}, body: 'ok' };
};
const route = (method: string, path: string, settings = {}) =>
  fn('http', 'shop', `${method}-${path.replace(/\W/g, '')}`, handler, { contract: { method, path }, settings });

const stack = stackOf([
  route('GET', '/items/{id}'),
  route('PUT', '/items/{id}/lines/{sku}'),
  route('POST', '/items'),
  route('GET', '/items/special'),
  route('GET', '/slow', { timeout: 0.1 }),
  fn('http', 'shop', 'read-page', handler, { contract: { method: 'GET', path: '/page', access: 'public' } }),
  route('GET', '/site/{path+}'),
  route('GET', '/site/search'),
  route('GET', '/site/preview/{token}'),
  route('ANY', '$default'),
])('test');
const gateway = createGateway(planOf(stack), createInvoker(stack));
let base: string;
let port: number;

beforeAll(async () => {
  logTo(() => {});
  gateway.listen(0, '127.0.0.1');
  await once(gateway, 'listening');
  port = (gateway.address() as AddressInfo).port;
  base = `http://127.0.0.1:${port}`;
});
afterAll(() => {
  gateway.close();
  gateway.closeAllConnections();
});

const respond = async (make: () => unknown, path = '/api/v1/items/1') => {
  answer = make;
  try {
    return await fetch(`${base}${path}`);
  } finally {
    answer = undefined;
  }
};

it('hands over path, query and headers as payload 2.0 does', async () => {
  const headers = { 'X-Mixed-Case': 'Yes', cookie: 'a=1; b=2', 'user-agent': 'probe/1' };
  await fetch(`${base}/api/v1/items/a%20b%25c?tag=x&tag=y&q=caf%C3%A9+au&empty=`, { headers });
  expect(seen.version).toBe('2.0');
  expect(seen.routeKey).toBe('GET /api/v1/items/{id}');
  expect(seen.rawPath).toBe('/api/v1/items/a b%c');
  expect(seen.pathParameters).toEqual({ id: 'a b%c' });
  expect(seen.rawQueryString).toBe('tag=x&tag=y&q=caf%C3%A9+au&empty=');
  expect(seen.queryStringParameters).toEqual({ tag: 'x,y', q: 'café au', empty: '' });
  expect(seen.cookies).toEqual(['a=1', 'b=2']);
  expect(seen.headers['x-mixed-case']).toBe('Yes');
  expect(seen.headers['cookie']).toBeUndefined();
  expect(seen.headers['x-forwarded-for']).toBe('127.0.0.1');
  expect(seen.isBase64Encoded).toBe(false);
  expect(seen.body).toBeUndefined();
  const { http, ...rest } = seen.requestContext;
  expect(http).toEqual({
    method: 'GET',
    path: '/api/v1/items/a b%c',
    protocol: 'HTTP/1.1',
    sourceIp: '127.0.0.1',
    userAgent: 'probe/1',
  });
  expect(rest.stage).toBe('$default');
  expect(rest.routeKey).toBe('GET /api/v1/items/{id}');
  expect(rest.time).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
  expect(Math.abs(rest.timeEpoch - nowMs())).toBeLessThan(600_000);
});

it('joins a repeated header by a comma', async () => {
  const sent = request(`${base}/api/v1/items/1`, { headers: { 'x-many': ['a', 'b'] } });
  sent.end();
  const [response] = await once(sent, 'response');
  response.resume();
  expect(seen.headers['x-many']).toMatch(/^a, ?b$/);
});

it('gives JSON as text and any other bytes in base 64', async () => {
  await fetch(`${base}/api/v1/items`, {
    method: 'POST',
    body: '{"a":"é"}',
    headers: { 'content-type': 'application/json' },
  });
  expect([seen.body, seen.isBase64Encoded]).toEqual(['{"a":"é"}', false]);
  await fetch(`${base}/api/v1/items`, {
    method: 'POST',
    body: new Uint8Array([0, 255, 1]),
    headers: { 'content-type': 'image/png' },
  });
  expect([seen.body, seen.isBase64Encoded]).toEqual(['AP8B', true]);
  await fetch(`${base}/api/v1/items`, { method: 'POST', body: new URLSearchParams({ a: '1' }) });
  expect([seen.body, seen.isBase64Encoded]).toEqual(['YT0x', true]);
});

it('prefers a fixed path to a parameter, and reads several parameters', async () => {
  await fetch(`${base}/api/v1/items/special`);
  expect(seen.routeKey).toBe('GET /api/v1/items/special');
  await fetch(`${base}/api/v1/items/7/lines/MUG-BLUE`, { method: 'PUT' });
  expect(seen.pathParameters).toEqual({ id: '7', sku: 'MUG-BLUE' });
});

it.each([
  ['the site’s route without a path', 'GET', '/api/v1/site/'],
  ['an unknown path', 'GET', '/api/nowhere'],
  ['a known path with another method', 'DELETE', '/api/v1/items'],
  ['a preflight', 'OPTIONS', '/api/v1/items'],
  ['a broken escape', 'GET', '/api/v1/items/%zz'],
  ['bytes that are no UTF-8', 'GET', '/api/v1/items/%FF'],
  ['a slash behind a route', 'GET', '/api/v1/items/1/'],
  ['an empty parameter', 'GET', '/api/v1/items/'],
  ['HEAD of a route that is not public', 'HEAD', '/api/v1/items/1'],
])('sends %s to $default', async (_, method, path) => {
  seen = undefined as never;
  const response = await fetch(`${base}${path}`, { method });
  expect(response.status).toBe(200);
  expect(seen.routeKey).toBe('$default');
  expect(seen.rawPath).toBe(path);
  expect(seen.pathParameters).toBeUndefined();
});

it('finds routes by the decoded path: an encoded slash parts segments, an encoded question mark ends the path', async () => {
  await fetch(`${base}/api/v1/items/a%2Fb`);
  expect([seen.routeKey, seen.rawPath]).toEqual(['$default', '/api/v1/items/a/b']);
  await fetch(`${base}/api/v1/items/1/lines/a%3Fb?q=1`, { method: 'PUT' });
  expect([seen.pathParameters, seen.rawPath]).toEqual([{ id: '1', sku: 'a' }, '/api/v1/items/1/lines/a']);
  await fetch(`${base}/api/v1/items/%2525`);
  expect(seen.pathParameters).toEqual({ id: '%25' });
});

it('writes status, headers, cookies and base 64 bodies', async () => {
  const response = await respond(() => ({
    statusCode: 201,
    headers: { 'Content-Type': 'image/png', 'x-count': 3 },
    cookies: ['a=1; Path=/', 'b=2'],
    body: 'AP8B',
    isBase64Encoded: true,
  }));
  expect(response.status).toBe(201);
  expect(response.headers.get('content-type')).toBe('image/png');
  expect(response.headers.get('x-count')).toBe('3');
  expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2']);
  expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255, 1]);
});

it('sends HEAD of a public GET to its function, and tells the length of what is left out', async () => {
  answer = () => ({ statusCode: 200, headers: { etag: '"1"', 'content-length': 1234 } });
  const response = await fetch(`${base}/api/v1/page`, { method: 'HEAD' });
  answer = undefined;
  expect(seen.routeKey).toBe('HEAD /api/v1/page');
  expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([200, '1234', '']);
});

it('answers 500 for more than Lambda may answer, base 64 and escapes counted', async () => {
  const fits = await respond(() => ({ statusCode: 200, body: 'x'.repeat(6 * 1024 * 1024 - 1000) }));
  expect(fits.status).toBe(200);
  const [escaped, encoded] = [{ body: '"'.repeat(3.5 * 1024 * 1024) }, { body: 'AAAA'.repeat(1.6 * 1024 * 1024) }];
  expect((await respond(() => ({ statusCode: 200, ...escaped }))).status).toBe(500);
  expect((await respond(() => ({ statusCode: 200, ...encoded, isBase64Encoded: true }))).status).toBe(500);
});

it('takes a result without a status for the body of a 200', async () => {
  const response = await respond(() => ({ hello: 'world' }));
  expect([response.status, await response.json()]).toEqual([200, { hello: 'world' }]);
});

it.each([
  ['throws', () => Promise.reject(new Error('boom secret'))],
  ['answers a status that is none', () => ({ statusCode: 'many' })],
  ['answers a body that is not text', () => ({ statusCode: 200, body: { a: 1 } })],
  ['answers nothing', () => undefined],
])('answers a bare 500 when the function %s', async (_, make) => {
  const response = await respond(make);
  expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
});

it('answers 500 when the function does not end within its time-out', async () => {
  const response = await respond(() => new Promise(() => {}), '/api/v1/slow');
  expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
});

it('tells the function its name, its request and the time that is left', async () => {
  await fetch(`${base}/api/v1/items/1`);
  expect(context.functionName).toBe('floodgate-test-shop-GET-itemsid');
  expect(context.awsRequestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(context.getRemainingTimeInMillis()).toBeGreaterThan(9000);
  expect(context.getRemainingTimeInMillis()).toBeLessThanOrEqual(10_000);
});

it('refuses a body above 10 MB with 413 and headers above 10 kB with 431', async () => {
  const large = await fetch(`${base}/api/v1/items`, { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) });
  expect([large.status, await large.json()]).toEqual([413, { message: 'Request Entity Too Large' }]);
  const long = await fetch(`${base}/api/v1/items/1`, { headers: { 'x-long': 'x'.repeat(10_300) } });
  expect(long.status).toBe(431);
});

it('goes on after a client that hangs up in the middle of its body', async () => {
  const socket = connect(port, '127.0.0.1');
  socket.write('POST /api/v1/items HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf');
  await once(socket, 'connect');
  socket.destroy();
  expect((await fetch(`${base}/api/v1/items/1`)).status).toBe(200);
});

it('answers preflights itself and adds its own CORS headers, whatever the function says', async () => {
  const asked = { origin: 'https://any.example', 'access-control-request-method': 'PUT' };
  const preflight = await fetch(`${base}/api/v1/items`, { method: 'OPTIONS', headers: asked });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-methods')).toBe('GET,HEAD,POST,PUT');
  const response = await respond(() => ({ statusCode: 200, headers: { 'access-control-allow-origin': 'own' } }));
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
  const other = await fetch(`${base}/api/v1/items/1`, { headers: { origin: 'https://any.example' } });
  expect(other.headers.get('access-control-allow-origin')).toBe('*');
  const plain = await fetch(`${base}/api/v1/items/1`, { method: 'OPTIONS' });
  expect([plain.status, seen.routeKey]).toEqual([200, '$default']);
});
