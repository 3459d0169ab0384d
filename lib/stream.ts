import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { Envelope } from './event.ts';
import { log } from './log.ts';
import { failed } from './metric.ts';
import { publish, sendEach, sendToDeadLetter } from './send.ts';
import type { Item } from './table.ts';
import { inScope, spanOf, startOf } from './trace.ts';

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
 * not answer loses nothing); a record that cannot be read, or whose messages no queue or topic will ever take, would
 * hold up all behind it, so it is put aside among the function's dead letters, with its key.
 */
export const stream =
  (
    options: { derive?: (change: Change) => Envelope[]; work?: (changes: Change[]) => Promise<void> } = {},
  ): StreamHandler =>
  (event, context) =>
    inScope(startOf(context), async (scope) => {
      const read: Read[] = [];
      const aside: object[] = [];
      for (const record of event.Records) {
        try {
          const change = changeOf(record);
          const own = change.after?.['type'] === 'event' && !change.before;
          const facts = own ? [z.parse(Envelope, change.after['event'])] : [];
          read.push({ record, change, facts: [...facts, ...(options.derive?.(change) ?? [])] });
        } catch (error) {
          failed('stream record failed', error, { function: context.functionName });
          aside.push({ ...pointerTo(record), reason: 'unreadable', error: String(error).slice(0, 500) });
        }
      }
      const relay = async (some: readonly Read[]): Promise<void> => {
        const facts = some.flatMap((one) => one.facts);
        if (facts.length > 0) await publish(facts);
        await options.work?.(some.map(({ change }) => change));
      };
      try {
        const never = read.length > 0 ? await sendEach(read, relay) : [];
        aside.push(...never.map(({ record }) => ({ ...pointerTo(record), reason: 'unsendable' })));
      } catch (error) {
        failed('stream failed', error, { function: context.functionName });
        throw error;
      }
      const links = read.flatMap(({ facts }) => facts.map(({ traceparent }) => traceparent).filter(Boolean));
      const events = read.reduce((sum, { facts }) => sum + facts.length, 0);
      if (events > 0)
        log.info('stream', { function: context.functionName, records: read.length, events, ...spanOf(scope, links) });
      if (aside.length > 0) await sendToDeadLetter(context.functionName, aside);
      return { batchItemFailures: [] };
    });

/** A record with what it gives to tell. */
type Read = { readonly record: DynamoDBRecord; readonly change: Change; readonly facts: readonly Envelope[] };

const pointerTo = ({ dynamodb: { Keys = {}, SequenceNumber: sequenceNumber } = {} }: DynamoDBRecord) => ({
  key: imageOf(Keys),
  sequenceNumber,
});

const imageOf = (image: Image): Item | undefined => image && unmarshall(image as Parameters<typeof unmarshall>[0]);
type Image = NonNullable<DynamoDBRecord['dynamodb']>['Keys'];

const changeOf = ({ eventID = '', dynamodb = {} }: DynamoDBRecord): Change => ({
  id: eventID,
  before: imageOf(dynamodb.OldImage),
  after: imageOf(dynamodb.NewImage),
  at: (dynamodb.ApproximateCreationDateTime ?? 0) * 1000,
});
