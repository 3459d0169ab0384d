import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeAll, expect, test } from 'vitest';
import { isoTime, nowMs } from '#lib/clock.ts';
import { get } from '#lib/table.ts';
import { invokeHttp, streamEvent, testContext } from '../../../test/support/invoke.ts';
import { createApiKey } from '../../users/public.ts';
import { aPayment, aRow } from '../fixtures/payments.ts';
import * as list from '../http/admin/list-payments.ts';
import { handler as stream } from '../stream/publish-events.ts';
import type { Payment } from './payment.ts';
import { paymentAt } from './payments-table.ts';

let token = '';
beforeAll(async () => {
  token = (await createApiKey({ name: 'books', scopes: ['orders'] })).secret;
});
const today = isoTime(nowMs()).slice(0, 10);

/** What the stream makes of a new row, twice. */
const told = async ({ id }: Payment): Promise<string> => {
  const image = marshall({ ...(await get(paymentAt(id), { consistent: true })) }) as never;
  for (let times = 0; times < 2; times += 1)
    expect(await stream(streamEvent([{ after: image }]), testContext())).toEqual({ batchItemFailures: [] });
  return id;
};
const ask = (query: Record<string, string | number>) => invokeHttp(list, { token, query });
/** All pages: what they show, and the calls of each. */
const pagesOf = async (query: Record<string, string | number>) => {
  const [ids, calls]: [string[], number[]] = [[], []];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { status, body, headers } = await ask({ ...query, ...(cursor ? { cursor } : {}) });
    expect(status).toBe(200);
    ids.push(...body.items.map(({ id }: { id: string }) => id));
    calls.push(Number(headers['x-cost']?.match(/calls=(\d+)/)?.[1]));
    cursor = body.nextCursor;
  }
  return { ids, calls };
};

test('every payment is listed once, newest first, opened or not, page by page at the same calls', async () => {
  const ids: string[] = [];
  for (const method of ['test_approved', 'test_declined', null]) ids.unshift(await told(await aPayment(method)));
  ids.unshift(await told(await aRow()));
  const { ids: seen, calls } = await pagesOf({ limit: 3 });
  expect(seen.filter((id) => ids.includes(id))).toEqual(ids);
  expect(new Set(seen).size).toBe(seen.length);
  expect(Math.max(...calls)).toBeLessThanOrEqual(10);
});

test('staff sees what became of it, and not what its buyer does next', async () => {
  const { id, orderId } = await aPayment('test_declined');
  await told({ id } as Payment);
  const { items } = (await ask({ limit: 100, from: today, to: today, status: 'failed' })).body;
  const found = items.find((one: { id: string }) => one.id === id);
  expect(found).toMatchObject({
    kind: 'payment',
    orderId,
    status: 'failed',
    amount: { amount: 2599, currency: 'EUR' },
    failure: { code: 'declined' },
  });
  expect(Object.keys(found)).not.toContain('nextAction');
  expect(items.every((one: { status: string }) => one.status === 'failed')).toBe(true);
  expect((await pagesOf({ status: 'succeeded' })).ids).not.toContain(id);
});

test.each([
  [{ unpaired: 'true', status: 'failed' }, 400, 'query.status does not go with unpaired'],
  [{ unpaired: '1', from: '2026-01-01' }, 400, 'query.from does not go with unpaired'],
  [{ unpaired: 'no' }, 400, 'query.unpaired must be true, or left out'],
  [{ status: 'lost' }, 400, 'query.status must be one of requires-action, processing, failed, cancelled, succeeded'],
  [{ from: '2026-02-01', to: '2026-01-01' }, 422, 'From 2026-02-01 to 2026-01-01 is backwards.'],
  [{ from: '2026-01-01', to: '2026-02-01' }, 422, 'From 2026-01-01 to 2026-02-01 is more than 31 days'],
  [{ from: '2026-01-01', to: '2026-01-31' }, 200, undefined],
])('%j is answered %i', async (query, status, said) => {
  const answer = await ask(query as Record<string, string>);
  expect(answer.status).toBe(status);
  if (said) expect(answer.body.detail).toContain(said);
});

test('a cursor fits no other list', async () => {
  for (let n = 0; n < 2; n += 1) await told(await aRow());
  const { nextCursor: cursor } = (await ask({ limit: 1 })).body;
  expect((await ask({ limit: 1, status: 'failed', cursor })).status).toBe(400);
  expect((await ask({ limit: 1, unpaired: '', cursor })).status).toBe(400);
});
