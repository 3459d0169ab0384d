/**
 * The floor: the same engine calls as a recorded operation, in the same order, by the same number of workers, on
 * engines of its own, with the SDK alone around them. Ids are made anew each time, so that every condition holds.
 * It measures when its parent asks, and ends with it.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { openDataFolder } from '../../../local/engines/data-folder.ts';
import { startEngines } from '../../../local/engines/engines.ts';
import { provision } from '../../../local/engines/provision.ts';
import { environment } from '../../../local/environment.ts';
import { planOf } from '../../../local/plan.ts';
import { loadStack } from '../../../stack/load.js';
import { type Measured, measure } from './load.ts';
import type { Call } from './record.ts';

/** What a parent sends to have an operation measured. */
export interface FloorAsked {
  readonly operation: 'cart' | 'purchase';
  readonly clients: number;
  readonly seconds: number;
}
/** What was measured, and how many writes a condition refused meanwhile. */
export interface FloorAnswer extends Measured {
  readonly refused: number;
}
/** The first message to the parent, when the engines run: how many calls a purchase makes. */
export interface FloorReady {
  readonly calls: number;
}

const [folderPath = '', recording = ''] = process.argv.slice(2);
const folder = await openDataFolder(folderPath);
const engines = await startEngines(folder);
await provision(planOf(await loadStack()), engines);
Object.assign(
  process.env,
  environment({
    stage: 'local',
    api: 'http://127.0.0.1:9/api/v1',
    endpoints: engines.endpoints,
    stageKey: 'x'.repeat(32),
  }),
);
const transport = { connectionTimeout: 5000, requestTimeout: 15_000, throwOnRequestTimeout: true };
const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({ requestHandler: transport }), {
  marshallOptions: { removeUndefinedValues: true },
});
const sns = new SNSClient({ requestHandler: transport });
const sqs = new SQSClient({ useQueueUrlAsEndpoint: false, requestHandler: transport });

/** Ids that an operation makes; those of the shop (`prd_`, `var_`) stay. */
const made = /\b(?!prd_|var_)([a-z]{2,4})_([0-9A-HJKMNP-TV-Z]{26,34})\b/g;
let round = 0;

/** The calls of one round: the recorded ones under fresh ids; tickets and mailboxes get places of their own. */
const fresh = (calls: readonly Call[]): Call[] => {
  const mark = (round++)
    .toString(32)
    .toUpperCase()
    .padStart(10, '0')
    .replaceAll(/[ILOU]/g, 'Z');
  const stamp = `${process.pid}${performance.now()}`.replaceAll(/\D/g, '').slice(-6);
  return calls.map(({ name, input }) => ({
    name,
    input: JSON.parse(JSON.stringify(input), (key, value) => {
      if (key === 'ClientRequestToken') return randomUUID();
      if (typeof value === 'string')
        return value.replace(
          made,
          (_, prefix: string, rest: string) => `${prefix}_${mark}${stamp}${rest.slice(mark.length + stamp.length)}`,
        );
      if (value === null || typeof value !== 'object') return value;
      if (Array.isArray(value.set)) return new Set(value.set);
      const pk = typeof value.pk === 'string' ? value.pk : '';
      if (pk.startsWith('mailbox#')) return { ...value, pk: `${pk}-${mark}${stamp}` };
      return pk.startsWith('tick#') ? { ...value, sk: `${value.sk}-${mark}${stamp}` } : value;
    }),
  }));
};

const commands = {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
};
const send = ({ name, input }: Call): Promise<unknown> => {
  if (name === 'PublishBatchCommand') return sns.send(new PublishBatchCommand(input as never));
  if (name === 'SendMessageBatchCommand') {
    const { QueueUrl, ...rest } = input as { QueueUrl: string };
    const queue = new URL(QueueUrl).pathname.split('/').at(-1);
    return sqs.send(
      new SendMessageBatchCommand({ ...rest, QueueUrl: `${process.env['QUEUE_BASE_URL']}/${queue}` } as never),
    );
  }
  const Command = commands[name as 'GetCommand'];
  return dynamo.send(new Command(input as never));
};

let refused = 0;
const replay = (calls: readonly Call[]) => async (): Promise<void> => {
  for (const call of fresh(calls)) {
    await send(call).catch((error: Error) => {
      if (!/Conditional|TransactionCanceled/.test(error.name)) throw error;
      refused += 1;
    });
  }
};

const recorded = JSON.parse(readFileSync(recording, 'utf8')) as Record<'cart' | 'purchase', Call[]>;
const stop = async (): Promise<void> => {
  await engines.stop();
  folder.close();
  process.exit(0);
};
const answer = async ({ operation, clients, seconds }: FloorAsked): Promise<void> => {
  refused = 0;
  const measured = await measure(clients, seconds, replay(recorded[operation]));
  process.send?.({ ...measured, refused } satisfies FloorAnswer);
};
process.on('disconnect', () => void stop());
process.on('message', (asked: FloorAsked) => void answer(asked));
process.send?.({ calls: recorded.purchase.length } satisfies FloorReady);
