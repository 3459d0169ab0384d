import { setTimeout as wait } from 'node:timers/promises';
import type { SQSBatchResponse } from 'aws-lambda';
import { log } from '#lib/log.ts';
import type { LoopDetection } from '../aws-limits/loops.ts';
import { createPollers } from '../aws-limits/pollers.ts';
import { awsCall, repeated } from '../engines/aws-call.ts';
import { ACCOUNT } from '../environment.ts';
import type { Consumption } from '../plan.ts';
import { LAST_CALLS_MS } from './execution.ts';
import type { Invoker } from './invoker.ts';
import { type Message, sqsEvent } from './sqs-event.ts';

/** SQS hands out at most ten messages and waits at most 20 s. */
const RECEIVE = 10;
const LONG_POLL_SECONDS = 20;

/**
 * Which messages are done. As in Lambda's event source mapping: nothing reported means all, a reported id stays, and
 * a report that names none of the batch fails the whole batch.
 */
export const succeeded = (messages: readonly Message[], result: unknown): Message[] => {
  const reported = (result as SQSBatchResponse | null | undefined)?.batchItemFailures ?? [];
  const failed = new Set(reported.map((failure) => failure.itemIdentifier));
  const known = [...failed].every((id) => messages.some((message) => message.MessageId === id));
  return known ? messages.filter((message) => !failed.has(message.MessageId)) : [];
};

const MOST_HELD_SECONDS = 43_200;

/**
 * For how long a message is held before its function runs: beyond the end of any run, so that none is worked twice at once.
 * A function may take many times longer here than on AWS, where its queue's own visibility is six of its time-outs; when
 * it has failed its messages are given back. One whose receive was not answered comes again after the queue's own.
 */
const heldSeconds = (timeoutSeconds: number, windowSeconds: number): number =>
  Math.min(MOST_HELD_SECONDS, Math.ceil(2 * (timeoutSeconds + windowSeconds + LAST_CALLS_MS / 1000)));

export interface Poller {
  /** Takes nothing new, and resolves when what was taken is done. */
  stop(): Promise<void>;
}

/**
 * Polls the queue of one function: long polls, batches and windows, partial failures; SQS itself counts receives.
 * @param loops ends chains of messages as Lambda does; without it none is ended
 */
export const pollQueue = (
  { fn, queue: name, dead, batch, windowSeconds, maxConcurrency, visibilitySeconds }: Consumption,
  endpoint: string,
  invoker: Invoker,
  loops?: LoopDetection,
): Poller => {
  const QueueUrl = `${endpoint}/${ACCOUNT}/${name}`;
  const held = heldSeconds(fn.timeoutSeconds * invoker.longer, windowSeconds);
  const stopped = new AbortController();
  const running = new Set<Promise<void>>();
  const { account } = invoker;
  const pollers = account && createPollers(account.maxConcurrency(maxConcurrency));
  const allowed = (): number => pollers?.allowed(performance.now()) ?? maxConcurrency;

  const receive = async (most: number, seconds: number): Promise<Message[]> => {
    const answer = await awsCall<{ Messages?: Message[] }>(
      endpoint,
      'AmazonSQS.ReceiveMessage',
      {
        QueueUrl,
        MaxNumberOfMessages: Math.min(RECEIVE, most),
        WaitTimeSeconds: Math.min(LONG_POLL_SECONDS, seconds),
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      },
      stopped.signal,
    );
    return answer.Messages ?? [];
  };

  /** A batch is full, or its window (which starts with the first message) has passed. */
  const gather = async (): Promise<Message[]> => {
    const messages = await receive(batch, LONG_POLL_SECONDS);
    const end = performance.now() + windowSeconds * 1000;
    while (messages.length > 0 && messages.length < batch) {
      const left = Math.ceil((end - performance.now()) / 1000);
      if (left <= 0) break;
      messages.push(...(await receive(batch - messages.length, left)));
    }
    return messages;
  };

  const work = async (received: Message[]): Promise<void> => {
    const ours = await hold(received);
    const allowed = fn.recursiveLoop === 'Allow';
    const { run: messages, ended } = loops?.admit(name, allowed, ours) ?? { run: ours, ended: [] };
    for (const { MessageId, Body, Attributes } of ended) {
      log.warn('recursive invocation dropped', { function: name, messageId: MessageId });
      const { MessageGroupId } = Attributes ?? {};
      const letter = { QueueUrl: `${endpoint}/${ACCOUNT}/${dead}`, MessageBody: Body, MessageGroupId };
      await awsCall(endpoint, 'AmazonSQS.SendMessage', letter);
    }
    await forget(ended);
    if (messages.length === 0) return;
    const began = performance.now();
    let done: Message[] = [];
    try {
      done = succeeded(messages, await invoker.invoke(fn, sqsEvent(name, messages)));
      await forget(done);
    } finally {
      loops?.forget(messages);
      const left = visibilitySeconds - (performance.now() - began) / 1000;
      await giveBack(
        messages.filter((message) => !done.includes(message)),
        Math.max(0, Math.ceil(left)),
      );
    }
  };

  /** Holds messages for a run; one whose visibility has ended meanwhile is not ours any more. */
  const hold = async (messages: readonly Message[]): Promise<Message[]> => {
    const ours: Message[] = [];
    for (let start = 0; start < messages.length; start += 10) {
      const some = messages.slice(start, start + 10);
      const Entries = some.map(({ ReceiptHandle }, index) => ({
        Id: String(index),
        ReceiptHandle,
        VisibilityTimeout: held,
      }));
      const asked = { QueueUrl, Entries };
      type Answer = { readonly Successful?: readonly { readonly Id: string }[] };
      const action = 'AmazonSQS.ChangeMessageVisibilityBatch';
      const { Successful = [] } = await repeated(() => awsCall<Answer>(endpoint, action, asked));
      const kept = new Set(Successful.map(({ Id }) => Id));
      ours.push(...some.filter((_, index) => kept.has(String(index))));
    }
    return ours;
  };

  /** Lets messages that are not done be seen again after so many seconds. */
  const giveBack = async (messages: readonly Message[], VisibilityTimeout: number): Promise<void> => {
    for (const { ReceiptHandle } of messages) {
      const asked = { QueueUrl, ReceiptHandle, VisibilityTimeout };
      await repeated(() => awsCall(endpoint, 'AmazonSQS.ChangeMessageVisibility', asked));
    }
  };

  /** Takes messages out of the queue that are done. */
  const forget = async (done: readonly Message[]): Promise<void> => {
    for (let start = 0; start < done.length; start += 10) {
      const Entries = done
        .slice(start, start + 10)
        .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await repeated(() => awsCall(endpoint, 'AmazonSQS.DeleteMessageBatch', { QueueUrl, Entries }));
    }
  };

  const loop = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      if (running.size >= allowed()) await Promise.race(running);
      const messages = await gather().catch(async (error: unknown) => {
        if (!stopped.signal.aborted) {
          log.error('queue poll failed', error, { function: name });
          await wait(500);
        }
        return [];
      });
      pollers?.saw(messages.length > 0, performance.now());
      if (messages.length === 0) continue;
      const batchDone = work(messages)
        .catch((error: unknown) => log.error('batch failed', error, { function: name, messages: messages.length }))
        .finally(() => running.delete(batchDone));
      running.add(batchDone);
    }
  };
  const ended = loop();
  return {
    async stop() {
      stopped.abort();
      await ended;
      await Promise.all(running);
    },
  };
};
