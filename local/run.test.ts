import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { DynamoDBStreamEvent, SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { logTo } from '#lib/log.ts';
import { get, put as putItem, tableOf, writeIf } from '#lib/table.ts';
import { fn, stackOf } from '../test/support/stack-of.ts';
import { awsCall } from './engines/aws-call.ts';
import { type DataFolder, openDataFolder } from './engines/data-folder.ts';
import { ACCOUNT, topicArn } from './environment.ts';
import { type Running, runStack } from './run.ts';
import type { Message } from './triggers/sqs-event.ts';

const got: Record<string, string[]> = {};
const note = (name: string, what: string) => {
  got[name] ??= [];
  got[name].push(what);
};

/** Notes every message; those that say `bad` fail alone, `throw` fails its whole batch. */
const consumer = (name: string) => (event: SQSEvent) => {
  const bodies = event.Records.map((record) => record.body);
  for (const body of bodies) note(name, body);
  if (bodies.includes('throw')) throw new Error('the batch fails');
  return {
    batchItemFailures: event.Records.filter(({ body }) => body === 'bad').map(({ messageId }) => ({
      itemIdentifier: messageId,
    })),
  };
};

const relay = (event: DynamoDBStreamEvent) => {
  for (const { dynamodb } of event.Records) {
    const sk = dynamodb?.Keys?.['sk']?.S ?? '';
    if (sk === 'poison-throw') throw new Error('a record that nobody can read');
    if (sk === 'poison-report') return { batchItemFailures: [{ itemIdentifier: dynamodb?.SequenceNumber }] };
    note('relay', sk);
  }
  return undefined;
};

/** Reads its own table and then another module's, and notes what became of each. */
const reach = async () => {
  for (const module of ['slow', 'shop']) {
    const read = get({ table: tableOf(module), key: { pk: 'a', sk: 'b' } });
    note('reach', `${module} ${await read.then(() => 'read').catch((error: Error) => error.name)}`);
  }
};

/** What a function that hangs did, by its runs: it looks at no time, and goes on whatever is thrown. */
const hung: number[] = [];
let runs = 0;
const hang = async () => {
  const run = runs++;
  for (let n = 0; runs < 3; n += 1) {
    const done = await writeIf(putItem(tableOf('slow'), { pk: 'hung', sk: `${run}-${n}` })).catch(() => false);
    if (done) hung.push(run);
    else await wait(5);
  }
};

/** Takes longer than a message that failed is hidden for, and less than its own time-out. */
const takeLong = async (event: SQSEvent) => {
  note('take-long', 'begun');
  await wait(2.5 * 1000 * Number(process.env['LOCAL_VISIBILITY_SECONDS']));
  note('take-long', `done with ${event.Records.length}`);
};

/** Leaves work behind that goes on when it has failed. */
const leftover: string[] = [];
const leave = async () => {
  const work = async () => {
    for (let n = 0; leftover.at(-1) !== 'refused'; n += 1) {
      const done = await writeIf(putItem(tableOf('slow'), { pk: 'left', sk: String(n) })).catch(() => false);
      leftover.push(done ? 'done' : 'refused');
    }
  };
  void work();
  await wait(20);
  throw new Error('one of two has failed');
};

/** Messages that are worked now, by group, and the most there were at once in one group and in all. */
const atOnce = { now: new Map<string, number>(), group: 0, all: 0 };
/** Works a message for a moment; one that says `bad` fails the first time. */
const inGroup = async ({ Records: [record] }: SQSEvent) => {
  const { body = '', attributes } = record ?? {};
  const { MessageGroupId: group = '', ApproximateReceiveCount: receives } = attributes ?? {};
  const { now } = atOnce;
  now.set(group, (now.get(group) ?? 0) + 1);
  atOnce.group = Math.max(atOnce.group, ...now.values());
  atOnce.all = Math.max(atOnce.all, [...now.values()].reduce((sum, one) => sum + one, 0)); // biome-ignore format: one line
  await wait(20);
  now.set(group, (now.get(group) ?? 0) - 1);
  if (body === 'a bad' && receives === '1') throw new Error('its group waits');
  note('grouped', body);
};

const message = { kind: 'message' } as const;
const stack = (stage: string) =>
  Promise.resolve(
    stackOf([
      fn('queue', 'shop', 'work', consumer('work'), { on: message }),
      fn('queue', 'shop', 'on-paid', consumer('on-paid'), { on: { kind: 'event', type: 'order.paid' } }),
      fn('queue', 'shop', 'slow-batch', (event: SQSEvent) => note('slow-batch', String(event.Records.length)), {
        on: message,
        settings: { batch: 25, window: 1, concurrency: 2 },
      }),
      fn('queue', 'shop', 'grouped', inGroup, {
        on: message,
        settings: { groups: true, batch: 1, concurrency: 4 },
      }),
      fn('stream', 'shop', 'publish-events', relay),
      fn('stream', 'slow', 'gather', (event: DynamoDBStreamEvent) => note('gather', String(event.Records.length)), {
        settings: { window: 1 },
      }),
      fn('queue', 'slow', 'reach', reach, { on: message }),
      fn('queue', 'slow', 'hang', hang, { on: message, settings: { timeout: 0.05 } }),
      fn('queue', 'slow', 'take-long', takeLong, { on: message }),
      fn('queue', 'slow', 'leave', leave, { on: message }),
    ])(stage),
  );

let path: string;
let folder: DataFolder;
let running: Running;

const start = async (fresh = false) => {
  folder = await openDataFolder(path);
  running = await runStack({ folder, port: 0, stage: 'run', fresh, stack });
};
const stop = async () => {
  await running.stop();
  folder.close();
};

beforeAll(async () => {
  logTo(() => {});
  process.env['LOCAL_VISIBILITY_SECONDS'] = '2';
  process.env['LOCAL_STREAM_AGE_SECONDS'] = '2';
  path = mkdtempSync(join(tmpdir(), 'floodgate-run-'));
  await start(true);
});
afterAll(async () => {
  await stop();
  rmSync(path, { recursive: true, force: true });
});

const queueUrl = (name: string, module = 'shop') =>
  `${running.endpoints.sqs}/${ACCOUNT}/floodgate-run-${module}-${name}`;
const send = (name: string, MessageBody: string, DelaySeconds?: number, module?: string) => {
  const QueueUrl = queueUrl(name, module);
  return awsCall(running.endpoints.sqs, 'AmazonSQS.SendMessage', { QueueUrl, MessageBody, DelaySeconds });
};
/** Waits until there are messages in a queue, and takes at most ten of them. */
const receive = async (name: string): Promise<Message[]> => {
  const body = { QueueUrl: queueUrl(name), MaxNumberOfMessages: 10, WaitTimeSeconds: 10 };
  for (;;) {
    const { Messages = [] } = await awsCall<{ Messages?: Message[] }>(
      running.endpoints.sqs,
      'AmazonSQS.ReceiveMessage',
      body,
    );
    if (Messages.length > 0) return Messages;
  }
};
const put = (sk: string) =>
  awsCall(running.endpoints.dynamodb, 'DynamoDB_20120810.PutItem', {
    TableName: 'floodgate-run-shop',
    Item: { pk: { S: 'a' }, sk: { S: sk } },
  });
const times = (name: string, what: string) => (got[name] ?? []).filter((one) => one === what).length;
const eventually = (condition: () => unknown) => expect.poll(condition, { interval: 10 });

it('hands a message to its function, and only once', async () => {
  await send('work', 'hello');
  await eventually(() => times('work', 'hello')).toBe(1);
  await send('work', 'the next');
  await eventually(() => times('work', 'the next')).toBe(1);
  expect(times('work', 'hello')).toBe(1);
});

it('sends a record that fails five times to the dead letters, and the rest of its batch only once', async () => {
  await Promise.all(['bad', 'good-1', 'good-2'].map((body) => send('work', body)));
  const dead = await receive('work-dead');
  expect(dead.map((one) => one.Body)).toEqual(['bad']);
  expect(times('work', 'bad')).toBe(5);
  expect([times('work', 'good-1'), times('work', 'good-2')]).toEqual([1, 1]);
});

it('repeats a whole batch whose function throws', async () => {
  await send('work', 'throw');
  await eventually(() => times('work', 'throw')).toBeGreaterThanOrEqual(2);
});

it('holds a delayed message back for its delay', async () => {
  await send('work', 'later', 1);
  const sent = performance.now();
  await eventually(() => times('work', 'later')).toBe(1);
  expect(performance.now() - sent).toBeGreaterThan(900);
});

it('gathers a batch of more than ten within its window', async () => {
  const Entries = Array.from({ length: 10 }, (_, i) => ({ Id: String(i), MessageBody: String(i) }));
  const batch = (count: number) =>
    awsCall(running.endpoints.sqs, 'AmazonSQS.SendMessageBatch', {
      QueueUrl: queueUrl('slow-batch'),
      Entries: Entries.slice(0, count),
    });
  await Promise.all([batch(10), batch(10), batch(5)]);
  await eventually(() => (got['slow-batch'] ?? []).reduce((sum, n) => sum + Number(n), 0)).toBe(25);
  expect(Math.max(...(got['slow-batch'] ?? []).map(Number))).toBeGreaterThan(10);
});

it('delivers a fact to the queues that subscribe to its type, as it was published', async () => {
  const { SNSClient, PublishCommand } = await import('@aws-sdk/client-sns');
  const sns = new SNSClient({});
  const attribute = (StringValue: string) => ({ type: { DataType: 'String', StringValue } });
  for (const type of ['order.placed', 'order.paid']) {
    await sns.send(
      new PublishCommand({
        TopicArn: topicArn('floodgate-run-events'),
        Message: `{"type":"${type}"}`,
        MessageAttributes: attribute(type),
      }),
    );
  }
  await eventually(() => got['on-paid']).toEqual(['{"type":"order.paid"}']);
});

it('relays a write, and a record that fails until it is too old does not block those behind it for ever', async () => {
  await put('first');
  await eventually(() => times('relay', 'first')).toBe(1);
  for (const sk of ['before', 'poison-throw', 'between', 'poison-report', 'after']) await put(sk);
  await eventually(() => times('relay', 'after')).toBeGreaterThanOrEqual(1);
  expect([times('relay', 'before') > 0, times('relay', 'between') > 0]).toEqual([true, true]);
  const dead = (await receive('publish-events-dead')).map((one) => JSON.parse(one.Body));
  expect(dead[0].requestContext).toMatchObject({ condition: 'RecordAgeExceeded' });
  expect(dead[0].requestContext.approximateInvokeCount).toBeGreaterThanOrEqual(1);
  expect(dead[0].DDBStreamBatchInfo).toMatchObject({
    batchSize: 1,
    startSequenceNumber: expect.stringMatching(/^\d+$/),
  });
});

it('gathers the records of a stream within its window', async () => {
  const Item = (sk: string) => ({ pk: { S: 'a' }, sk: { S: sk } });
  for (const sk of ['1', '2', '3'])
    await awsCall(running.endpoints.dynamodb, 'DynamoDB_20120810.PutItem', {
      TableName: 'floodgate-run-slow',
      Item: Item(sk),
    });
  await eventually(() => (got['gather'] ?? []).reduce((sum, n) => sum + Number(n), 0)).toBe(3);
  expect(got['gather']?.length).toBeLessThan(3);
});

it('runs a function under its module’s role: another module’s table is denied', async () => {
  await send('reach', '{}', 0, 'slow');
  await eventually(() => got['reach']).toEqual(['slow read', 'shop AccessDeniedException']);
});

it('ends a function that hangs at its time-out: it writes no more when its message is worked again', async () => {
  await send('hang', '{}', 0, 'slow');
  await eventually(() => runs).toBe(3);
  expect(new Set(hung)).toEqual(new Set([0, 1]));
  expect(hung).toEqual(hung.toSorted((a, b) => a - b));
});

it('holds a message for as long as its function runs, however long that is', async () => {
  await send('take-long', '{}', 0, 'slow');
  await eventually(() => got['take-long']).toEqual(['begun', 'done with 1']);
});

it('ends what a function leaves behind when it has failed', async () => {
  await send('leave', '{}', 0, 'slow');
  await eventually(() => leftover.at(-1)).toBe('refused');
});

it('starts again on its data: what waits is delivered, what was read is not read again', async () => {
  await send('work', 'over the night', 2);
  await stop();
  const before = got['relay']?.length;
  await start();
  await eventually(() => times('work', 'over the night')).toBe(1);
  await put('next morning');
  await eventually(() => times('relay', 'next morning')).toBe(1);
  expect(got['relay']?.length).toBe((before ?? 0) + 1);
});

it('refuses a data folder that a running stack holds', async () => {
  const { writeFileSync } = await import('node:fs');
  const { commandLine } = await import('./engines/data-folder.ts');
  const held = mkdtempSync(join(tmpdir(), 'floodgate-held-'));
  writeFileSync(
    join(held, 'lock.json'),
    JSON.stringify({ pid: process.ppid, command: commandLine(process.ppid), engines: [] }),
  );
  await expect(openDataFolder(held)).rejects.toThrow(`is in use by process ${process.ppid}.`);
  rmSync(held, { recursive: true });
});

it('messages of a group are worked one at a time in their order, and one that fails holds up its own group alone', async () => {
  const [a, b] = [['a 1', 'a bad', 'a 3'], ['b 1', 'b 2', 'b 3', 'b 4']]; // biome-ignore format: two groups
  const entries = [...a, ...b].map((MessageBody, index) => ({
    Id: String(index),
    MessageBody,
    MessageGroupId: MessageBody.charAt(0),
  }));
  const sent = { QueueUrl: queueUrl('grouped.fifo'), Entries: entries };
  // The same again within five minutes is the same.
  for (const _ of ['once', 'twice']) await awsCall(running.endpoints.sqs, 'AmazonSQS.SendMessageBatch', sent);
  const seen = (group: string) => (got['grouped'] ?? []).filter((body) => body.startsWith(group));
  await expect.poll(() => seen('b')).toEqual(b);
  expect(seen('a')).toEqual(['a 1']);
  await expect.poll(() => seen('a')).toEqual(a);
  expect([atOnce.group, atOnce.all]).toEqual([1, 2]);
});
