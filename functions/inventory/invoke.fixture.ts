import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { sqsEvent, testContext } from '../../test/support/invoke.ts';

interface Consumer {
  readonly handler: (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;
}

/** For tests: calls a consumer's handler with some messages; answers the places of those that failed. */
export const invokeQueue = async (consumer: Consumer, bodies: readonly unknown[]): Promise<number[]> => {
  const event = sqsEvent(bodies);
  const { batchItemFailures } = await consumer.handler(event, testContext());
  const failed = new Set(batchItemFailures.map((failure) => failure.itemIdentifier));
  return event.Records.flatMap((record, place) => (failed.has(record.messageId) ? [place] : []));
};
