import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type * as z from 'zod/mini';
import { waitToRetry, withinTime } from './deadline.ts';
import { env } from './env.ts';
import type { Envelope } from './event.ts';
import type { MessageDefinition } from './queue.ts';
import { RetryableError } from './retryable-error.ts';
import { scope } from './trace.ts';

/** Twice the time-out of a table's request: a batch of messages is larger than an item. */
const transport = () => ({
  connectionTimeout: env().CONNECT_MS,
  requestTimeout: 2 * env().REQUEST_MS,
  throwOnRequestTimeout: true,
});
/** The SDK's own: it repeats what may pass. */
const TRIES = 3;
const inTime = () => withinTime(TRIES * (env().CONNECT_MS + 2 * env().REQUEST_MS));
let sqsClient: SQSClient | undefined;
let snsClient: SNSClient | undefined;

/** The queue client. Addresses come from the environment, not from what a queue once said of itself. */
export const sqs = (): SQSClient => {
  sqsClient ??= new SQSClient({ useQueueUrlAsEndpoint: false, maxAttempts: TRIES, requestHandler: transport() });
  return sqsClient;
};
const sns = (): SNSClient => {
  snsClient ??= new SNSClient({ maxAttempts: TRIES, requestHandler: transport() });
  return snsClient;
};

/** The name of a queue, which is the name of the function that works it. */
export const queueName = (module: string, file: string): string => `floodgate-${env().STAGE}-${module}-${file}`;
export const queueUrl = (name: string): string => `${env().QUEUE_BASE_URL}/${name}`;

const BATCH_ENTRIES = 10;
/** SNS takes 256 KiB a batch, SQS 1 MiB; one bound serves both, attributes included. */
const BATCH_BYTES = 240_000;

/** Cuts a list into batches of at most ten entries and 240 kB. */
const batches = (bodies: readonly string[]): { id: string; body: string }[][] => {
  const out: { id: string; body: string }[][] = [];
  let bytes = 0;
  for (const [index, body] of bodies.entries()) {
    const size = Buffer.byteLength(body) + 200;
    const current = out.at(-1);
    if (!current || current.length === BATCH_ENTRIES || bytes + size > BATCH_BYTES) {
      out.push([{ id: String(index), body }]);
      bytes = size;
    } else {
      current.push({ id: String(index), body });
      bytes += size;
    }
  }
  return out;
};

const ATTEMPTS = 4;
interface Failed {
  readonly Id?: string | undefined;
  readonly Message?: string | undefined;
  readonly SenderFault?: boolean | undefined;
}

/**
 * Sends entries until none is left: a batch call answers 200 with failed entries inside, which must be read.
 * @throws RetryableError for entries that the service could not take; Error for those that it never will
 */
const sendAll = async (
  entries: { id: string; body: string }[],
  send: (left: { id: string; body: string }[]) => Promise<readonly Failed[]>,
): Promise<void> => {
  let left = entries;
  for (let attempt = 1; left.length > 0; attempt += 1) {
    const failed = await send(left);
    const ids = new Set(failed.map((one) => one.Id));
    left = left.filter((one) => ids.has(one.id));
    if (left.length === 0) return;
    const why = `send: ${left.length} messages were refused: ${failed[0]?.Message}`;
    if (failed.some((one) => one.SenderFault)) throw new Error(why);
    if (attempt === ATTEMPTS) throw new RetryableError(why);
    await waitToRetry(Math.random() * 50 * 2 ** attempt, new RetryableError(why));
  }
};

/** Puts letters among a function's dead ones, whose alarm calls a person. */
export const putAside = async (functionName: string, letters: readonly object[]): Promise<void> => {
  const QueueUrl = queueUrl(`${functionName}-dead`);
  for (const batch of batches(letters.map((letter) => JSON.stringify(letter)))) {
    await sendAll(batch, async (left) => {
      const Entries = left.map(({ id, body }) => ({ Id: id, MessageBody: body }));
      return (await sqs().send(new SendMessageBatchCommand({ QueueUrl, Entries }), inTime())).Failed ?? [];
    });
  }
};

/**
 * Sends messages to a module's own queue, with a delay of at most 900 s.
 * @throws when any message could not be sent; those before it may have been (consumers take a message twice)
 */
export const sendMessages = async <S extends z.ZodMiniType>(
  to: MessageDefinition<S>,
  messages: readonly z.input<S>[],
  options: { readonly delaySeconds?: number } = {},
): Promise<void> => {
  const url = queueUrl(queueName(to.module, to.queue));
  const here = scope();
  for (const batch of batches(messages.map((message) => JSON.stringify(message)))) {
    await sendAll(batch, async (left) => {
      const answer = await sqs().send(
        new SendMessageBatchCommand({
          QueueUrl: url,
          Entries: left.map((one) => ({
            Id: one.id,
            MessageBody: one.body,
            ...(options.delaySeconds ? { DelaySeconds: Math.min(900, Math.ceil(options.delaySeconds)) } : {}),
            ...(here
              ? { MessageAttributes: { traceparent: { DataType: 'String', StringValue: here.traceparent } } }
              : {}),
          })),
        }),
        inTime(),
      );
      if (here) here.meter.messages += left.length;
      return answer.Failed ?? [];
    });
  }
};

/** Publishes facts to the one topic; subscribers filter by the attributes `type` and `region`. */
export const publish = async (events: readonly Envelope[]): Promise<void> => {
  const types = new Map(events.map((event, index) => [String(index), event.type]));
  for (const batch of batches(events.map((event) => JSON.stringify(event)))) {
    await sendAll(batch, async (left) => {
      const answer = await sns().send(
        new PublishBatchCommand({
          TopicArn: env().EVENTS_TOPIC_ARN,
          PublishBatchRequestEntries: left.map((one) => ({
            Id: one.id,
            Message: one.body,
            MessageAttributes: {
              type: { DataType: 'String', StringValue: types.get(one.id) ?? '' },
              region: { DataType: 'String', StringValue: env().REGION },
            },
          })),
        }),
        inTime(),
      );
      const here = scope();
      if (here) here.meter.messages += left.length;
      return answer.Failed ?? [];
    });
  }
};
