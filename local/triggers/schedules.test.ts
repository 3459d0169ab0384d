import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { logTo } from '#lib/log.ts';
import type { Timetable } from '../plan.ts';
import { runOnce } from './schedules.ts';

/** Takes what is sent to a queue. */
const sent: { QueueUrl: string; MessageBody: string }[] = [];
const queues = createServer((request, response) => {
  let text = '';
  request.on('data', (chunk) => (text += chunk));
  request.on('end', () => {
    sent.push(JSON.parse(text));
    response.setHeader('content-type', 'application/x-amz-json-1.0').end('{}');
  });
});
let sqs: string;
beforeAll(async () => {
  logTo(() => {});
  await once(queues.listen(0, '127.0.0.1'), 'listening');
  sqs = `http://127.0.0.1:${(queues.address() as AddressInfo).port}`;
});
afterAll(() => queues.close());

const fn = {
  id: 'shop/tidy',
  module: 'shop',
  role: 'shop',
  name: 'floodgate-run-shop-tidy',
  timeoutSeconds: 60,
  memoryMb: 512,
  ephemeralStorageMb: 512,
  reservedConcurrency: null,
  recursiveLoop: 'Terminate',
  writes: true,
} as const;
const timetable: Timetable = {
  fn,
  every: '1 hour',
  retries: 2,
  maxAgeSeconds: 3600,
  dead: 'floodgate-run-shop-tidy-dead',
};
const failing = (times: number) => {
  let runs = 0;
  const invoke = async () => {
    runs += 1;
    if (runs <= times) throw new Error('the engine is away');
  };
  return { invoker: { invoke, onWrite: () => {}, longer: 1 }, runs: () => runs };
};

it('tries a run that fails twice more, and leaves no letter when one of them works', async () => {
  const { invoker, runs } = failing(2);
  await runOnce(timetable, sqs, invoker, [0]);
  expect([runs(), sent.length]).toEqual([3, 0]);
});

it('leaves its event among the dead letters when the last try fails too', async () => {
  const { invoker, runs } = failing(9);
  await runOnce(timetable, sqs, invoker, [0]);
  expect(runs()).toBe(3);
  expect(sent.map(({ QueueUrl }) => QueueUrl.split('/').at(-1))).toEqual(['floodgate-run-shop-tidy-dead']);
  expect(JSON.parse(sent[0]?.MessageBody ?? '{}')).toMatchObject({
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
    requestPayload: { 'detail-type': 'Scheduled Event' },
  });
});

it('gives up what would come too late', async () => {
  sent.length = 0;
  const { invoker, runs } = failing(9);
  await runOnce({ ...timetable, maxAgeSeconds: 1 }, sqs, invoker, [2000]);
  expect([runs(), sent.length]).toEqual([1, 1]);
});
