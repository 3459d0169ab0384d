import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { RetryableError } from '#lib/retryable-error.ts';
import { queueName, queueUrl, sqs } from '#lib/send.ts';
import type { Change } from '#lib/stream.ts';
import { scope } from '#lib/trace.ts';
import { Media } from '../media.ts';
import { FetchMedia } from '../messages.ts';
import { groupOf, hostOf } from './address.ts';

const BATCH = 10;

/**
 * Sends turns to the queue of groups, each into one of the two of its host. The same turn sent again within five minutes
 * is the one that is there. @throws RetryableError when not all could be sent
 */
export const sendFetches = async (turns: readonly FetchMedia[]): Promise<void> => {
  const QueueUrl = queueUrl(`${queueName(FetchMedia.module, FetchMedia.queue)}.fifo`);
  const here = scope();
  const traced = here && { MessageAttributes: { traceparent: { DataType: 'String', StringValue: here.traceparent } } };
  for (let from = 0; from < turns.length; from += BATCH) {
    const Entries = turns.slice(from, from + BATCH).map((turn, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify(turn),
      MessageGroupId: groupOf(turn.host, turn.mediaId),
      ...traced,
    }));
    const { Failed: [failed] = [] } = await sqs().send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    if (failed) throw new RetryableError(`media: a fetch could not be sent: ${failed.Message}`);
    if (here) here.meter.messages += Entries.length;
  }
};

/** Finds the media whose fetch a batch of changes asks for: the new ones that have an address. */
export const newFetches = (changes: readonly Change[]): FetchMedia[] =>
  changes.flatMap(({ before, after }) => {
    if (before || after?.['type'] !== 'media') return [];
    const { id, fetch } = z.parse(Media, after);
    return fetch ? [{ mediaId: id, turn: fetch.turn, host: hostOf(fetch.url) }] : [];
  });
