import { beforeAll, describe, expect, test } from 'vitest';
import { eventWrite } from '#lib/event.ts';
import { newId } from '#lib/id.ts';
import { apiKeyItemKey } from '#lib/identity.ts';
import { tableOf } from '#lib/table.ts';
import { put, write } from '#lib/write.ts';
import { invokeHttp } from '../../../../test/support/invoke.ts';
import { RefundFailed } from '../../../billing/events.ts';
import * as route from './list-events.ts';

const token = 'fgk_list_events';
const aggregate = newId('ord');
const data = (reason: string) => ({
  refundId: 'ref_1',
  paymentId: 'pay_1',
  orderId: aggregate,
  amount: { amount: 100, currency: 'EUR' },
  reason,
  test: true,
});

beforeAll(async () => {
  await write(put(tableOf('users'), { ...apiKeyItemKey(token), id: 'key_1', scopes: ['platform'] }));
  const at = 1_767_225_600_000;
  for (const [module, sequence] of [
    ['orders', 1],
    ['orders', 2],
    ['orders', 10],
    ['billing', 1],
  ] as const) {
    await write(
      eventWrite(tableOf(module), RefundFailed, { aggregate, sequence, at, data: data(`${module} ${sequence}`) }),
    );
  }
  await write(put(tableOf('orders'), { pk: aggregate, sk: 'order', type: 'order', email: 'kim@example.org' }));
});

const list = (query: Record<string, string | number>) => invokeHttp(route, { token, query: { aggregate, ...query } });
// biome-ignore lint/suspicious/noExplicitAny: the envelope's data
const reasons = (items: any[]) => items.map((item) => item.data.reason);

describe('the event log', () => {
  test('has every event of an aggregate, whichever module keeps it, in order of their sequence', async () => {
    const { status, body, text } = await list({});
    expect(status).toBe(200);
    expect(reasons(body.items)).toEqual(['billing 1', 'orders 1', 'orders 2', 'orders 10']);
    expect(body.nextCursor).toBeNull();
    expect(body.items[0]).toMatchObject({ type: 'refund.failed', version: 1, aggregate, sequence: 1 });
    expect(text).not.toContain('kim@example.org');
  });

  test('goes on where a page ended, across modules, and ends', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const { body } = await list({ limit: 1, ...(cursor ? { cursor } : {}) });
      seen.push(...reasons(body.items));
      cursor = body.nextCursor;
      pages += 1;
    } while (cursor && pages < 10);
    expect(seen).toEqual(['billing 1', 'orders 1', 'orders 2', 'orders 10']);
    expect(pages).toBe(4);
  });

  test('is empty for what never was', async () => {
    const { body } = await list({ aggregate: newId('ord') });
    expect(body).toEqual({ items: [], nextCursor: null });
  });

  test('refuses another aggregate’s cursor', async () => {
    const { body } = await list({ limit: 1 });
    const other = await list({ aggregate: newId('ord'), cursor: body.nextCursor });
    expect(other).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
  });
});
