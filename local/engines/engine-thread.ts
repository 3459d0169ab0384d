/** The thread of SNS, SQS, S3 and the mailbox: beside the handlers, not between them. */
import { existsSync } from 'node:fs';
import { Server } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { startFauxqs } from 'fauxqs';
import { startMailbox } from './mailbox.ts';
import { openStreamLog, type StreamLog } from './stream-log.ts';

export interface ThreadInput {
  readonly folder: string;
  readonly queuePort: number;
  readonly mailPort: number;
}
export type Setup = Parameters<Awaited<ReturnType<typeof startFauxqs>>['setup']>[0];
export type SetupResult = ReturnType<Awaited<ReturnType<typeof startFauxqs>>['setup']>;
export type Command =
  | { readonly op: 'setup'; readonly config: Setup }
  | { readonly op: 'stream-log'; readonly file: string }
  | { readonly op: 'prune'; readonly table: string; readonly before: string }
  | { readonly op: 'stop' };

interface Persistence {
  prototype: { db: DatabaseSync; prepareStatements(): unknown; updateMessageReady(id: string): void };
}

/** Engines listen on this machine's own address only; fauxqs would take every one. */
const listen = Server.prototype.listen as (this: Server, ...args: unknown[]) => Server;
Server.prototype.listen = function (this: Server, options: unknown, ...rest: unknown[]): Server {
  const bound = typeof options === 'object' ? { ...options, host: '127.0.0.1' } : options;
  return listen.call(this, bound, ...rest);
} as typeof Server.prototype.listen;

/** Two faults of the persistence of fauxqs: an fsync per message, and a refused write when a message is made visible. */
const repair = async (): Promise<void> => {
  const file = new URL('persistence.js', import.meta.resolve('fauxqs')).href;
  const { prototype } = ((await import(file)) as { PersistenceManager: Persistence }).PersistenceManager;
  const prepare = prototype.prepareStatements;
  prototype.prepareStatements = function () {
    this.db.exec('PRAGMA synchronous = NORMAL');
    return prepare.call(this);
  };
  prototype.updateMessageReady = function (id) {
    this.db
      .prepare('UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?')
      .run(id);
  };
};

/** Messages that were in the hands of the process that is gone are visible again at once; their receives still count. */
const release = (folder: string): void => {
  const file = join(folder, 'fauxqs.db');
  if (!existsSync(file)) return;
  const db = new DatabaseSync(file);
  db.exec('UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL');
  db.close();
};

const { folder, queuePort, mailPort } = workerData as ThreadInput;
let log: StreamLog | undefined;

try {
  release(folder);
  await repair();
  const queues = await startFauxqs({
    port: queuePort,
    dataDir: folder,
    s3StorageDir: join(folder, 's3'),
    logger: false,
  });
  const mailbox = await startMailbox(join(folder, 'mailbox.jsonl'), mailPort);

  const run = async (command: Command): Promise<unknown> => {
    switch (command.op) {
      case 'setup':
        return queues.setup(command.config);
      case 'stream-log':
        log = openStreamLog(command.file);
        return undefined;
      case 'prune':
        return log?.prune(command.table, command.before) ?? 0;
      case 'stop':
        log?.close();
        mailbox.stop();
        await queues.stop();
        return undefined;
    }
  };

  parentPort?.on('message', ({ id, command }: { id: number; command: Command }) => {
    run(command).then(
      (result) => parentPort?.postMessage({ id, result }),
      (error: unknown) =>
        parentPort?.postMessage({ id, error: error instanceof Error ? error.message : String(error) }),
    );
  });
  parentPort?.postMessage({ id: 0, result: { queuePort: queues.port, mailPort: mailbox.port } });
} catch (error) {
  parentPort?.postMessage({ id: 0, error: error instanceof Error ? error.message : String(error) });
}
