import { expect, test } from 'vitest';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { handler } from './default-route.ts';

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
