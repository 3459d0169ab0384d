import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { Envelope } from './event.ts';
import { log } from './log.ts';
import { failed } from './metric.ts';
import { publish, sendToDeadLetter } from './send.ts';
import type { Item } from './table.ts';
import { inScope, startOf } from './trace.ts';

/** One change of an item: its images before and after, and the change's own id (the same when it comes again). */
export interface Change {
  readonly id: string;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  /** When DynamoDB took the write, milliseconds since 1970 (whole seconds there). */
  readonly at: number;
}
export type StreamHandler = (event: DynamoDBStreamEvent, context: Context) => Promise<DynamoDBBatchResponse>;

/**
 * The relay of a module's table: publishes every event item that was put, in order, and what `derive` makes of other
 * changes (facts that say only that a single item changed). `work` is for what else follows a change inside the module
 * (raising a document, a delayed message); it must be repeatable. What fails comes again for hours (an engine that does
 * not answer loses nothing); a record that cannot be read would fail for ever and hold up all behind it, so it is put
 * aside among the function's dead letters, with its key.
 */
export const stream =
  (
    options: { derive?: (change: Change) => Envelope[]; work?: (changes: Change[]) => Promise<void> } = {},
  ): StreamHandler =>
  (event, context) =>
    inScope(startOf(context), async ({ meter }) => {
      const changes: Change[] = [];
      const events: Envelope[] = [];
      const unreadable: object[] = [];
      for (const record of event.Records) {
        try {
          const change = changeOf(record);
          events.push(
            ...(change.after?.['type'] === 'event' && !change.before ? [z.parse(Envelope, change.after['event'])] : []),
          );
          events.push(...(options.derive?.(change) ?? []));
          changes.push(change);
        } catch (error) {
          failed('stream record failed', error, { function: context.functionName });
          const { Keys = {}, SequenceNumber: sequenceNumber } = record.dynamodb ?? {};
          const key = unmarshall(Keys as Parameters<typeof unmarshall>[0]);
          unreadable.push({ reason: 'unreadable', key, sequenceNumber, error: String(error).slice(0, 500) });
        }
      }
      try {
        if (events.length > 0) await publish(events);
        if (changes.length > 0) await options.work?.(changes);
      } catch (error) {
        failed('stream failed', error, { function: context.functionName });
        throw error;
      }
      if (events.length > 0)
        log.info('stream', {
          function: context.functionName,
          records: changes.length,
          events: events.length,
          ...meter,
        });
      if (unreadable.length > 0) await sendToDeadLetter(context.functionName, unreadable);
      return { batchItemFailures: [] };
    });

const changeOf = (record: DynamoDBRecord): Change => {
  const image = (of: 'OldImage' | 'NewImage'): Item | undefined => {
    const found = record.dynamodb?.[of];
    return found ? unmarshall(found as Parameters<typeof unmarshall>[0]) : undefined;
  };
  return {
    id: record.eventID ?? '',
    before: image('OldImage'),
    after: image('NewImage'),
    at: (record.dynamodb?.ApproximateCreationDateTime ?? 0) * 1000,
  };
};
