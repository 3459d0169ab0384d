import { beforeAll, describe, expect, test } from 'vitest';
import { isoTime, msOf } from '#lib/clock.ts';
import { eventWrite } from '#lib/event.ts';
import { newId } from '#lib/id.ts';
import { apiKeyItemKey } from '#lib/identity.ts';
import { tableOf } from '#lib/table.ts';
import { put, write } from '#lib/write.ts';
import { invokeHttp } from '../../../../test/support/invoke.ts';
import { article, checkOut, readyCart } from '../../../../test/support/shop.ts';
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

describe('events of a type', () => {
  /** Refunds that failed at these moments; answers the event ids, newest first. */
  const failed = async (...moments: string[]): Promise<string[]> => {
    for (const moment of moments) {
      const id = newId('ref');
      const fact = { aggregate: id, sequence: 1, at: msOf(moment), data: data(`at ${moment}`) };
      await write(eventWrite(tableOf('billing'), RefundFailed, fact));
    }
    return moments.toSorted().reverse();
  };
  const ask = (query: Record<string, string | number>) => invokeHttp(route, { token, query });
  const times = async (query: Record<string, string | number>) => {
    const seen: string[] = [];
    const calls: number[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const { status, body, headers } = await ask({ ...query, ...(cursor ? { cursor } : {}) });
      expect(status).toBe(200);
      seen.push(...body.items.map(({ timestamp }: { timestamp: string }) => timestamp));
      calls.push(Number(headers['x-cost']?.match(/calls=(\d+)/)?.[1]));
      cursor = body.nextCursor;
    }
    expect(Math.max(...calls)).toBeLessThanOrEqual(10);
    return seen;
  };

  test('are found by days and by moments, newest first, page by page at the same calls', async () => {
    const made = await failed(
      '2026-03-01T10:00:00.000Z',
      '2026-03-01T10:05:00.000Z',
      '2026-03-02T00:00:00.000Z',
      '2026-03-03T23:59:59.999Z',
    );
    const type = 'refund.failed';
    expect(await times({ type, from: '2026-03-01', to: '2026-03-03', limit: 1 })).toEqual(made);
    expect(await times({ type, from: '2026-03-01T10:05:00Z', to: '2026-03-02T02:00:00+02:00' })).toEqual([made[2]]);
    expect(await times({ type, from: '2026-03-02', to: '2026-03-02' })).toEqual([made[1]]);
    expect(await times({ type: 'refund.succeeded', from: '2026-03-01', to: '2026-03-03' })).toEqual([]);
  });

  test('order.placed is found too, which its order lists', async () => {
    const { sku } = await article(5);
    const { id } = (await checkOut(await readyCart([{ sku, quantity: 1 }]), {})).body.order;
    const found = (await ask({ type: 'order.placed', limit: 100 })).body.items;
    const fact = found.find((one: { aggregate: string }) => one.aggregate === id);
    expect(fact).toMatchObject({ type: 'order.placed', sequence: 1, data: { orderId: id } });
    const moment = isoTime(msOf(fact.timestamp) + 1);
    const later = (await ask({ type: 'order.placed', from: moment, limit: 100 })).body.items;
    expect(later.map((one: { aggregate: string }) => one.aggregate)).not.toContain(id);
  });

  test('of one aggregate are what is left of its events', async () => {
    const { body } = await list({ type: 'refund.failed', from: '2026-01-01', to: '2026-01-01' });
    expect(body.items).toHaveLength(4);
    expect((await list({ type: 'order.paid' })).body.items).toEqual([]);
    expect((await list({ to: '2025-12-31' })).body.items).toEqual([]);
  });

  test.each([
    [{}, 400, 'query.aggregate is missing: name an aggregate or a type'],
    [{ type: 'nonsense' }, 400, 'query.type must be a type of event, like order.paid'],
    [{ type: 'order.lost' }, 422, 'There are no kept events of the type "order.lost"; there are '],
    [{ type: 'stock.changed' }, 422, 'There are no kept events of the type "stock.changed"'],
    [{ type: 'order.paid', from: 'yesterday' }, 400, 'query.from must be a day like 2026-11-27, or a time'],
    [{ type: 'order.paid', from: '2026-02-30' }, 400, 'query.from must be a day'],
    [{ type: 'order.paid', from: '2026-03-02', to: '2026-03-01' }, 422, 'From 2026-03-02 to 2026-03-01 is backwards.'],
    [{ type: 'order.paid', from: '2020-01-01', to: '2020-03-01' }, 422, 'more than 31 days'],
    [{ type: 'order.paid', from: '2020-01-01' }, 422, 'more than 31 days'],
    [{ type: 'order.paid', to: '0001-01-01' }, 200, undefined],
    [{ type: 'order.paid', from: '2199-01-01' }, 422, 'backwards'],
  ])('%j is answered %i', async (query, status, said) => {
    const answer = await ask(query as Record<string, string>);
    expect([answer.status, answer.body.detail ?? '']).toEqual([status, expect.stringContaining(said ?? '')]);
  });
});
