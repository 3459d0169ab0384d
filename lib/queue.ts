import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { type EventDefinition, type EventOf, parseEvent } from './event.ts';
import { log } from './log.ts';
import { failed } from './metric.ts';
import { inScope, spanOf, startOf } from './trace.ts';

/** A message of a module to its own queue. The file in `queue/` that consumes it has the queue's name. */
export interface MessageDefinition<S extends z.ZodMiniType = z.ZodMiniType> {
  readonly kind: 'message';
  readonly module: string;
  readonly queue: string;
  readonly schema: S;
}

/** Names a message of a module's own queue and its schema. */
export const defineMessage = <S extends z.ZodMiniType>(module: string, queue: string, schema: S) =>
  ({ kind: 'message', module, queue, schema }) as const satisfies MessageDefinition<S>;

type On = EventDefinition | readonly EventDefinition[] | MessageDefinition;
/** What a consumer's function gets: the fact with its envelope, or the message. */
export type Incoming<O extends On> = O extends readonly (infer E extends EventDefinition)[]
  ? EventOf<E>
  : O extends EventDefinition
    ? EventOf<O>
    : O extends MessageDefinition<infer S>
      ? z.output<S>
      : never;

export type QueueHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/**
 * Builds a consumer: each record is parsed and run alone; the ids of those that failed are reported, so that only they
 * come again, and end among the dead letters after five receives. A record may always come twice. A failure that trying
 * again does not help is counted as a bug.
 */
export const queue = <const O extends On>(on: O, fn: (incoming: Incoming<O>) => Promise<unknown>): QueueHandler => {
  const parse = parserOf(on);
  return (event, context) => {
    const about = { function: context.functionName };
    const one = ({ messageId, messageAttributes, attributes, body }: SQSRecord): Promise<void> => {
      const traceparent = messageAttributes?.['traceparent']?.stringValue ?? traceIn(body);
      return inScope({ ...startOf(context), requestId: messageId, traceparent }, async (scope) => {
        try {
          await fn(parse(body));
          log.info('message', { ...about, ...spanOf(scope) });
        } catch (error) {
          failed('message failed', error, {
            ...about,
            receives: attributes?.ApproximateReceiveCount,
            ...spanOf(scope),
          });
          throw error;
        }
      });
    };
    return processPartialResponse(event, one, new BatchProcessor(EventType.SQS), {
      context,
      throwOnFullBatchFailure: false,
    }) as Promise<SQSBatchResponse>;
  };
};

/**
 * Builds a consumer that works the records of a batch together, where one call serves many. A record that cannot be parsed
 * fails alone; when `fn` throws, all others fail and come again, so what it does for each is repeatable.
 */
export const queueTogether = <const O extends On>(
  on: O,
  fn: (incoming: Incoming<O>[]) => Promise<unknown>,
): QueueHandler => {
  const parse = parserOf(on);
  return (event, context) =>
    inScope(startOf(context), async (scope) => {
      const about = { function: context.functionName };
      const links = event.Records.flatMap(({ body }) => traceIn(body) ?? []);
      const parsed = new Map<string, Incoming<O>>();
      const refused = new Set<string>();
      for (const { messageId, body } of event.Records) {
        try {
          parsed.set(messageId, parse(body));
        } catch (error) {
          failed('message failed', error, about);
          refused.add(messageId);
        }
      }
      const records = parsed.size;
      try {
        if (records > 0) await fn([...parsed.values()]);
        log.info('messages', { ...about, records, ...spanOf(scope, links) });
      } catch (error) {
        failed('messages failed', error, { ...about, records, ...spanOf(scope, links) });
        for (const id of parsed.keys()) refused.add(id);
      }
      return { batchItemFailures: [...refused].map((itemIdentifier) => ({ itemIdentifier })) };
    });
};

/** Makes the function that parses a record's body. */
const parserOf = <O extends On>(on: O): ((body: string) => Incoming<O>) => {
  const parse = (input: unknown): unknown =>
    'kind' in on && on.kind === 'message'
      ? z.parse(on.schema, input)
      : parseEvent([on as EventDefinition].flat(), input);
  return (body) => parse(JSON.parse(body)) as Incoming<O>;
};

/** The trace of a fact travels in its envelope; a body that is not JSON fails later, with the record. */
const traceIn = (body: string): string | undefined => body.match(/"traceparent":"([0-9a-f-]{55})"/)?.[1];
