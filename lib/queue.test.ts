import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { sqsEvent, streamEvent, testContext } from '../test/support/invoke.ts';
import { messagesIn } from '../test/support/look.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { defineEvent, envelope } from './event.ts';
import { logTo } from './log.ts';
import { defineMessage, queue, queueTogether } from './queue.ts';
import { TryAgain } from './refusals.ts';
import { RetryableError } from './retryable-error.ts';
import { stream } from './stream.ts';
import { scope } from './trace.ts';
import { schedule } from './work.ts';

const Made = defineEvent({ type: 'thing.made', version: 1, data: z.object({ name: z.string() }) });
const fact = (name: string) => envelope(Made, { aggregate: 'thg_1', sequence: 1, data: { name }, at: 0 });

test('a malformed record fails alone, and the rest of its batch takes effect', async () => {
  const seen: string[] = [];
  const handler = queue(Made, async ({ data }) => seen.push(data.name));
  const event = sqsEvent([
    fact('a'),
    'not json',
    { ...fact('b'), data: {} },
    { ...fact('c'), type: 'thing.unmade' },
    fact('d'),
  ]);
  const { batchItemFailures } = await handler(event, testContext());
  expect(seen.sort()).toEqual(['a', 'd']);
  expect(batchItemFailures.map((failure) => failure.itemIdentifier)).toEqual(
    [1, 2, 3].map((i) => event.Records[i]?.messageId),
  );
});

test('a batch in which everything fails is reported record by record', async () => {
  const handler = queue(Made, async () => {
    throw new Error('no');
  });
  expect((await handler(sqsEvent([fact('a'), fact('b')]), testContext())).batchItemFailures).toHaveLength(2);
});

test('records that are worked together: a malformed one fails alone, and when the work fails, so do all others', async () => {
  const seen: string[][] = [];
  const handler = queueTogether(Made, async (facts) => {
    seen.push(facts.map(({ data }) => data.name));
    if (seen.length === 2) throw new RetryableError('later');
  });
  const event = sqsEvent([fact('a'), 'not json', fact('b')]);
  const idsOf = async () =>
    (await handler(event, testContext())).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  const [a, malformed, b] = event.Records.map(({ messageId }) => messageId);
  expect(await idsOf()).toEqual([malformed]);
  expect(await idsOf()).toEqual([malformed, a, b]);
  expect(seen).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
});

test('unknown fields are ignored, a newer version is not taken for this one', async () => {
  const seen: unknown[] = [];
  const handler = queue([Made], async (incoming) => seen.push(incoming.data));
  const newer = { ...fact('b'), version: 2 };
  const { batchItemFailures } = await handler(
    sqsEvent([{ ...fact('a'), data: { name: 'a', more: 1 } }, newer]),
    testContext(),
  );
  expect(seen).toEqual([{ name: 'a' }]);
  expect(batchItemFailures).toHaveLength(1);
});

test('the trace of a fact goes on in its consumer', async () => {
  const trace = '0af7651916cd43dd8448eb211c80319c';
  let seen = '';
  const handler = queue(Made, async () => {
    seen = scope()?.traceparent ?? '';
  });
  await handler(sqsEvent([{ ...fact('a'), traceparent: `00-${trace}-b7ad6b7169203331-01` }]), testContext());
  expect(seen.slice(3, 35)).toBe(trace);
});

test('a message of a module is parsed by its schema', async () => {
  const seen: number[] = [];
  const handler = queue(defineMessage('things', 'count', z.object({ n: z.int() })), async ({ n }) => seen.push(n));
  expect((await handler(sqsEvent([{ n: 1 }, { n: 'x' }]), testContext())).batchItemFailures).toHaveLength(1);
  expect(seen).toEqual([1]);
});

test('a record of a stream that cannot be read is put aside with its key, and what lies around it is done', async () => {
  const done: string[] = [];
  const handler = stream({
    derive: ({ after }) => {
      if (after?.['pk'] === 'bad') throw new Error('poison');
      return [];
    },
    work: async (changes) => void done.push(...changes.map(({ after }) => String(after?.['pk']))),
  });
  const record = (pk: string, sequence: string) => {
    const keys = { pk: { S: pk }, sk: { S: 'x' } };
    return { keys, after: keys, sequence };
  };
  const { batchItemFailures } = await handler(
    streamEvent([record('good', '10'), record('bad', '11'), record('later', '12')]),
    testContext('floodgate-test-orders-publish-events'),
  );
  expect(batchItemFailures).toEqual([]);
  expect(done).toEqual(['good', 'later']);
  const letters = await messagesIn('floodgate-test-orders-publish-events-dead');
  const key = { pk: 'bad', sk: 'x' };
  expect(letters).toContainEqual({ reason: 'unreadable', key, sequenceNumber: '11', error: 'Error: poison' });
});

test('failures of queues, schedules and streams are counted as bugs of their area, unless trying again helps', async () => {
  process.env['AREA'] = 'telling';
  const lines: string[] = [];
  logTo((line) => lines.push(line));
  const bug = new TypeError('x is undefined');
  const passing = new RetryableError('no time');
  for (const error of [bug, passing, new TryAgain('Later.')]) {
    const fail = async () => {
      throw error;
    };
    const { batchItemFailures } = await queue(Made, fail)(sqsEvent([fact('a')]), testContext());
    expect(batchItemFailures).toHaveLength(1);
    await expect(schedule(fail)({}, testContext())).rejects.toBe(error);
    await expect(stream({ work: fail })(streamEvent([{}]), testContext())).rejects.toBe(error);
  }
  logTo(() => undefined);
  delete process.env['AREA'];
  const failures = lines.map((line) => JSON.parse(line));
  expect(failures.map(({ message, metric }) => [message, metric])).toEqual([
    ['message failed', 'BugsTelling'],
    ['schedule failed', 'BugsTelling'],
    ['stream failed', 'BugsTelling'],
    ...Array.from({ length: 2 }, () => [
      ['message failed', undefined],
      ['schedule failed', undefined],
      ['stream failed', undefined],
    ]).flat(),
  ]);
});

test('a cursor goes with its own list and cannot be forged', () => {
  const cursor = toCursor('things a', { pk: 'x', sk: 'y' });
  expect(fromCursor('things a', cursor ?? '')).toEqual({ pk: 'x', sk: 'y' });
  expect(() => fromCursor('things b', cursor ?? '')).toThrow('does not belong');
  const forged = Buffer.from('{"pk":"z"}').toString('base64url');
  expect(() => fromCursor('things a', `${forged}.${cursor?.split('.')[1]}`)).toThrow('does not belong');
  expect(() => fromCursor('things a', 'nonsense')).toThrow('does not belong');
  expect([toCursor('things a', undefined), fromCursor('things a', undefined)]).toEqual([null, undefined]);
});
