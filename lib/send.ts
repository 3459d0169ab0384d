import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, SQSClient } from '@aws-sdk/client-sqs';
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

type Body = { readonly id: string; readonly body: string };

/** Cuts a list into batches of at most ten entries and 240 kB. */
const batches = (messages: readonly unknown[]): Body[][] => {
  const out: Body[][] = [];
  let bytes = BATCH_BYTES;
  for (const [index, message] of messages.entries()) {
    const body = JSON.stringify(message);
    const size = Buffer.byteLength(body) + 200;
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
  entries: readonly Body[],
  send: (left: readonly Body[]) => Promise<readonly Failed[]>,
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

type Entry = Omit<SendMessageBatchRequestEntry, 'Id' | 'MessageBody'>;

const sendTo = async (queue: string, messages: readonly unknown[], entry: Entry): Promise<void> => {
  const QueueUrl = queueUrl(queue);
  for (const batch of batches(messages)) {
    await sendAll(batch, async (left) => {
      const Entries = left.map(({ id, body }) => ({ Id: id, MessageBody: body, ...entry }));
      return (await sqs().send(new SendMessageBatchCommand({ QueueUrl, Entries }), inTime())).Failed ?? [];
    });
  }
};

/** Sends what cannot be worked to a function's dead-letter queue, whose alarm calls a person. */
export const sendToDeadLetter = (functionName: string, letters: readonly object[]): Promise<void> =>
  sendTo(`${functionName}-dead`, letters, {});

/**
 * Sends messages to a module's own queue, with a delay of at most 900 s.
 * @throws when any message could not be sent; those before it may have been (consumers take a message twice)
 */
export const sendMessages = async <S extends z.ZodMiniType>(
  to: MessageDefinition<S>,
  messages: readonly z.input<S>[],
  options: { readonly delaySeconds?: number } = {},
): Promise<void> => {
  const here = scope();
  await sendTo(queueName(to.module, to.queue), messages, {
    ...(options.delaySeconds ? { DelaySeconds: Math.min(900, Math.ceil(options.delaySeconds)) } : {}),
    ...(here ? { MessageAttributes: { traceparent: { DataType: 'String', StringValue: here.traceparent } } } : {}),
  });
  if (here) here.meter.messages += messages.length;
};

/** Publishes facts to the one topic; subscribers filter by the attributes `type` and `region`. */
export const publish = async (events: readonly Envelope[]): Promise<void> => {
  for (const batch of batches(events)) {
    await sendAll(batch, async (left) => {
      const answer = await sns().send(
        new PublishBatchCommand({
          TopicArn: env().EVENTS_TOPIC_ARN,
          PublishBatchRequestEntries: left.map((one) => ({
            Id: one.id,
            Message: one.body,
            MessageAttributes: {
              type: { DataType: 'String', StringValue: events[Number(one.id)]?.type ?? '' },
              region: { DataType: 'String', StringValue: env().REGION },
            },
          })),
        }),
        inTime(),
      );
      return answer.Failed ?? [];
    });
  }
  const here = scope();
  if (here) here.meter.messages += events.length;
};
