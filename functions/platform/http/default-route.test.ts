import { expect, test } from 'vitest';
import { httpEvent } from '../../../local/gateway/http-event.ts';
import { invokeHttp, testContext } from '../../../test/support/invoke.ts';
import { handler } from './default-route.ts';

/** Asks at a whole path, outside of the base path too. */
const asked = (path: string, query = '', method = 'GET') =>
  handler(
    httpEvent({ routeKey: '$default', method, path, query, headers: {}, sourceIp: '127.0.0.1', requestId: 'r-1' }),
    testContext(),
  );

test('a preflight that reaches us is answered with what the path takes; whose pages may read is said by the gateway', async () => {
  const { status, headers, text } = await invokeHttp(handler, {
    method: 'OPTIONS',
    path: '/carts',
    headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
  });
  expect([status, text]).toEqual([204, '']);
  expect(headers).toMatchObject({
    allow: 'POST, OPTIONS',
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers':
      'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Order-Token, traceparent',
  });
  expect(headers).not.toHaveProperty('access-control-allow-origin');
});

test('a preflight of an unknown path is a 404', async () => {
  expect(await invokeHttp(handler, { method: 'OPTIONS', path: '/nowhere' })).toMatchObject({ status: 404 });
});

test.each(['/', '/api/v1', '/api/v1/'])('%s leads to the docs', async (path) => {
  expect(await asked(path)).toMatchObject({ statusCode: 302, headers: { location: '/api/v1/docs' } });
});

test('slashes behind a route lead to it by 308, with the query as it came', async () => {
  expect(await asked('/api/v1/products/', 'tag=a%20b&limit=2')).toMatchObject({
    statusCode: 308,
    headers: { location: '/api/v1/products?tag=a%20b&limit=2' },
  });
});

test('a SKU with a slash is a 404 that says what to do', async () => {
  const { statusCode, body } = await asked('/api/v1/admin/stock/MUG/BLUE');
  expect([statusCode, JSON.parse(body ?? '')]).toMatchObject([
    404,
    {
      code: 'unknown-route',
      detail: expect.stringMatching(/a SKU with a slash stands in no address: its variant’s id does/),
    },
  ]);
});

test('a percent sign that begins no UTF-8 is a 400', async () => {
  const { statusCode, body } = await asked('/api/v1/products/%zz');
  expect([statusCode, JSON.parse(body ?? '').code]).toEqual([400, 'malformed-path']);
});

test('a public GET may be asked by HEAD, another may not', async () => {
  expect(await asked('/api/v1/products', '', 'DELETE')).toMatchObject({ headers: { allow: 'GET, HEAD, OPTIONS' } });
  expect(await asked('/api/v1/admin/stock', '', 'HEAD')).toMatchObject({
    statusCode: 405,
    headers: { allow: 'GET, OPTIONS' },
  });
});
