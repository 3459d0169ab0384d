import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { httpTestEvent, sqsEvent, testContext } from '../test/support/invoke.ts';
import { timeLeft, waitToRetry, withinTime } from './deadline.ts';
import { forgetClient } from './dynamodb.ts';
import { http } from './http.ts';
import { logTo } from './log.ts';
import { defineMessage, queue } from './queue.ts';
import { noContent } from './reply.ts';
import { isTransient } from './retryable-error.ts';
import { get, putNew, tableOf, write } from './table.ts';
import { inScope } from './trace.ts';

logTo(() => undefined);

/** Lambda's context with so many milliseconds left, which stand still. */
const leaving = (ms: number) => ({ ...testContext(), getRemainingTimeInMillis: () => ms });
const within = <T>(ms: number, fn: () => Promise<T>): Promise<T> =>
  inScope({ requestId: 'r', actor: 'test', context: leaving(ms) }, fn);
const thing = { table: tableOf('users'), key: { pk: 'deadline', sk: 'thing' } };

test('without an invocation there is no end', () => {
  expect([timeLeft(), withinTime(1000)]).toEqual([Number.POSITIVE_INFINITY, undefined]);
});

test('a call that cannot outlast the invocation is left alone; one that can is aborted before the end, all by one signal', async () => {
  await within(10_000, async () => {
    expect(timeLeft()).toBe(9700);
    expect(withinTime(9000)).toBeUndefined();
    const [first, second] = [withinTime(9701), withinTime(20_000)];
    expect(first?.abortSignal.aborted).toBe(false);
    expect(second?.abortSignal).toBe(first?.abortSignal);
  });
});

test('a call is not made when no time is left, and trying again helps', async () => {
  const error = await within(300, () => get(thing)).catch((thrown: unknown) => thrown);
  expect(String(error)).toContain('has run out');
  expect(isTransient(error)).toBe(true);
});

test('a wait that is longer than the time left ends with its reason at once', async () => {
  const reason = new Error('busy');
  await expect(within(1000, () => waitToRetry(700, reason))).rejects.toBe(reason);
  await within(1000, () => waitToRetry(1, reason));
});

test('a batch of messages answers those that ran out of time, and they come again', async () => {
  const handler = queue(defineMessage('things', 'count', z.object({ n: z.int() })), async () => get(thing));
  const event = sqsEvent([{ n: 1 }]);
  expect((await handler(event, leaving(200))).batchItemFailures).toEqual([
    { itemIdentifier: event.Records[0]?.messageId },
  ]);
});

/** An engine that takes requests and never answers. */
let asked = 0;
const silent = createServer(() => {
  asked += 1;
});
await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
const endpoint = process.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? '';
afterAll(() => {
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = endpoint;
  forgetClient();
  silent.closeAllConnections();
  silent.close();
});

const askSilence = (): void => {
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  forgetClient();
};

test('a call is ended by the invocation’s time before its own time-out, and no other try follows', async () => {
  askSilence();
  asked = 0;
  const error = await within(800, () => get(thing)).catch((thrown: unknown) => thrown);
  expect([isTransient(error), asked]).toEqual([true, 1]);
});

test.each([
  ['POST', 'The outcome of this request is not known; the same request may be sent again.'],
  ['GET', 'There is too much going on just now; send the same request again.'],
] as const)('an engine that keeps silent over a %s is a 503 before Lambda ends it', async (method, sentence) => {
  askSilence();
  const contract = { method, path: '/things', access: 'public', summary: '', returns: { 204: null } } as const;
  const handler = http(contract, async () => {
    await (method === 'GET' ? get(thing) : write(putNew(thing.table, thing.key)));
    return noContent();
  });
  const context = testContext();
  const end = performance.now() + 1000;
  const short = { ...context, getRemainingTimeInMillis: () => end - performance.now() };
  const answer = await handler(httpTestEvent({ method, path: '/things' }), short);
  expect([answer.statusCode, answer.headers?.['retry-after']]).toEqual([503, '1']);
  const body = JSON.parse(answer.body ?? '');
  expect(body).toMatchObject({ code: 'try-again', requestId: answer.headers?.['x-request-id'] });
  expect(body.detail).toContain(sentence);
});
