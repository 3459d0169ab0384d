import { Worker } from 'node:worker_threads';
import type { Endpoints } from '../environment.ts';
import type { DataFolder } from './data-folder.ts';
import { startDynamodb } from './dynamodb.ts';
import type { Command, Setup, SetupResult, ThreadInput } from './engine-thread.ts';
import { freePort, StartError } from './ports.ts';

export interface Engines {
  readonly endpoints: Endpoints;
  /** True when DynamoDB is not ours, and so keeps what earlier runs wrote. */
  readonly foreignTables: boolean;
  /** Creates what does not exist yet of queues, topics, subscriptions and buckets. */
  setup(config: Setup): Promise<SetupResult>;
  /** Forgets stream records that every consumer has behind it; returns how many. */
  prune(table: string, before: string): Promise<number>;
  stop(): Promise<void>;
}

export interface Ports {
  readonly dynamodb?: number;
  readonly queues?: number;
  readonly mail?: number;
}

/** Talks to the engines' thread: one promise per command. */
const talk = (worker: Worker) => {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let last = 0;
  const fail = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('message', ({ id, result, error }: { id: number; result?: unknown; error?: string }) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) call?.resolve(result);
    else call?.reject(new Error(error));
  });
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('the thread of the engines has ended')));
  const answer = (id: number) =>
    new Promise<unknown>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
    });
  return {
    started: answer(0) as Promise<{ queuePort: number; mailPort: number }>,
    run: (command: Command) => {
      const done = answer(++last);
      worker.postMessage({ id: last, command });
      return done;
    },
  };
};

/** Starts DynamoDB, SNS, SQS, S3 and SES on a data folder, all on 127.0.0.1. */
export const startEngines = async (folder: DataFolder, ports: Ports = {}): Promise<Engines> => {
  const workerData: ThreadInput = {
    folder: folder.path,
    queuePort: ports.queues ? await freePort(ports.queues, 'SNS, SQS and S3') : 0,
    mailPort: ports.mail ? await freePort(ports.mail, 'the mailbox') : 0,
  };
  const worker = new Worker(new URL('./engine-thread.ts', import.meta.url), { workerData, execArgv: [] });
  const thread = talk(worker);
  const [queues, tables] = await Promise.allSettled([thread.started, startDynamodb(folder, ports.dynamodb)]);
  if (queues.status === 'rejected' || tables.status === 'rejected') {
    await worker.terminate();
    if (tables.status === 'fulfilled') await tables.value.stop();
    else if (tables.reason instanceof StartError) throw tables.reason;
    const reason = (queues.status === 'rejected' ? queues.reason : (tables as PromiseRejectedResult).reason) as Error;
    const corrupt = /not a (valid SQLite )?database|malformed|in JSON/i.test(reason.message);
    const what = corrupt ? `The data folder ${folder.path} is corrupt` : `The engines did not start on ${folder.path}`;
    throw new StartError(`${what}: ${reason.message}`);
  }
  const dynamodb = tables.value;
  if (dynamodb.file) await thread.run({ op: 'stream-log', file: dynamodb.file });
  const queueUrl = `http://127.0.0.1:${queues.value.queuePort}`;
  return {
    endpoints: {
      dynamodb: dynamodb.endpoint,
      sns: queueUrl,
      sqs: queueUrl,
      s3: queueUrl,
      ses: `http://127.0.0.1:${queues.value.mailPort}`,
    },
    foreignTables: dynamodb.file === undefined,
    setup: async (config) => (await thread.run({ op: 'setup', config })) as SetupResult,
    prune: async (table, before) =>
      dynamodb.file ? ((await thread.run({ op: 'prune', table, before })) as number) : 0,
    async stop() {
      await thread.run({ op: 'stop' });
      await worker.terminate();
      await dynamodb.stop();
    },
  };
};
