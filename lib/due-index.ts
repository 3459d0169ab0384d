import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { isoTime, nowMs } from './clock.ts';
import { execute, type Item, type Key, keyOf, type Table, tableName, tableOf, untilProcessed } from './dynamodb.ts';
import { log } from './log.ts';
import type { MessageDefinition } from './queue.ts';
import { query } from './read.ts';
import { queueName, sendEach, sendMessages, sendToDeadLetter } from './send.ts';
import { PARTITIONS, partitionOf } from './sharded-list.ts';
import { put, type Write, write } from './write.ts';

/**
 * The due index: messages of a module to its own queues that wait longer than a queue holds them. Each is an item of the
 * module's table under `due#<0..7>`, by a hash of its id, with its due time first in the sort key; a schedule sends what
 * is due each minute and removes it. Delivery is at least once; a consumer's own condition makes a repeat harmless.
 *
 * An item's key is its due time and its id, so asking twice for the same wake-up is one item. A removal cannot meet a
 * wake-up that was put anew under the same key: whatever is put is due at least `LEAST_AHEAD_MS` later, and only what
 * was due when the run began is removed.
 */
/** As long as the function that sends may run; it sends for less. */
const LEAST_AHEAD_MS = 60_000;
const SENDS_FOR_MS = 45_000;
/** Items of a page; one page of each shard is in memory. */
const PAGE = 500;

/** A queue delays a message by at most 900 s; one that its function sends on once waits twice as long. */
const MOST_MESSAGE_WAIT_MS = 2 * 900_000;
/** How often in a row a queue's function may send to its own queue: Lambda ends such a chain after about 16. */
export const MOST_SELF_SENDS = 4;

/** Counts in a message how often in a row the queue's own function has sent it on; absent for none. */
export const selfSends = z.optional(z.int().check(z.nonnegative()));

/** The count for the message that a queue's function sends to its own queue while it works `message`. */
export const nextSelfSend = (message: { readonly selfSends?: number | undefined }): number =>
  (message.selfSends ?? 0) + 1;

/** When a message is to be worked. */
export interface Wait {
  /** Names the wake-up together with `due`: the same two, asked for twice, are one item. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly due: number;
}

/** Rounds a retry's moment up, so that repeats of one message ask for one wake-up. */
export const wholeMinute = (ms: number): number => Math.ceil(ms / 60_000) * 60_000;

const partition = (shard: number): string => `due#${shard}`;
const sortKey = (due: number, id: string): string => `${isoTime(due)}#${id}`;

/** The write that puts a message into its module's due index, due in a minute at the earliest. */
export const dueMessage = <S extends z.ZodMiniType>(to: MessageDefinition<S>, message: z.input<S>, wait: Wait): Write =>
  put(tableOf(to.module), {
    pk: partition(partitionOf(wait.id)),
    sk: sortKey(Math.max(wait.due, nowMs() + LEAST_AHEAD_MS), wait.id),
    type: 'due',
    queue: to.queue,
    message,
  });

/**
 * Sends a message to its queue for a moment: with a delay where the wait is at most 1,800 s (above 900 s it arrives early,
 * and its function sends it on), from the due index where it is longer or where the chain of self-sends is at its bound.
 * @param wait `selfSends`: 0 when another function sends; `nextSelfSend(message)` in the queue's own function
 */
export const sendAt = async <S extends z.ZodMiniType<{ selfSends?: number | undefined }>>(
  to: MessageDefinition<S>,
  message: z.input<S> & { readonly selfSends?: number | undefined },
  wait: Wait & { readonly selfSends: number },
): Promise<void> => {
  const { selfSends: _, ...plain } = message;
  const waitMs = Math.max(0, wait.due - nowMs());
  if (wait.selfSends > MOST_SELF_SENDS || waitMs > MOST_MESSAGE_WAIT_MS) {
    await write(dueMessage(to, plain as z.input<S>, wait));
    return;
  }
  const counted = wait.selfSends > 0 ? { ...plain, selfSends: wait.selfSends } : plain;
  await sendMessages(to, [counted as z.input<S>], { delaySeconds: waitMs / 1000 });
};

/**
 * Sends the messages of a module that are due to their queues and removes them, oldest first, the shards side by side.
 * What is left after 45 s goes with the next run; what was sent and not removed goes twice.
 * @param until when to stop; what is due by `now` is sent (both in milliseconds since 1970)
 * @throws the first failure of a shard, after the others have ended
 */
export const sendDueMessages = async (module: string, until = nowMs() + SENDS_FOR_MS, now = nowMs()): Promise<void> => {
  const shards = Array.from({ length: PARTITIONS }, (_, shard) => sendShard(module, shard, now, until));
  const ended = await Promise.allSettled(shards);
  const sent = ended.reduce((sum, one) => sum + (one.status === 'fulfilled' ? one.value : 0), 0);
  if (sent > 0) log.info('due messages sent', { module, sent });
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
};

const sendShard = async (module: string, shard: number, now: number, until: number): Promise<number> => {
  const table = tableOf(module);
  let sent = 0;
  let after: Item | undefined;
  do {
    const between = ['0', sortKey(now, '~')] as const;
    const { items, last } = await query(table, { pk: partition(shard), between, limit: PAGE, after });
    for (const [queue, due] of Map.groupBy(items, (item) => String(item['queue']))) {
      const to: MessageDefinition = { kind: 'message', module, queue, schema: z.unknown() };
      const send = (some: readonly Item[]) => sendMessages(to, some.map(messageOf));
      await putAside(module, (await sendEach(due, send)) as (Item & Key)[]);
      await removeAll(table, due as (Item & Key)[]);
      sent += due.length;
    }
    after = last;
  } while (after && nowMs() < until);
  return sent;
};

const messageOf = (item: Item): unknown => item['message'];

/** Keeps what no queue will ever take under `aside`, and tells the schedule's dead letters, whose alarm calls a person. */
const putAside = async (module: string, items: readonly (Item & Key)[]): Promise<void> => {
  if (items.length === 0) return;
  for (const item of items) await write(put(tableOf(module), { ...item, pk: 'aside' }));
  const letters = items.map(({ sk, queue }) => ({ reason: 'unsendable', key: { pk: 'aside', sk }, queue }));
  await sendToDeadLetter(queueName(module, 'send-due-messages'), letters);
};

const BATCH = 25;

/** Deletes items by their keys, 25 a call. */
const removeAll = async (table: Table, keys: readonly Key[]): Promise<void> => {
  for (let from = 0; from < keys.length; from += BATCH) {
    const deletions = keys.slice(from, from + BATCH).map((key) => ({ DeleteRequest: { Key: keyOf(key) } }));
    const batch = { [tableName(table)]: deletions };
    await untilProcessed(batch, async (RequestItems) => {
      return (await execute('write', BatchWriteCommand, { RequestItems })).UnprocessedItems;
    });
  }
};
