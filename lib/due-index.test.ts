import { CreateQueueCommand, PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { createTables } from '../local/engines/provision.ts';
import { planOf } from '../local/plan.ts';
import { delaysIn, messagesIn, queueOf } from '../test/support/look.ts';
import { fn, stackOf } from '../test/support/stack-of.ts';
import { isoTime, nowMs } from './clock.ts';
import { dueMessage, nextSelfSend, selfSends, sendAt, sendDueMessages } from './due-index.ts';
import { defineMessage } from './queue.ts';
import { queueUrl, sqs } from './send.ts';
import { type Item, type Key, put, query, tableOf, transact, write } from './table.ts';
import { inScope } from './trace.ts';

/** A module of its own, so that no other test has anything due there. */
const table = tableOf('waiting');
const Ring = defineMessage('waiting', 'ring', z.object({ id: z.string(), selfSends }));
const queue = () => queueOf('waiting', 'ring');

beforeAll(async () => {
  const endpoint = String(process.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? process.env['DYNAMODB_ENDPOINT']);
  const stack = stackOf([fn('queue', 'waiting', 'ring', () => undefined, { on: Ring })])('test');
  await createTables(planOf(stack), endpoint, false);
  for (const name of [queue(), `${queueOf('waiting', 'send-due-messages')}-dead`])
    await sqs().send(new CreateQueueCommand({ QueueName: name }));
});
afterEach(async () => {
  await sqs().send(new PurgeQueueCommand({ QueueUrl: queueUrl(queue()) }));
});

const MINUTE_MS = 60_000;
const hour = () => nowMs() + 60 * MINUTE_MS;
const stored = async (): Promise<{ sk: string; message: unknown }[]> => {
  const shards = Array.from({ length: 8 }, (_, shard) =>
    query(table, { pk: `due#${shard}`, limit: 1000, consistent: true }),
  );
  return (await Promise.all(shards)).flatMap(({ items }) => items) as never;
};
/** Lays items under a due time as `dueMessage` would have done it before then. */
const lay = async (ids: readonly string[], due: number): Promise<void> => {
  const puts = ids.map((id) => put(table, { ...itemOf(id), sk: `${isoTime(due)}#${id}` }));
  for (let from = 0; from < puts.length; from += 100) await transact(puts.slice(from, from + 100));
};
const itemOf = (id: string) => dueMessage(Ring, { id }, { id, due: hour() }).item.Put?.Item as Item & Key;

test('what is due is sent and removed; what is not yet due stays', async () => {
  await lay(['a', 'b'], nowMs() - MINUTE_MS);
  await write(dueMessage(Ring, { id: 'c' }, { id: 'c', due: hour() }));
  await sendDueMessages('waiting', hour());
  expect((await messagesIn(queue())).map(({ id }) => id).sort()).toEqual(['a', 'b']);
  const left = await stored();
  expect(left.map(({ message }) => message)).toEqual([{ id: 'c' }]);
  await sendDueMessages('waiting', hour());
  expect(await messagesIn(queue())).toHaveLength(2);
});

test('a message that no queue will ever take is put aside and told of, and what is due with it is sent', async () => {
  const due = nowMs() - MINUTE_MS;
  const tooLong = 'é'.repeat(180_000);
  const { pk } = itemOf('short');
  await write(put(table, { ...itemOf('short'), sk: `${isoTime(due)}#short` }));
  const sk = `${isoTime(due)}#long`;
  await write(put(table, { ...itemOf('long'), pk, sk, message: { id: tooLong } }));
  await sendDueMessages('waiting', hour());
  expect((await messagesIn(queue())).map(({ id }) => id)).toEqual(['short']);
  expect((await stored()).filter((one) => one.sk === sk)).toEqual([]);
  const { items } = await query(table, { pk: 'aside', limit: 10, consistent: true });
  expect(items.map((item) => item['message'])).toEqual([{ id: tooLong }]);
  expect(await messagesIn(`${queueOf('waiting', 'send-due-messages')}-dead`)).toEqual([
    { reason: 'unsendable', key: { pk: 'aside', sk }, queue: 'ring' },
  ]);
});

test('the same wake-up asked for twice is one item; another time of the same id is another', async () => {
  const due = hour();
  for (const at of [due, due, due + 1]) await write(dueMessage(Ring, { id: 'twice' }, { id: 'twice', due: at }));
  expect((await stored()).filter(({ sk }) => sk.endsWith('#twice'))).toHaveLength(2);
});

test('a wake-up is due in a minute at the earliest, so none is put under a key that a run may be removing', async () => {
  const now = nowMs();
  await write(dueMessage(Ring, { id: 'soon' }, { id: 'soon', due: now - 1 }));
  const [found] = (await stored()).filter(({ sk }) => sk.endsWith('#soon'));
  expect(Date.parse(found?.sk.split('#')[0] ?? '')).toBeGreaterThanOrEqual(now + MINUTE_MS);
});

test('a run whose time is over sends one page of a shard, and the next one the rest', async () => {
  const some = Array.from({ length: 8000 }, (_, index) => `page-${index}`);
  const ids = some.filter((id) => itemOf(id).pk === 'due#3').slice(0, 700);
  await lay(ids, nowMs() - MINUTE_MS);
  await sendDueMessages('waiting', 0);
  expect(await messagesIn(queue())).toHaveLength(500);
  await sendDueMessages('waiting', hour());
  expect(new Set((await messagesIn(queue())).map(({ id }) => id))).toEqual(new Set(ids));
});

test('a wait of up to 30 minutes is a message, a longer one lies in the index', async () => {
  const now = nowMs();
  await sendAt(Ring, { id: 'short' }, { id: 'short', due: now + 10 * MINUTE_MS, selfSends: 0 });
  await sendAt(Ring, { id: 'long' }, { id: 'long', due: now + 30 * MINUTE_MS, selfSends: 0 });
  await sendAt(Ring, { id: 'longer' }, { id: 'longer', due: now + 31 * MINUTE_MS, selfSends: 0 });
  expect((await messagesIn(queue())).map(({ id }) => id).sort()).toEqual(['long', 'short']);
  const delays = (await delaysIn(queue())).sort().map((at) => Math.round((at - now) / MINUTE_MS));
  expect(delays).toEqual([10, 15]);
  expect((await stored()).filter(({ sk }) => sk.endsWith('#longer'))).toHaveLength(1);
});

test('a function sends to its own queue four times in a row at most; then the index carries on', async () => {
  let message: { id: string; selfSends?: number | undefined } = { id: 'chain' };
  const counts: unknown[] = [];
  for (let round = 1; round <= 5; round += 1) {
    const wait = { id: 'chain', due: nowMs() + 1000, selfSends: nextSelfSend(message) };
    await sendAt(Ring, message, wait);
    const sent = (await messagesIn(queue())).map((one) => one.selfSends);
    message = { id: 'chain', selfSends: Math.max(...sent) };
    counts.push(sent.length);
  }
  expect(counts).toEqual([1, 2, 3, 4, 4]);
  const [carried] = (await stored()).filter(({ sk }) => sk.endsWith('#chain'));
  expect(carried?.message).toEqual({ id: 'chain' });
});

/** A tenth of what is planned for; `DUE_MESSAGES=40000 npx vitest run --project unit lib/due-index` is the whole. */
const DUE_MESSAGES = Number(process.env['DUE_MESSAGES'] ?? 4000);

test('messages by the thousand that are due in one minute are sent by one run, in bounded pages and few calls', async () => {
  const ids = Array.from({ length: DUE_MESSAGES }, (_, index) => `due-${index}`);
  await lay(ids, nowMs() - MINUTE_MS);
  const calls = await inScope({ requestId: 'r', actor: 'test' }, async ({ meter }) => {
    await sendDueMessages('waiting', hour());
    return meter.calls;
  });
  const sent = (await messagesIn(queue())).map(({ id }) => id).filter((id) => id.startsWith('due-'));
  expect(sent).toHaveLength(DUE_MESSAGES);
  expect(new Set(sent).size).toBe(DUE_MESSAGES);
  // 25 deletions a call, pages of 500, eight shards. Each shard makes its calls one after the other: with those to the queue,
  // ten messages each, 40,000 are some 800 calls of a shard, which have 45 seconds.
  expect(calls).toBeLessThan(DUE_MESSAGES / 25 + DUE_MESSAGES / 500 + 3 * 8);
  expect((await stored()).filter(({ sk }) => sk.includes('#due-'))).toEqual([]);
});
