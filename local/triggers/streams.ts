import { setTimeout as wait } from 'node:timers/promises';
import type { DynamoDBRecord } from 'aws-lambda';
import { isoTime, nowMs } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import { awsCall } from '../engines/aws-call.ts';
import type { Engines } from '../engines/engines.ts';
import type { Pruner } from '../engines/stream-pruner.ts';
import { ACCOUNT, REGION } from '../environment.ts';
import type { StreamReading } from '../plan.ts';
import type { Invoker } from './invoker.ts';
import type { Progress } from './progress.ts';
import type { Poller } from './queues.ts';
import { workBatch } from './stream-batch.ts';
import { whenAdmitted } from './when-admitted.ts';

/** Between two polls: after records, after none but with writes somewhere, and when nothing happens. */
const BUSY_MS = 20;
const REST_MS = 50;
const IDLE_MS = 250;
/** Shards come and go every few hours; a table of the packaged engine has one for ever. */
const DESCRIBE_MS = 60_000;

interface Shard {
  readonly ShardId: string;
  readonly ParentShardId?: string;
}
interface Description {
  readonly StreamDescription: { readonly Shards: Shard[]; readonly LastEvaluatedShardId?: string };
}
interface Records {
  readonly Records: DynamoDBRecord[];
  readonly NextShardIterator?: string;
}

/** Feeds one function from its table's stream, in order, at least once; what it gives up leaves a pointer in `-dead`. */
export const pollStream = (
  { fn, table, batch, windowSeconds, maxAgeSeconds, dead }: StreamReading,
  engines: Pick<Engines, 'endpoints'>,
  invoker: Invoker,
  progress: Progress,
  prune: Pruner,
): Poller => {
  const { dynamodb, sqs } = engines.endpoints;
  const { name } = fn;
  const stopped = new AbortController();
  const iterators = new Map<string, string>();
  const finished = new Set<string>();
  let streamArn = '';
  let shards: Shard[] = [];
  let described = 0;
  let wake: (() => void) | undefined;

  const streams = <T>(action: string, body: object) =>
    awsCall<T>(dynamodb, `DynamoDBStreams_20120810.${action}`, body, stopped.signal);

  const describe = async (): Promise<void> => {
    const { Table } = await awsCall<{ Table: { LatestStreamArn: string } }>(
      dynamodb,
      'DynamoDB_20120810.DescribeTable',
      { TableName: table },
    );
    streamArn = Table.LatestStreamArn;
    const found: Shard[] = [];
    for (let ExclusiveStartShardId: string | undefined, more = true; more; more = ExclusiveStartShardId !== undefined) {
      const page = await streams<Description>('DescribeStream', { StreamArn: streamArn, ExclusiveStartShardId });
      found.push(...page.StreamDescription.Shards);
      ExclusiveStartShardId = page.StreamDescription.LastEvaluatedShardId;
    }
    shards = found;
    described = performance.now();
    for (const { ShardId } of shards) prune(table, `${name} ${ShardId}`, progress.checkpoint(name, ShardId));
  };

  const iteratorOf = async (ShardId: string): Promise<string> => {
    const checkpoint = progress.checkpoint(name, ShardId);
    const at = checkpoint
      ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: checkpoint }
      : { ShardIteratorType: 'TRIM_HORIZON' };
    const from = (position: object) =>
      streams<{ ShardIterator: string }>('GetShardIterator', { StreamArn: streamArn, ShardId, ...position });
    // A checkpoint that is older than the stream keeps records: go on with the oldest there is.
    return (await from(at).catch(() => from({ ShardIteratorType: 'TRIM_HORIZON' }))).ShardIterator;
  };

  /** Where AWS's stream mapping says what it gave up: the place in the stream, not the record. */
  const giveUp = async (shardId: string, record: DynamoDBRecord, attempts: number): Promise<void> => {
    // While the stack stops nothing is given up: the batch comes again at the next start.
    stopped.signal.throwIfAborted();
    const sequence = record.dynamodb?.SequenceNumber;
    const at = isoTime((record.dynamodb?.ApproximateCreationDateTime ?? 0) * 1000);
    const pointer = {
      requestContext: {
        requestId: record.eventID,
        functionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`,
        condition: 'RecordAgeExceeded',
        approximateInvokeCount: attempts,
      },
      version: '1.0',
      timestamp: isoTime(nowMs()),
      DDBStreamBatchInfo: {
        shardId,
        startSequenceNumber: sequence,
        endSequenceNumber: sequence,
        approximateArrivalOfFirstRecord: at,
        approximateArrivalOfLastRecord: at,
        batchSize: 1,
        streamArn,
      },
    };
    await awsCall(sqs, 'AmazonSQS.SendMessage', {
      QueueUrl: `${sqs}/${ACCOUNT}/${dead}`,
      MessageBody: JSON.stringify(pointer),
    });
  };

  const run = (records: readonly DynamoDBRecord[]): Promise<unknown> =>
    whenAdmitted(() => invoker.invoke(fn, { Records: records }), stopped.signal).catch((error: unknown) => {
      log.error('stream batch failed', error, { function: name, records: records.length });
      throw error;
    });

  /** A batch is full, or its window (which starts with the first record) has passed, or the shard has ended. */
  const gather = async (first: string): Promise<Records> => {
    const read = (ShardIterator: string, Limit: number) => streams<Records>('GetRecords', { ShardIterator, Limit });
    let page = await read(first, batch);
    const records = [...page.Records];
    const end = performance.now() + windowSeconds * 1000;
    while (records.length > 0 && records.length < batch && page.NextShardIterator && performance.now() < end) {
      await wait(Math.min(REST_MS, end - performance.now()), undefined, { signal: stopped.signal });
      page = await read(page.NextShardIterator, batch - records.length);
      records.push(...page.Records);
    }
    return { ...page, Records: records };
  };

  /** Reads one shard once; returns how many records there were. */
  const pollShard = async (shard: Shard): Promise<number> => {
    const id = shard.ShardId;
    const ShardIterator = iterators.get(id) ?? (await iteratorOf(id));
    iterators.delete(id);
    const page = await gather(ShardIterator);
    const records = page.Records.map((record) => ({ ...record, awsRegion: REGION, eventSourceARN: streamArn }));
    if (records.length > 0) {
      const { signal } = stopped;
      const giveUpOne = (record: DynamoDBRecord, attempts: number) => giveUp(id, record, attempts);
      await workBatch(records, { run, giveUp: giveUpOne, maxAgeSeconds, signal });
      const last = records.at(-1)?.dynamodb?.SequenceNumber ?? '';
      progress.saveCheckpoint(name, id, last);
      prune(table, `${name} ${id}`, last);
    }
    if (page.NextShardIterator) iterators.set(id, page.NextShardIterator);
    else finished.add(id);
    return records.length;
  };

  const pollAll = async (): Promise<number> => {
    if (shards.length === 0 || performance.now() - described > DESCRIBE_MS) await describe();
    const open = shards.filter(({ ShardId, ParentShardId }) => {
      const parentLeft = shards.some((one) => one.ShardId === ParentShardId) && !finished.has(ParentShardId ?? '');
      return !finished.has(ShardId) && !parentLeft;
    });
    let most = 0;
    for (const shard of open) most = Math.max(most, await pollShard(shard));
    return most;
  };

  /** Waits out the idle time, or until somebody writes; then still no less than REST_MS, which lets writes gather. */
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const began = performance.now();
      let timer = setTimeout(resolve, IDLE_MS);
      wake = () => {
        wake = undefined;
        clearTimeout(timer);
        timer = setTimeout(resolve, stopped.signal.aborted ? 0 : Math.max(0, began + REST_MS - performance.now()));
      };
    });

  const loop = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      try {
        const most = await pollAll();
        if (most > 0 && most < batch) await wait(BUSY_MS);
        else if (most === 0) await pause();
      } catch (error) {
        if (stopped.signal.aborted) return;
        iterators.clear();
        log.error('stream poll failed', error, { function: name });
        await wait(500);
      }
    }
  };
  invoker.onWrite(() => wake?.());
  const ended = loop();
  return {
    async stop() {
      stopped.abort();
      wake?.();
      await ended;
    },
  };
};
