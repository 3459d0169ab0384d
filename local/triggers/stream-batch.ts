import { setTimeout as wait } from 'node:timers/promises';
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import { nowMs } from '#lib/clock.ts';

const BACKOFF_MS = 100;
const MOST_BACKOFF_MS = 10_000;

const sequenceOf = (record: DynamoDBRecord): string | undefined => record.dynamodb?.SequenceNumber;
const ageSeconds = (record: DynamoDBRecord): number =>
  nowMs() / 1000 - (record.dynamodb?.ApproximateCreationDateTime ?? 0);

/** One batch and how it is worked. */
export interface BatchWork {
  readonly run: (records: readonly DynamoDBRecord[]) => Promise<unknown>;
  readonly giveUp: (record: DynamoDBRecord, attempts: number) => Promise<void>;
  /** For so long a record that fails comes again before it is given up. */
  readonly maxAgeSeconds: number;
  /** Ends the waiting between two tries; what is not done comes again. */
  readonly signal?: AbortSignal;
}

/**
 * Works one batch of a shard, in order, as Lambda's event source mapping does with bisect-on-error, partial failures
 * and retries bounded by age: a thrown error halves the batch; a reported record is tried again alone, and what follows
 * it goes on when it is done or given up. Returns when every record is one or the other.
 */
export const workBatch = async (records: readonly DynamoDBRecord[], work: BatchWork, attempt = 1): Promise<void> => {
  if (records.length === 0) return;
  const { run, giveUp, signal } = work;
  let failedAt: number;
  try {
    failedAt = firstFailure(records, await run(records));
    if (failedAt < 0) return;
  } catch {
    if (records.length > 1) {
      const half = Math.ceil(records.length / 2);
      await workBatch(records.slice(0, half), work);
      return workBatch(records.slice(half), work);
    }
    failedAt = 0;
  }
  const failed = records[failedAt] as DynamoDBRecord;
  if (ageSeconds(failed) > work.maxAgeSeconds && records.length === 1) await giveUp(failed, attempt);
  else {
    await wait(Math.min(MOST_BACKOFF_MS, BACKOFF_MS * 2 ** (attempt - 1)), undefined, signal ? { signal } : {});
    await workBatch([failed], work, records.length === 1 ? attempt + 1 : 2);
  }
  await workBatch(records.slice(failedAt + 1), work);
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
