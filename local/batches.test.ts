import type { DynamoDBRecord } from 'aws-lambda';
import { expect, it } from 'vitest';
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

const records = (...names: string[]) =>
  names.map((SequenceNumber) => ({ dynamodb: { SequenceNumber } }) as DynamoDBRecord);
const names = (some: readonly DynamoDBRecord[]) => some.map((one) => one.dynamodb?.SequenceNumber).join('');

/** Works a batch and notes every call and what is given up. */
const work = async (batch: string[], run: (called: string, times: number) => unknown) => {
  const calls: string[] = [];
  const given: string[] = [];
  await workBatch(
    records(...batch),
    async (some) => run(names(some), calls.push(names(some))),
    async (one, attempts) => void given.push(`${names([one])} after ${attempts}`),
  );
  return { calls, given };
};

it('works a stream’s batch in one call when all is well', async () => {
  expect(await work(['1', '2', '3'], () => report())).toEqual({ calls: ['123'], given: [] });
});

it('halves a batch that throws until the poison record is alone, tries it four times, and goes on behind it', async () => {
  const { calls, given } = await work(['1', '2', '3', '4'], (called) => {
    if (called.includes('3')) throw new Error('poison');
  });
  expect(calls).toEqual(['1234', '12', '34', '3', '3', '3', '3', '4']);
  expect(given).toEqual(['3 after 4']);
});

it('tries a reported record alone, and what follows it afterwards; what lies before is not repeated', async () => {
  const { calls, given } = await work(['1', '2', '3', '4'], (called) =>
    called.includes('3') ? report('3') : report(),
  );
  expect(calls).toEqual(['1234', '3', '3', '3', '4']);
  expect(given).toEqual(['3 after 4']);
});

it('gives nothing up when a record comes through at its second try', async () => {
  const { calls, given } = await work(['1', '2', '3'], (_called, times) => (times === 1 ? report('2', '3') : report()));
  expect([calls, given]).toEqual([['123', '2', '3'], []]);
});
