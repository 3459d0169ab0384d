import { Webhook } from 'standardwebhooks';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { partitionOf } from '#lib/sharded-list.ts';
import { tableOf, update, write } from '#lib/table.ts';
import { inScope } from '#lib/trace.ts';
import { invokeHttp, sqsEvent, testContext } from '../../../test/support/invoke.ts';
import { dueIn, messagesIn, queueOf } from '../../../test/support/look.ts';
import { contactWrite, createApiKey } from '../../users/public.ts';
import { deliver } from '../deliver.ts';
import { fanOut } from '../fan-out.ts';
import { takeMessages as takeFor, work } from '../fixtures/own-queue.ts';
import { startReceiver } from '../fixtures/receiver.ts';
import * as create from '../http/admin/create-webhook.ts';
import * as remove from '../http/admin/delete-webhook.ts';
import * as log from '../http/admin/list-deliveries.ts';
import * as redeliver from '../http/admin/redeliver-webhook.ts';
import * as rotate from '../http/admin/rotate-webhook-secret.ts';
import * as test_ from '../http/admin/test-webhook.ts';
import * as change from '../http/admin/update-webhook.ts';
import type { DeliverWebhook } from '../messages.ts';
import { handler as onEvent } from './on-event.ts';

const token = (await createApiKey({ name: 'integrator', scopes: ['webhooks'] })).secret;
const receiver = await startReceiver();
afterAll(() => receiver.stop());

let hook: { id: string; secret: string };
const params = () => ({ id: hook.id });
const takeMessages = (seconds?: number) => takeFor(hook.id, seconds);
const deliveries = async () => (await invokeHttp(log, { token, params: params() })).body.items;
const deleteHook = () => invokeHttp(remove, { token, params: params() });

beforeEach(async () => {
  if (hook) await deleteHook();
  receiver.received.length = 0;
  receiver.answers.length = 0;
  hook = (
    await invokeHttp(create, { token, body: { url: receiver.url, events: ['payment.succeeded', 'stock.changed'] } })
  ).body;
});

/** Messages of a delivery that wait in the queue, delayed ones too. */
const waitingFor = async (deliveryId: string): Promise<DeliverWebhook[]> =>
  (await messagesIn(queueOf('webhooks', 'deliver-webhook'))).filter((one) => one.deliveryId === deliveryId);

const stockChanged = () => ({
  id: newId('evt'),
  type: 'stock.changed',
  version: 1,
  timestamp: '2026-11-22T08:31:00.000Z',
  aggregate: 'var_01KATRZ2V7Q1Y5W3M8N4J6H0BA',
  sequence: 1,
  actor: 'system',
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  data: { variantId: 'var_01KATRZ2V7Q1Y5W3M8N4J6H0BA', shard: 0, available: true, at: 1 },
});
const tell = (...events: object[]) => onEvent(sqsEvent(events), testContext());
const told = async (event = stockChanged()): Promise<DeliverWebhook> => {
  expect(await tell(event)).toEqual({ batchItemFailures: [] });
  const [message] = await takeMessages();
  return message!;
};

test('a fact is posted once, signed so that the standard’s library verifies it, and logged without a body', async () => {
  const event = stockChanged();
  await work(await told(event));
  expect(receiver.received).toHaveLength(1);
  const { headers, body } = receiver.received[0]!;
  expect(new Webhook(hook.secret).verify(body, headers as Record<string, string>)).toEqual({
    type: 'stock.changed',
    timestamp: '2026-11-22T08:31:00.000Z',
    data: { variantId: 'var_01KATRZ2V7Q1Y5W3M8N4J6H0BA', shard: 0, available: true, at: 1 },
  });
  expect(headers).toMatchObject({ 'webhook-id': event.id, 'content-type': 'application/json' });
  expect(headers['traceparent']).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-/);
  expect(await deliveries()).toEqual([
    {
      id: expect.stringMatching(/^dlv_[0-9A-Z]{26}$/),
      eventId: event.id,
      type: 'stock.changed',
      status: 'delivered',
      attempts: 1,
      responseStatus: 204,
      durationMs: expect.any(Number),
      reason: null,
      createdAt: expect.stringMatching(/^\d{4}-/),
      lastAttemptAt: expect.stringMatching(/^\d{4}-/),
      nextAttemptAt: null,
    },
  ]);
});

test('the same fact twice records once; the same message twice, in one batch or later, posts once', async () => {
  const event = stockChanged();
  await tell(event, event);
  await tell(event);
  const messages = await takeMessages();
  expect(new Set(messages.map((message) => message.deliveryId)).size).toBe(1);
  await work(...messages, ...messages);
  await work(...messages);
  await tell(event);
  expect(await takeMessages(0)).toEqual([]);
  expect(receiver.received).toHaveLength(1);
  expect(await deliveries()).toHaveLength(1);
});

test('a fact that nobody asked for is not recorded', async () => {
  await invokeHttp(change, { token, params: params(), body: { events: ['order.paid'] } });
  await tell(stockChanged());
  await invokeHttp(change, { token, params: params(), body: { events: ['*'], disabled: true } });
  await tell(stockChanged());
  expect(await takeMessages(0)).toEqual([]);
  expect(await deliveries()).toEqual([]);
  await invokeHttp(change, { token, params: params(), body: { disabled: false } });
  await work(await told());
  expect(receiver.received).toHaveLength(1);
});

test('a receiver that fails is asked again after five seconds, under the same id with a new signature', async () => {
  receiver.answers.push(503);
  const event = stockChanged();
  await work(await told(event));
  const [waiting] = await deliveries();
  expect(waiting).toMatchObject({ status: 'pending', attempts: 1, responseStatus: 503, reason: 'not-2xx' });
  expect(Date.parse(waiting.nextAttemptAt) - Date.parse(waiting.lastAttemptAt)).toBeGreaterThanOrEqual(5000);
  expect(await takeMessages(0)).toEqual([]);
  const [second] = await takeMessages();
  expect(second).toMatchObject({ attempt: 2 });
  await work(second!);
  expect((await deliveries())[0]).toMatchObject({ status: 'delivered', attempts: 2, responseStatus: 204 });
  const [before, after] = receiver.received.map((one) => one.headers);
  expect(after?.['webhook-id']).toBe(before?.['webhook-id']);
  expect(after?.['webhook-timestamp']).not.toBe(before?.['webhook-timestamp']);
});

test.each([
  ['a redirect, which is not followed', { redirect: 'http://127.0.0.1:1/' }, 307, 'not-2xx'],
  ['a connection that breaks', 'hang-up' as const, null, 'ECONNRESET'],
  ['another protocol, which is not spoken', 'switch' as const, 101, 'not-2xx'],
])('%s is a failure', async (_, answer, responseStatus, reason) => {
  receiver.answers.push(answer);
  await work(await told());
  expect((await deliveries())[0]).toMatchObject({ status: 'pending', responseStatus, reason });
  expect(receiver.received).toHaveLength(1);
});

test('a receiver that holds the line is left after five seconds, one that floods it is left at once', async () => {
  receiver.answers.push('hold');
  await work(await told());
  const [held] = await deliveries();
  expect(held).toMatchObject({ status: 'pending', responseStatus: null, reason: 'timeout' });
  expect(held.durationMs).toBeGreaterThanOrEqual(4990);
  receiver.answers.push('flood');
  await work(await told());
  const flooded = (await deliveries()).find((one: { id: string }) => one.id !== held.id);
  expect(flooded).toMatchObject({ status: 'delivered', responseStatus: 200 });
  expect(flooded.durationMs).toBeLessThan(held.durationMs);
});

test('a message that comes early waits on, without an attempt', async () => {
  const message = await told();
  await work({ ...message, due: new Date(Date.now() + 2000).toISOString() });
  expect(receiver.received).toHaveLength(0);
  const [again] = await takeMessages();
  await work(again!);
  expect(receiver.received).toHaveLength(1);
});

const setDelivery = (message: DeliverWebhook, values: Record<string, unknown>) => {
  const key = { pk: `deliveries#${message.endpointId}#${partitionOf(message.deliveryId)}`, sk: message.deliveryId };
  const sets = Object.keys(values).map((name) => `#${name} = :${name}`);
  return write(update(tableOf('webhooks'), key, `SET ${sets.join(', ')}`, values));
};

test('a function that died in an attempt: the attempt is recorded as unknown and the next one is planned', async () => {
  const message = await told();
  await setDelivery(message, { status: 'sending', attempts: 1, lastAttemptAt: '2026-11-22T08:32:00.000Z' });
  await work(message);
  expect(receiver.received).toHaveLength(0);
  expect((await deliveries())[0]).toMatchObject({
    status: 'pending',
    attempts: 1,
    reason: 'unknown',
    durationMs: null,
  });
  const [second] = await takeMessages();
  expect(second).toMatchObject({ attempt: 2 });
});

test('a next message that was lost is sent by the repeat of the one before', async () => {
  receiver.answers.push(500);
  const message = await told();
  await work(message);
  await takeMessages();
  await work(message);
  expect(receiver.received).toHaveLength(1);
  expect(await takeMessages()).toMatchObject([{ deliveryId: message.deliveryId, attempt: 2 }]);
});

test('the waits after the first four attempts are messages; the hour after the fifth lies in the due index', async () => {
  let message = await told();
  for (const attempts of [1, 2, 3, 4]) {
    receiver.answers.push(500);
    // Each one is due, whatever it waited for.
    await work({ ...message, due: '2026-11-22T08:32:00.000Z' });
    const waiting = await waitingFor(message.deliveryId);
    expect(waiting.map(({ attempt, selfSends }) => [attempt, selfSends])).toContainEqual([attempts + 1, attempts]);
    message = waiting.find(({ attempt }) => attempt === attempts + 1)!;
  }
  receiver.answers.push(500);
  await work({ ...message, due: '2026-11-22T08:32:00.000Z' });
  expect((await waitingFor(message.deliveryId)).some(({ attempt }) => attempt === 6)).toBe(false);
  const [record] = await deliveries();
  const due = (await dueIn('webhooks')).filter(({ body }) => body.deliveryId === message.deliveryId);
  expect(due).toEqual([
    {
      queue: 'deliver-webhook',
      due: Date.parse(record.nextAttemptAt),
      body: { endpointId: hook.id, deliveryId: message.deliveryId, attempt: 6, due: record.nextAttemptAt },
    },
  ]);
  expect(Date.parse(record.nextAttemptAt) - Date.parse(record.lastAttemptAt)).toBeGreaterThanOrEqual(3_600_000);
});

test('after the eighth attempt it is given up, and can be sent again by hand', async () => {
  const message = await told();
  await setDelivery(message, { attempts: 7 });
  receiver.answers.push(500);
  await work({ ...message, attempt: 8 });
  const [failed] = await deliveries();
  expect(failed).toMatchObject({ status: 'failed', attempts: 8, responseStatus: 500, nextAttemptAt: null });
  expect(await takeMessages(0)).toEqual([]);
  const answer = await invokeHttp(redeliver, { token, params: { ...params(), deliveryId: failed.id } });
  expect([answer.status, answer.body.status]).toEqual([202, 'pending']);
  await work(...(await takeMessages()));
  expect((await deliveries())[0]).toMatchObject({ status: 'delivered', attempts: 9 });
  expect(receiver.received[1]?.headers['webhook-id']).toBe(receiver.received[0]?.headers['webhook-id']);
});

test('what is delivered can be sent again by hand, and an attempt in work is not disturbed', async () => {
  const message = await told();
  await work(message);
  const ids = { ...params(), deliveryId: message.deliveryId };
  expect((await invokeHttp(redeliver, { token, params: ids })).status).toBe(202);
  await work(...(await takeMessages()));
  expect(receiver.received).toHaveLength(2);
  await setDelivery(message, { status: 'sending' });
  const refused = await invokeHttp(redeliver, { token, params: ids });
  expect([refused.status, refused.body.code]).toEqual([409, 'delivery-in-progress']);
  const elsewhere = { ...ids, deliveryId: 'dlv_01KATRZ2V7Q1Y5W3M8N4J6H0BA' };
  expect((await invokeHttp(redeliver, { token, params: elsewhere })).status).toBe(404);
});

test('what is on its way to a webhook that is deleted is given up', async () => {
  const message = await told();
  await deleteHook();
  await work(message);
  expect(receiver.received).toHaveLength(0);
  expect(await takeMessages(0)).toEqual([]);
});

test('after a rotation both secrets verify', async () => {
  const rotated = await invokeHttp(rotate, { token, params: params() });
  expect(rotated.status).toBe(200);
  expect(rotated.body.secret).not.toBe(hook.secret);
  await work(await told());
  const { headers, body } = receiver.received[0]!;
  for (const secret of [hook.secret, rotated.body.secret])
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toBeTruthy();
});

test('the test route sends a signed webhook.test', async () => {
  const answer = await invokeHttp(test_, { token, params: params() });
  expect([answer.status, answer.body.type, answer.body.status]).toEqual([202, 'webhook.test', 'pending']);
  await work(...(await takeMessages()));
  const { headers, body } = receiver.received[0]!;
  expect(new Webhook(hook.secret).verify(body, headers as Record<string, string>)).toMatchObject({
    type: 'webhook.test',
    data: { webhookId: hook.id },
  });
});

test('a fact about an order brings who bought, which neither the log nor the table holds', async () => {
  await invokeHttp(change, { token, params: params(), body: { events: ['order.expired'] } });
  const shippingAddress = { name: 'Ada Lovelace', line1: '1 Way', city: 'Graz', postalCode: '8010', country: 'AT' };
  const { write: put, contactRef } = contactWrite({ email: 'ada@example.com', shippingAddress }, nowMs());
  await write(put);
  const eur = (amount: number) => ({ amount, currency: 'EUR' });
  const totals = { subtotal: eur(1), discount: eur(0), shipping: eur(0), tax: eur(0), total: eur(1) };
  const data = { orderId: 'ord_1', number: 'N1', tickets: [], contactRef, totals, test: true };
  await tell({ ...stockChanged(), type: 'order.expired', data });
  await work(...(await takeMessages()));
  expect(JSON.parse(receiver.received[0]!.body).data).toEqual({
    ...data,
    contact: { email: 'ada@example.com', shippingAddress },
  });
  const logged = await invokeHttp(log, { token, params: params() });
  expect(logged.text).not.toMatch(/example\.com|Lovelace/);
});

test('a fact costs one write unit per webhook, its delivery two', async () => {
  const { id, type, timestamp, data } = stockChanged();
  const metered = (run: () => Promise<void>) =>
    inScope({ requestId: 'r', actor: 'test' }, async ({ meter }) => {
      await run();
      return meter.writeUnits;
    });
  await invokeHttp(change, { token, params: params(), body: { events: ['stock.changed'] } });
  const before = (await deliveries()).length;
  const told = await metered(() => fanOut({ id, type, timestamp, data }, Date.parse(timestamp)));
  const [message] = await takeMessages();
  expect([told, await metered(() => deliver(message!))]).toEqual([1, 2]);
  expect(await deliveries()).toHaveLength(before + 1);
});

test('the log goes on by its cursor without gap or repeat, newest first', async () => {
  for (let i = 0; i < 7; i += 1) await tell(stockChanged());
  const whole = (await deliveries()).map((one: { id: string }) => one.id);
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const query = { limit: 3, ...(cursor ? { cursor } : {}) };
    const page = await invokeHttp(log, { token, params: params(), query });
    ids.push(...page.body.items.map((one: { id: string }) => one.id));
    cursor = page.body.nextCursor;
  } while (cursor);
  expect(ids).toHaveLength(7);
  expect(ids).toEqual(whole);
  expect(ids).toEqual([...ids].sort().reverse());
});
