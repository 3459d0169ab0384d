import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { isoTime, nowMs } from '#lib/clock.ts';
import { forgetEnv } from '#lib/env.ts';
import { newId } from '#lib/id.ts';
import { query, tableOf } from '#lib/table.ts';
import { sqsEvent, testContext } from '../../../test/support/invoke.ts';
import { dueIn, messagesIn, queueOf } from '../../../test/support/look.ts';
import { aPayment, aRow, factTypesOf, objectOf, report } from '../fixtures/payments.ts';
import { readPayment } from '../payment/open-payment.ts';
import { recordPayment } from '../payment/record-payment.ts';
import { testProvider } from '../providers/test/adapter.ts';
import { deliverReport } from '../providers/test/deliver.ts';
import { pressTestPayment } from '../providers/test/press.ts';
import { handler as deliver } from './deliver-test-report.ts';
import { handler as record } from './record-payment-report.ts';

const api = process.env['API_URL'];
beforeAll(() => {
  process.env['TEST_LATE_SECONDS'] = '0';
  forgetEnv();
});
afterEach(() => {
  if (api) process.env['API_URL'] = api;
  forgetEnv();
});

const noFailures = { batchItemFailures: [] };

test('a report that the shop does not take is tried again', async () => {
  const server = createServer((_request, response) => void response.writeHead(500).end());
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  process.env['API_URL'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`;
  forgetEnv();
  const told = { objectId: 'tpo_1', reportId: 'tre_1' };
  await expect(deliverReport(told)).rejects.toThrow('answered 500');
  expect((await deliver(sqsEvent([told]), testContext())).batchItemFailures).toHaveLength(1);
  server.close();
});

test('a report is not believed: the provider’s own state is recorded', async () => {
  const payment = await aPayment(null);
  expect(await report(objectOf(payment))).toEqual(noFailures);
  expect((await readPayment(payment.id)).status).toBe('requires-action');
  expect(await factTypesOf(payment.id)).toEqual([]);
});

test('reports at the same time are one fact', async () => {
  const payment = await aPayment('test_silent');
  const object = objectOf(payment);
  await Promise.all([report(object), report(object), report(object), report(object)]);
  expect(await factTypesOf(payment.id)).toEqual(['payment.processing', 'payment.succeeded']);
});

test('a report that overtakes the provider’s answer is not undone by it', async () => {
  const row = await aRow();
  const answer = await testProvider.open(row);
  await pressTestPayment(String(answer.objectId), 'test_approved');
  await report(String(answer.objectId));
  // The paused call of startPayment goes on with the row that it had read.
  expect((await recordPayment(row, answer)).status).toBe('succeeded');
  expect(await readPayment(row.id)).toMatchObject({ status: 'succeeded', refundable: 2599, version: 2 });
  expect(await factTypesOf(row.id)).toEqual(['payment.succeeded']);
});

test('a report of nothing of ours is taken', async () => {
  expect(await report('cus_1')).toEqual(noFailures);
});

/** The provider has an object of which no row tells. */
const strayObject = async (): Promise<string> => {
  const row = { ...(await aPayment('test_approved')), id: newId('pay') };
  return String((await testProvider.open(row)).objectId);
};
const listed = async (day: string, objectId: string): Promise<number> => {
  const pages = await Promise.all(
    Array.from({ length: 8 }, (_, shard) => query(tableOf('billing'), { pk: `unpaired#${day}#${shard}`, limit: 100 })),
  );
  return pages.flatMap((page) => page.items).filter((item) => item['objectId'] === objectId).length;
};

test('money without a payment is looked for again, and after 15 minutes listed once', async () => {
  const objectId = await strayObject();
  const early = isoTime(nowMs() - 14 * 60_000);
  expect(await report(objectId, { receivedAt: early })).toEqual(noFailures);
  // It is listed under the day on which it was made.
  const day = isoTime(nowMs()).slice(0, 10);
  expect(await listed(day, objectId)).toBe(0);
  const late = isoTime(nowMs() - 16 * 60_000);
  expect(await report(objectId, { receivedAt: late, times: 2 })).toEqual(noFailures);
  expect(await listed(day, objectId)).toBe(1);
});

test('money without a payment is looked for by four messages, then once more from the due index', async () => {
  const objectId = await strayObject();
  const receivedAt = isoTime(nowMs());
  let message: Record<string, unknown> = { provider: 'test', objectId, reportId: 'tre_1', receivedAt };
  const sent = async () =>
    (await messagesIn(queueOf('billing', 'record-payment-report'))).filter((one) => one.objectId === objectId);
  for (const count of [1, 2, 3, 4]) {
    expect(await record(sqsEvent([message]), testContext())).toEqual(noFailures);
    const all = await sent();
    expect(all.map(({ selfSends }) => selfSends).sort()).toEqual([1, 2, 3, 4].slice(0, count));
    message = all.find(({ selfSends }) => selfSends === count);
  }
  expect(await record(sqsEvent([message]), testContext())).toEqual(noFailures);
  expect(await sent()).toHaveLength(4);
  const due = (await dueIn('billing')).filter(({ body }) => body.objectId === objectId);
  expect(due).toEqual([
    {
      queue: 'record-payment-report',
      due: Date.parse(receivedAt) + 15 * 60_000,
      body: { provider: 'test', objectId, reportId: 'tre_1', receivedAt },
    },
  ]);
});

test('a malformed message fails alone', async () => {
  const payment = await aPayment('test_silent');
  const good = { provider: 'test', objectId: objectOf(payment), reportId: 'tre_1', receivedAt: isoTime(nowMs()) };
  const answer = await record(sqsEvent(['no json', {}, { ...good, provider: 'paypal' }, good]), testContext());
  expect(answer.batchItemFailures).toHaveLength(3);
  expect((await readPayment(payment.id)).status).toBe('succeeded');
});
