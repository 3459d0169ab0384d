import { expect, test } from 'vitest';
import { invokeHttp } from '../../../test/support/invoke.ts';
import * as route from './get-health.ts';

test('the engines answer: 200, with what was asked', async () => {
  const { status, body } = await invokeHttp(route);
  expect(status).toBe(200);
  expect(body).toEqual({ status: 'ok', version: '0.1.0', checks: { tables: 'ok', queues: 'ok' } });
});
