import type { DynamoDBRecord } from 'aws-lambda';
import { expect, it } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { succeeded } from './queues.ts';
import type { Message } from './sqs-event.ts';
import { workBatch } from './stream-batch.ts';

const message = (MessageId: string): Message => ({ MessageId, ReceiptHandle: MessageId, MD5OfBody: '', Body: '' });
const done = (result: unknown) => succeeded(['a', 'b', 'c'].map(message), result).map((one) => one.MessageId);
const report = (...ids: string[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

it('deletes all messages of a batch when nothing is reported', () => {
  expect(done(undefined)).toEqual(['a', 'b', 'c']);
  expect(done(null)).toEqual(['a', 'b', 'c']);
  expect(done(report())).toEqual(['a', 'b', 'c']);
});

it('keeps the messages that are reported', () => {
  expect(done(report('b'))).toEqual(['a', 'c']);
});

it('keeps the whole batch when the report names a message that is not in it', () => {
  expect(done(report('b', 'z'))).toEqual([]);
  expect(done(report(''))).toEqual([]);
});

const HOURS = 3600;
const records = (names: readonly string[], age: number) =>
  names.map(
    (SequenceNumber) =>
      ({ dynamodb: { SequenceNumber, ApproximateCreationDateTime: nowMs() / 1000 - age } }) as DynamoDBRecord,
  );
const names = (some: readonly DynamoDBRecord[]) => some.map((one) => one.dynamodb?.SequenceNumber).join('');

/** Works a batch of records of some age in seconds, and notes every call and what is given up. */
const work = async (batch: string[], age: number, run: (called: string, times: number) => unknown) => {
  const calls: string[] = [];
  const given: string[] = [];
  await workBatch(records(batch, age), {
    run: async (some) => run(names(some), calls.push(names(some))),
    giveUp: async (one, attempts) => void given.push(`${names([one])} after ${attempts}`),
    maxAgeSeconds: 6 * HOURS,
  });
  return { calls, given };
};

it('works a stream’s batch in one call when all is well', async () => {
  expect(await work(['1', '2', '3'], 0, () => report())).toEqual({ calls: ['123'], given: [] });
});

it('halves a batch that throws until the failing record is alone, gives it up when it is hours old, and goes on behind it', async () => {
  const { calls, given } = await work(['1', '2', '3', '4'], 7 * HOURS, (called) => {
    if (called.includes('3')) throw new Error('poison');
  });
  expect(calls).toEqual(['1234', '12', '34', '3', '4']);
  expect(given).toEqual(['3 after 1']);
});

it('tries a reported record alone, and what follows it afterwards; what lies before is not repeated', async () => {
  const { calls, given } = await work(['1', '2', '3', '4'], 7 * HOURS, (called) =>
    called.includes('3') ? report('3') : report(),
  );
  expect(calls).toEqual(['1234', '3', '4']);
  expect(given).toEqual(['3 after 2']);
});

it('loses nothing in an outage: a young record is tried until it comes through', async () => {
  const { calls, given } = await work(['1', '2', '3'], 5 * HOURS, (called, times) => {
    if (times <= 7) throw new Error('the topic does not answer');
    return called && report();
  });
  expect(calls).toEqual(['123', '12', '1', '1', '1', '1', '1', '1', '2', '3']);
  expect(given).toEqual([]);
});

it('stops waiting when the stack stops, and gives nothing up', async () => {
  const stop = new AbortController();
  const given: string[] = [];
  const working = workBatch(records(['1'], 0), {
    run: async () => {
      stop.abort();
      throw new Error('stopping');
    },
    giveUp: async (one) => void given.push(names([one])),
    maxAgeSeconds: 6 * HOURS,
    signal: stop.signal,
  });
  await expect(working).rejects.toThrow('aborted');
  expect(given).toEqual([]);
});
