import { setTimeout as wait } from 'node:timers/promises';
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';

/** How often a record that fails comes again before it is given up (MaximumRetryAttempts). */
export const MAX_RETRIES = 3;
const BACKOFF_MS = 100;

const sequenceOf = (record: DynamoDBRecord): string | undefined => record.dynamodb?.SequenceNumber;

/**
 * Works one batch of a shard, in order, as Lambda's event source mapping does with bisect-on-error, partial failures
 * and bounded retries: a thrown error halves the batch; a reported record is tried again alone, and what follows it
 * goes on when it is done or given up. Returns when every record is one or the other.
 */
export const workBatch = async (
  records: readonly DynamoDBRecord[],
  run: (records: readonly DynamoDBRecord[]) => Promise<unknown>,
  giveUp: (record: DynamoDBRecord, attempts: number) => Promise<void>,
  attempt = 1,
): Promise<void> => {
  if (records.length === 0) return;
  let failedAt: number;
  try {
    failedAt = firstFailure(records, await run(records));
    if (failedAt < 0) return;
  } catch {
    if (records.length > 1) {
      const half = Math.ceil(records.length / 2);
      await workBatch(records.slice(0, half), run, giveUp);
      return workBatch(records.slice(half), run, giveUp);
    }
    failedAt = 0;
  }
  const failed = records[failedAt] as DynamoDBRecord;
  if (attempt > MAX_RETRIES && records.length === 1) await giveUp(failed, attempt);
  else {
    await wait(BACKOFF_MS * 2 ** (attempt - 1));
    await workBatch([failed], run, giveUp, records.length === 1 ? attempt + 1 : 2);
  }
  await workBatch(records.slice(failedAt + 1), run, giveUp);
};

/** The place of the lowest reported record, -1 for none; a report that names no record of the batch fails all of it. */
const firstFailure = (records: readonly DynamoDBRecord[], result: unknown): number => {
  const reported = (result as DynamoDBBatchResponse | null | undefined)?.batchItemFailures ?? [];
  if (reported.length === 0) return -1;
  const places = reported.map(({ itemIdentifier }) =>
    records.findIndex((record) => sequenceOf(record) === itemIdentifier),
  );
  if (places.includes(-1)) throw new Error('a failure was reported for a record that is not in the batch');
  return Math.min(...places);
};
