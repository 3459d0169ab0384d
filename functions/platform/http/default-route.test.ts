import { afterAll, expect, test } from 'vitest';
import { forgetEnv } from '#lib/env.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';

process.env['CORS_ORIGINS'] = 'https://shop.example';
forgetEnv();
const { handler } = await import('./default-route.ts');
afterAll(() => {
  process.env['CORS_ORIGINS'] = '*';
  forgetEnv();
});

const preflight = (origin: string) =>
  invokeHttp(handler, {
    method: 'OPTIONS',
    path: '/carts',
    headers: { origin, 'access-control-request-method': 'POST' },
  });

test('a preflight from an allowed origin may send what the API takes', async () => {
  const { status, headers, text } = await preflight('https://shop.example');
  expect(status).toBe(204);
  expect(text).toBe('');
  expect(headers).toMatchObject({
    'access-control-allow-origin': 'https://shop.example',
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers':
      'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Order-Token, traceparent',
  });
});

test('a preflight from another origin is not allowed', async () => {
  const { headers } = await preflight('https://evil.example');
  expect(headers).not.toHaveProperty('access-control-allow-origin');
});

test('a preflight of an unknown path is a 404', async () => {
  expect(await invokeHttp(handler, { method: 'OPTIONS', path: '/nowhere' })).toMatchObject({ status: 404 });
});
