import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { isoTime, nowMs } from '#lib/clock.ts';
import { env } from '#lib/env.ts';
import { log } from '#lib/log.ts';
import { queueUrl, sqs } from '#lib/send.ts';

/** A message that failed for good, cut to a readable length. Messages hold references, never personal data. */
export const DeadLetter = z.object({
  id: z.string().check(z.describe('The message’s id.')),
  sentAt: z.nullable(z.string()).check(z.describe('When it was first sent.')),
  receives: z.int().check(z.describe('How often it was tried.')),
  body: z.string().check(z.describe('What it says.')),
});

export const DeadLetterQueue = z.object({
  queue: z.string().check(z.describe('Module and function: `orders-expire-order`.')),
  messages: z.int().check(z.describe('As SQS counts: approximate.')),
  sample: z.array(DeadLetter).check(z.describe('Up to ten of them, in no order.')),
});
export type DeadLetterQueue = z.infer<typeof DeadLetterQueue>;

const SAMPLE = 10;
const BODY_LENGTH = 2000;

/** A function by its name, and whether its messages, and so its dead letters, are in groups. */
export interface Consumer {
  readonly name: string;
  readonly groups: boolean;
}
/** SQS has the names of queues with groups end so. */
const ending = ({ groups }: Consumer): string => (groups ? '.fifo' : '');
/** Names a function's dead-letter queue: `floodgate-<stage>-orders-expire-order-dead`. */
export const deadQueueName = (consumer: Consumer): string =>
  `floodgate-${env().STAGE}-${consumer.name}-dead${ending(consumer)}`;
const liveQueueName = (consumer: Consumer): string => `floodgate-${env().STAGE}-${consumer.name}${ending(consumer)}`;

/** Counted as well: letters that are in flight, to a reader or a re-drive, or delayed. */
const counts = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;

/** Counts a queue's letters and reads a sample of ten; they stay in the queue, visible to others. */
export const inspect = async (consumer: Consumer): Promise<DeadLetterQueue> => {
  const QueueUrl = queueUrl(deadQueueName(consumer));
  const { Attributes = {} } = await sqs().send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...counts] }),
  );
  const messages = counts.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
  const sample = messages === 0 ? [] : await receive(QueueUrl, SAMPLE, 0);
  return { queue: consumer.name, messages, sample: sample.map(letterOf) };
};

const letterOf = (message: Message): z.infer<typeof DeadLetter> => ({
  id: message.MessageId ?? '',
  sentAt: message.Attributes?.SentTimestamp ? isoTime(Number(message.Attributes.SentTimestamp)) : null,
  receives: Number(message.Attributes?.ApproximateReceiveCount ?? 0),
  body: (message.Body ?? '').slice(0, BODY_LENGTH),
});

const receive = async (QueueUrl: string, most: number, hiddenSeconds: number): Promise<Message[]> => {
  const answer = await sqs().send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: Math.min(10, most),
      VisibilityTimeout: hiddenSeconds,
      // A long poll asks every server: a short one may overlook the few messages of a small queue.
      WaitTimeSeconds: 1,
      MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount', 'MessageGroupId'],
      MessageAttributeNames: ['All'],
    }),
  );
  return answer.Messages ?? [];
};

/** Seconds that a letter is in flight while it is moved: it comes back if the function dies. */
const HIDDEN_SECONDS = 60;
/** Milliseconds after which no further letters are moved: the gateway's time-out is 30 s. */
const BUDGET_MS = 20_000;

/**
 * Sends dead letters to the queue they came from, and deletes each only when it is there: a crash between the two
 * leaves it twice, which every consumer takes. A letter that cannot be moved stays and holds up no other.
 * @returns how many were moved
 * @throws the first failure, when nothing could be moved
 */
export const redrive = async (consumer: Consumer, limit: number): Promise<number> => {
  const [from, to] = [queueUrl(deadQueueName(consumer)), queueUrl(liveQueueName(consumer))];
  const end = nowMs() + BUDGET_MS;
  let moved = 0;
  let failure: PromiseRejectedResult | undefined;
  while (moved < limit && nowMs() < end) {
    const messages = await receive(from, limit - moved, HIDDEN_SECONDS);
    if (messages.length === 0) break;
    const done = await Promise.allSettled(
      messages.map(async ({ MessageId, Attributes, Body, MessageAttributes, ReceiptHandle }) => {
        await sqs().send(
          new SendMessageCommand({
            QueueUrl: to,
            MessageBody: Body ?? '',
            ...(MessageAttributes ? { MessageAttributes } : {}),
            // By the letter's own id: a letter that is sent once more, since its deletion failed, is not there twice.
            ...(consumer.groups
              ? { MessageGroupId: Attributes?.MessageGroupId, MessageDeduplicationId: `redrive-${MessageId}` }
              : {}),
          }),
        );
        await sqs().send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle }));
      }),
    );
    for (const one of done) {
      if (one.status === 'fulfilled') moved += 1;
      else {
        failure ??= one;
        log.error('dead letter not moved', one.reason, { queue: consumer.name });
      }
    }
  }
  if (moved === 0 && failure) throw failure.reason;
  return moved;
};
