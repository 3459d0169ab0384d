import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { forgetEnv } from '#lib/env.ts';
import { invokeHttp, sqsEvent, type TestResponse, testContext } from '../../../test/support/invoke.ts';
import { aPayment, factTypesOf, objectOf } from '../fixtures/payments.ts';
import { taken } from '../fixtures/queues.ts';
import { readPayment } from '../payment/open-payment.ts';
import { pressTestPayment } from '../providers/test/press.ts';
import { signReport } from '../providers/test/signature.ts';
import { handler as deliver } from '../queue/deliver-test-report.ts';
import { handler as record } from '../queue/record-payment-report.ts';
import * as route from './receive-payment-report.ts';

const body = '{"type":"object.updated","objectId":"tpo_00000000000000000000000000000001"}';

const post = (headers: Record<string, string>, sent: string = body, provider = 'test'): Promise<TestResponse> =>
  invokeHttp(route, { params: { provider }, headers: { 'content-type': 'application/json', ...headers }, body: sent });

beforeAll(() => {
  process.env['TEST_PAYMENTS'] = '1';
  forgetEnv();
});
afterEach(() => void vi.useRealTimers());

test('a signed report is queued by reference and answered at once', async () => {
  const answer = await post(signReport('tre_1', body));
  expect([answer.status, answer.text]).toEqual([204, '']);
  expect(await taken('record-payment-report', 'tpo_00000000000000000000000000000001')).toEqual([
    {
      provider: 'test',
      objectId: 'tpo_00000000000000000000000000000001',
      reportId: 'tre_1',
      receivedAt: expect.any(String),
    },
  ]);
});

test('a report of a type that we do not know is taken as well', async () => {
  const other = '{"type":"something.new","objectId":"x"}';
  expect((await post(signReport('tre_1', other), other)).status).toBe(204);
});

const forged = (): Record<string, string> => ({
  ...signReport('tre_1', body),
  'webhook-signature': new Webhook('another key', { format: 'raw' }).sign('tre_1', new Date(nowMs()), body),
});

test.each([
  ['without a signature', () => ({}), body],
  ['with a body that was changed', () => signReport('tre_1', body), body.replace('1"}', '2"}')],
  ['with another id', () => ({ ...signReport('tre_1', body), 'webhook-id': 'tre_2' }), body],
  ['signed by somebody else', forged, body],
])('a report %s is refused and not queued', async (_case, headers, sent) => {
  const answer = await post(headers(), sent);
  expect([answer.status, answer.body.code]).toEqual([401, 'invalid-signature']);
  expect(await taken('record-payment-report', 'tpo_00000000000000000000000000000001')).toEqual([]);
});

test.each([-301, 301])('a report that is %i seconds off is refused', async (seconds) => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-01-01T00:00:00Z') });
  const headers = signReport('tre_1', body);
  vi.setSystemTime(Date.parse('2026-01-01T00:00:00Z') - seconds * 1000);
  expect((await post(headers)).status).toBe(401);
  vi.setSystemTime(Date.parse('2026-01-01T00:00:00Z') + 299_000);
  expect((await post(headers)).status).toBe(204);
});

test('what is signed and is no report is refused', async () => {
  for (const sent of ['', 'no json', '{}', '[]', '{"objectId":7}']) {
    expect((await post(signReport('tre_1', sent), sent)).status).toBe(401);
  }
});

test('a provider that this stage does not have is not found', async () => {
  expect((await post(signReport('tre_1', body), body, 'stripe')).status).toBe(404);
  expect((await post(signReport('tre_1', body), body, 'paypal')).status).toBe(404);
  process.env['TEST_PAYMENTS'] = '0';
  forgetEnv();
  expect((await post(signReport('tre_1', body))).status).toBe(404);
  process.env['TEST_PAYMENTS'] = '1';
  forgetEnv();
});

test('from the button to the row: the provider posts its signed report, and twice in is one fact', async () => {
  const [payment, api] = [await aPayment(null), String(process.env['API_URL'])];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const answer = await invokeHttp(route, { params: { provider: 'test' }, headers, body: Buffer.concat(chunks) });
    response.writeHead(answer.status).end(answer.text);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  process.env['API_URL'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`;
  forgetEnv();
  await pressTestPayment(objectOf(payment), 'test_approved');
  expect((await readPayment(payment.id)).status).toBe('requires-action');

  const [told] = await taken('deliver-test-report', objectOf(payment));
  expect(await deliver(sqsEvent([told, told]), testContext())).toEqual({ batchItemFailures: [] });
  server.close();
  process.env['API_URL'] = api;
  forgetEnv();

  const [message, ...others] = await taken('record-payment-report', objectOf(payment));
  expect(others).toHaveLength(1);
  expect(await record(sqsEvent([message, message]), testContext())).toEqual({ batchItemFailures: [] });
  expect(await record(sqsEvent([message]), testContext())).toEqual({ batchItemFailures: [] });
  expect((await readPayment(payment.id)).status).toBe('succeeded');
  expect(await factTypesOf(payment.id)).toEqual(['payment.succeeded']);
});
