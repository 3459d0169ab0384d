import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import { awsCall } from '../../../local/engines/aws-call.ts';
import type { LoadedFunction as StackFunction } from '../../../stack/model.ts';
import type { Ending, World } from './world.ts';

type Invoke = (fn: StackFunction, event: unknown) => Promise<Ending<unknown>>;
interface Reader {
  readonly table: string;
  readonly fn: StackFunction;
  iterator: string | undefined;
  left: DynamoDBRecord[];
  busy: boolean;
  planned: boolean;
  failures: number;
}

/** Before a batch that failed comes again. */
const RETRY_MS = 1000;

/**
 * The streams of the tables, from the real engine. Each function gets its records in order and in batches of any size; a
 * batch that failed comes again, and one that was done may come again, later, after what followed it.
 */
export class Streams {
  private readonly world: World;
  private readonly endpoint: string;
  private readonly readers = new Map<string, Reader>();

  constructor(world: World, endpoint: string) {
    this.world = world;
    this.endpoint = endpoint;
  }

  private streams<T>(action: string, body: object): Promise<T> {
    return awsCall<T>(this.endpoint, `DynamoDBStreams_20120810.${action}`, body);
  }

  /** Reads a table's stream from its beginning, for one function. */
  async follow(table: string, fn: StackFunction): Promise<void> {
    type Described = { Table: { LatestStreamArn: string } };
    const { Table } = await awsCall<Described>(this.endpoint, 'DynamoDB_20120810.DescribeTable', { TableName: table });
    const StreamArn = Table.LatestStreamArn;
    type Shards = { StreamDescription: { Shards: { ShardId: string }[] } };
    const { StreamDescription } = await this.streams<Shards>('DescribeStream', { StreamArn });
    const [shard] = StreamDescription.Shards;
    const { ShardIterator: iterator } = await this.streams<{ ShardIterator: string }>('GetShardIterator', {
      StreamArn,
      ShardId: shard?.ShardId,
      ShardIteratorType: 'TRIM_HORIZON',
    });
    this.readers.set(table, { table, fn, iterator, left: [], busy: false, planned: false, failures: 0 });
  }

  /** A table has new records: they are read some time later. */
  changed(table: string, invoke: Invoke): void {
    const reader = this.readers.get(table);
    if (reader) this.plan(reader, invoke, this.lag());
  }

  private lag(): number {
    const { chance, faults } = this.world;
    return faults ? chance.upTo(chance.happens(0.9) ? 500 : 60_000) : 0;
  }

  private plan(reader: Reader, invoke: Invoke, delay: number): void {
    if (reader.planned) return;
    reader.planned = true;
    this.world.later(delay, `stream of ${reader.table}`, () => this.poll(reader, invoke));
  }

  private async poll(reader: Reader, invoke: Invoke): Promise<void> {
    reader.planned = false;
    if (reader.busy) return;
    type Page = { Records: DynamoDBRecord[]; NextShardIterator?: string };
    if (reader.left.length === 0) {
      const page = await this.streams<Page>('GetRecords', { ShardIterator: reader.iterator });
      reader.left = page.Records;
      reader.iterator = page.NextShardIterator;
    }
    if (reader.left.length === 0) return;
    reader.busy = true;
    const { faults, chance } = this.world;
    const batch = reader.left.slice(0, faults ? 1 + chance.upTo(reader.left.length) : 100);
    // Not awaited: the function's calls are steps of the world.
    void this.work(reader, batch, invoke);
  }

  private async work(reader: Reader, batch: DynamoDBRecord[], invoke: Invoke): Promise<void> {
    const ending = await invoke(reader.fn, { Records: batch });
    const reported =
      ending.kind === 'answered'
        ? (ending.value as DynamoDBBatchResponse | undefined)?.batchItemFailures[0]
        : undefined;
    const done =
      ending.kind !== 'answered'
        ? 0
        : reported
          ? batch.findIndex((record) => record.dynamodb?.SequenceNumber === reported.itemIdentifier)
          : batch.length;
    reader.left = reader.left.slice(Math.max(0, done));
    reader.failures = done > 0 ? 0 : reader.failures + 1;
    reader.busy = false;
    const { faults, chance } = this.world;
    if (done > 0 && faults && chance.happens(faults.twice)) {
      const again = { Records: batch.slice(0, done) };
      this.world.later(chance.upTo(120_000), `stream of ${reader.table} again`, () => void invoke(reader.fn, again));
    }
    this.plan(reader, invoke, done > 0 ? 0 : RETRY_MS * 2 ** Math.min(6, reader.failures));
  }
}
