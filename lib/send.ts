import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  type BatchResultErrorEntry, SendMessageBatchCommand, type SendMessageBatchRequestEntry, SQSClient,
} from '@aws-sdk/client-sqs'; // biome-ignore format: a list
import type * as z from 'zod/mini';
import { waits, waitToRetry, withinTime } from './deadline.ts';
import { env } from './env.ts';
import type { Envelope } from './event.ts';
import type { MessageDefinition } from './queue.ts';
import { RetryableError } from './retryable-error.ts';
import { scope } from './trace.ts';

/** A batch of messages is larger than an item, and may take so many times as long. */
const TIMES = 2;
/** The SDK's own: it repeats what may pass. */
const TRIES = 3;
const inTime = () => withinTime(TRIES * (env().CONNECT_MS + TIMES * env().REQUEST_MS));
let sqsClient: SQSClient | undefined;
let snsClient: SNSClient | undefined;

/** The queue client. Addresses come from the environment, not from what a queue once said of itself. */
export const sqs = (): SQSClient => {
  sqsClient ??= new SQSClient({ useQueueUrlAsEndpoint: false, maxAttempts: TRIES, requestHandler: waits(TIMES) });
  return sqsClient;
};
const sns = (): SNSClient => {
  snsClient ??= new SNSClient({ maxAttempts: TRIES, requestHandler: waits(TIMES) });
  return snsClient;
};

/** The name of a queue, which is the name of the function that works it. */
export const queueName = (module: string, file: string): string => `floodgate-${env().STAGE}-${module}-${file}`;
export const queueUrl = (name: string): string => `${env().QUEUE_BASE_URL}/${name}`;

/** A message that no queue or topic will ever take: trying again does not help, and who sends it has to say so. */
export class UnsendableError extends Error {
  override readonly name = 'UnsendableError';
}

/**
 * Writes JSON in ASCII, one byte a character. A queue refuses a message with certain characters (controls, U+FFFE and
 * U+FFFF, the local one all above them); escaped, each of them travels, halves of surrogate pairs too.
 */
export const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const BATCH_ENTRIES = 10;
/** SNS takes 256 KiB a batch, SQS 1 MiB; one bound serves both, attributes included. */
const BATCH_BYTES = 240_000;
/** What a single message may have: SQS and SNS take so much, less room for its attributes. */
export const messageBytes = { queue: 1_048_576 - 1000, topic: 262_144 - 1000 } as const;

type Body = { readonly id: string; readonly body: string };

/** Cuts a list into batches of at most ten entries and 240 kB; a larger message travels alone. @throws UnsendableError */
const batches = (messages: readonly unknown[], to: keyof typeof messageBytes): Body[][] => {
  const out: Body[][] = [];
  let bytes = BATCH_BYTES;
  for (const [index, message] of messages.entries()) {
    const body = asciiJson(message);
    if (body.length > messageBytes[to]) throw new UnsendableError(`send: a message of ${body.length} bytes to a ${to}`);
    const size = body.length + 200;
    if (bytes + size > BATCH_BYTES || out.at(-1)?.length === BATCH_ENTRIES) {
      out.push([]);
      bytes = 0;
    }
    out.at(-1)?.push({ id: String(index), body });
    bytes += size;
  }
  return out;
};

const ATTEMPTS = 4;
/** What a queue or the topic says of the message itself; other faults of the sender (a right, a key) can be mended. */
const ofContent = /InvalidMessageContents|InvalidParameter|TooLong/;

/**
 * Sends a batch until nothing of it is left: a batch call answers 200 with failed entries inside, which must be read.
 * @throws RetryableError for entries that the service could not take; UnsendableError for those that it never will
 */
const sendBatch = async (batch: readonly Body[], send: Send): Promise<void> => {
  let left = batch;
  for (let attempt = 1; left.length > 0; attempt += 1) {
    const failed = (await send(left)).Failed ?? [];
    const ids = new Set(failed.map((one) => one.Id));
    left = left.filter((one) => ids.has(one.id));
    if (left.length === 0) return;
    const why = `send: ${left.length} messages were refused: ${failed[0]?.Message}`;
    const faults = failed.filter((one) => one.SenderFault);
    if (faults.some(({ Code = '' }) => ofContent.test(Code))) throw new UnsendableError(why);
    if (faults.length > 0) throw new Error(why);
    if (attempt === ATTEMPTS) throw new RetryableError(why);
    await waitToRetry(Math.random() * 50 * 2 ** attempt, new RetryableError(why));
  }
};
type Send = (left: readonly Body[]) => Promise<{ readonly Failed?: readonly BatchResultErrorEntry[] | undefined }>;

const sendAll = async (to: keyof typeof messageBytes, messages: readonly unknown[], send: Send): Promise<void> => {
  for (const batch of batches(messages, to)) await sendBatch(batch, send);
};

const counted = (messages: number): void => {
  const here = scope();
  if (here) here.meter.messages += messages;
};

const attribute = (value: string) => ({ DataType: 'String', StringValue: value });

type Entry = Omit<SendMessageBatchRequestEntry, 'Id' | 'MessageBody'>;

const sendTo = (queue: string, messages: readonly unknown[], entry: Entry): Promise<void> =>
  sendAll('queue', messages, (left) => {
    const Entries = left.map(({ id, body }) => ({ Id: id, MessageBody: body, ...entry }));
    return sqs().send(new SendMessageBatchCommand({ QueueUrl: queueUrl(queue), Entries }), inTime());
  });

/**
 * Sends all, or each alone when one of them can never be sent, so that it does not hold up the others. `send` may run
 * twice for the same. @returns those that can never be sent, for the caller to put aside
 */
export const sendEach = async <T>(all: readonly T[], send: (some: readonly T[]) => Promise<unknown>): Promise<T[]> => {
  try {
    await send(all);
    return [];
  } catch (error) {
    if (!(error instanceof UnsendableError)) throw error;
    if (all.length === 1) return [...all];
    const never: T[] = [];
    for (const one of all) never.push(...(await sendEach([one], send)));
    return never;
  }
};

/** Sends what cannot be worked to a function's dead-letter queue, whose alarm calls a person. */
export const sendToDeadLetter = (functionName: string, letters: readonly object[]): Promise<void> =>
  sendTo(`${functionName}-dead`, letters, {});

/**
 * Sends messages to a module's own queue, with a delay; one above 900 s is 900 s.
 * @throws when any message could not be sent; those before it may have been (consumers take a message twice)
 */
export const sendMessages = async <S extends z.ZodMiniType>(
  to: MessageDefinition<S>,
  messages: readonly z.input<S>[],
  options: { readonly delaySeconds?: number } = {},
): Promise<void> => {
  const { traceparent } = scope() ?? {};
  await sendTo(queueName(to.module, to.queue), messages, {
    ...(options.delaySeconds ? { DelaySeconds: Math.min(900, Math.ceil(options.delaySeconds)) } : {}),
    ...(traceparent ? { MessageAttributes: { traceparent: attribute(traceparent) } } : {}),
  });
  counted(messages.length);
};

/** Publishes facts to the one topic; subscribers filter by the attributes `type` and `region`. */
export const publish = async (events: readonly Envelope[]): Promise<void> => {
  const region = attribute(env().REGION);
  await sendAll('topic', events, (left) => {
    const PublishBatchRequestEntries = left.map(({ id, body }) => ({
      Id: id,
      Message: body,
      MessageAttributes: { type: attribute(events[Number(id)]?.type ?? ''), region },
    }));
    const command = { TopicArn: env().EVENTS_TOPIC_ARN, PublishBatchRequestEntries };
    return sns().send(new PublishBatchCommand(command), inTime());
  });
  counted(events.length);
};
