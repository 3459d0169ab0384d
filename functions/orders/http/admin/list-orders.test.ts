import { expect, test } from 'vitest';
import { isoTime, nowMs } from '#lib/clock.ts';
import { forgetEnv } from '#lib/env.ts';
import { newId } from '#lib/id.ts';
import { update, write } from '#lib/table.ts';
import { invokeHttp } from '../../../../test/support/invoke.ts';
import { article, buyer, checkOut } from '../../../../test/support/shop.ts';
import * as createCart from '../../../checkout/http/create-cart.ts';
import { clerk, orders, sold, staff } from '../../after-payment/after-payment.fixture.ts';
import * as cancelAny from './cancel-any-order.ts';
import * as fulfil from './fulfil-order.ts';
import * as list from './list-orders.ts';
import * as refund from './refund-order.ts';

const orderOf = async (email: string, sku: string): Promise<string> => {
  const { body: cart } = await invokeHttp(createCart, {
    body: { lines: [{ sku, quantity: 1 }], contact: { ...buyer, email }, shipping: { optionId: 'standard' } },
  });
  return (await checkOut(cart.id, {})).body.order.id;
};
const listed = async (query: Record<string, string | number>) =>
  (await invokeHttp(list, { query, token: await clerk() })).body;
const ids = (page: { items: { id: string }[] }) => page.items.map(({ id }) => id);

test('orders of an e-mail, in any case, newest first and page by page; of nobody there are none', async () => {
  const { sku } = await article(50);
  const email = `${newId('Grace').toLowerCase().replace('_', '.')}@Example.com`;
  const made: string[] = [];
  for (let order = 0; order < 5; order += 1) made.unshift(await orderOf(email, sku));
  await orderOf('someone.else@example.com', sku);
  expect(ids(await listed({ email: email.toUpperCase() }))).toEqual(made);
  const seen: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await listed({ email, limit: 2, ...(cursor ? { cursor } : {}) });
    seen.push(...ids(page));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(made);
  const foreign = await listed({ email, limit: 2 });
  expect(
    (await invokeHttp(list, { query: { email: 'eve@example.com', cursor: foreign.nextCursor }, token: await clerk() }))
      .status,
  ).toBe(400);
  expect(await listed({ email: 'nobody@example.com' })).toEqual({ items: [], nextCursor: null });
  expect((await invokeHttp(list, { query: { email: 'no mail' }, token: await clerk() })).status).toBe(400);
});

test('status and days narrow an e-mail’s orders as they narrow all', async () => {
  const { sku } = await article(50);
  const email = `${newId('hopper').toLowerCase().replace('_', '.')}@example.com`;
  const [kept, cancelled] = [await orderOf(email, sku), await orderOf(email, sku)];
  await staff(cancelAny, cancelled, {});
  expect(ids(await listed({ email, status: 'cancelled' }))).toEqual([cancelled]);
  expect(ids(await listed({ email, status: 'pending' }))).toEqual([kept]);
  const today = isoTime(nowMs()).slice(0, 10);
  expect(ids(await listed({ email, from: today, to: today }))).toEqual([cancelled, kept]);
  expect(ids(await listed({ email, from: '2020-01-01', to: '2020-12-31' }))).toEqual([]);
  expect(ids(await listed({ email, from: '0001-01-01', to: '0001-01-02' }))).toEqual([]);
  expect((await listed({ from: today, to: today, limit: 100 })).items.length).toBeGreaterThanOrEqual(2);
});

test.each([
  [{ from: '2026-03-01', to: '2026-02-01' }, 422],
  [{ from: '2026-03-01', to: '2026-02-01', email: 'ada@example.com' }, 422],
  [{ from: '2199-01-01' }, 422],
  [{ from: '2020-01-01', to: '2026-01-01' }, 422],
  [{ from: '2020-01-01' }, 422],
  [{ from: '2026-01-01', to: '2026-02-01' }, 422],
  [{ from: '2026-01-01', to: '2026-01-31' }, 200],
  [{ from: '2020-01-01', to: '2026-01-01', email: 'ada@example.com' }, 200],
  [{ from: '2026-02-30' }, 400],
  [{ to: '2026-13-01' }, 400],
])('a range %j is answered %i', async (query, status) => {
  const answer = await invokeHttp(list, { query: query as Record<string, string>, token: await clerk() });
  expect(answer.status).toBe(status);
  if (status === 422) expect(answer.body.code).toBe('range-refused');
});

/** All pages of a list: what it shows, and what each page cost in engine calls. */
const pagesOf = async (query: Record<string, string | number>) => {
  const items: Any[] = [];
  const calls: number[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await invokeHttp(list, { query: { ...query, ...(cursor ? { cursor } : {}) }, token: await clerk() });
    calls.push(Number(page.headers['x-cost']?.match(/calls=(\d+)/)?.[1]));
    items.push(...page.body.items);
    cursor = page.body.nextCursor;
  }
  return { items, calls };
};
// biome-ignore lint/suspicious/noExplicitAny: a test states what it expects of an answer.
type Any = any;

test('a page costs at most 12 engine calls, whatever happened to its orders, and no order is left out', async () => {
  process.env['EXPOSE_COST'] = '1';
  forgetEnv();
  try {
    const made: string[] = [];
    for (let count = 0; count < 8; count += 1) {
      const { id } = await sold([{ quantity: 2 }]);
      await staff(fulfil, id, { lines: undefined });
      await staff(refund, id, { amount: { amount: 100, currency: 'EUR' }, reason: 'sorry' });
      made.unshift(id);
    }
    // As an order is that was sent before it listed its records.
    await write(update(orders, { pk: made[3]!, sk: 'order' }, 'REMOVE #recordIds', {}));
    const today = isoTime(nowMs()).slice(0, 10);
    for (const query of [{ limit: 100 }, { limit: 5, from: today, to: today }, { limit: 3 }]) {
      const { items, calls } = await pagesOf(query);
      expect(Math.max(...calls)).toBeLessThanOrEqual(12);
      const ours = items.filter(({ id }) => made.includes(id));
      expect(ours.map(({ id }) => id)).toEqual(made);
      for (const { fulfilments, refunds } of ours) expect([fulfilments.length, refunds.length]).toEqual([1, 1]);
    }
  } finally {
    delete process.env['EXPOSE_COST'];
    forgetEnv();
  }
});
