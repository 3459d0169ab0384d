import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { waits, waitToRetry, withinTime } from './deadline.ts';
import { env } from './env.ts';
import { RetryableError } from './retryable-error.ts';
import { scope } from './trace.ts';

/** What reads and writes share: the client, names of tables, expressions, and the meter of consumed units. */
export interface Table {
  readonly module: string;
}

/** An attribute map, as the document client takes and gives it. */
export type Item = Record<string, unknown>;
export interface Key {
  readonly pk: string;
  readonly sk: string;
}
/** An item to read: where, and how. */
export interface Ref {
  readonly table: Table;
  readonly key: Key;
}
export type Values = Readonly<Record<string, unknown>>;

/** A module's table. It is found by name in whichever function runs. */
export const tableOf = (module: string): Table => ({ module });
export const tableName = (table: Table): string => `floodgate-${env().STAGE}-${table.module}`;
/** The key alone, of what may have more. */
export const keyOf = ({ pk, sk }: Key): Key => ({ pk, sk });

const TRIES = 4;

let shared: DynamoDBDocumentClient | undefined;
/** The one client of DynamoDB, made at the first call. */
export const client = (): DynamoDBDocumentClient => {
  shared ??= DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: TRIES, requestHandler: waits() }), {
    marshallOptions: { removeUndefinedValues: true },
  });
  // It prepares every request and answer for a logger that is not set: 2 % of a purchase.
  shared.middlewareStack.remove('loggerMiddleware');
  return shared;
};

/** Forgets the client, for a process that changes the engine's address (tests). */
export const forgetClient = (): void => {
  shared?.destroy();
  shared = undefined;
};

type Kind = 'read' | 'write';
type Consumed = { readonly CapacityUnits?: number | undefined; readonly WriteCapacityUnits?: number | undefined };
type Answer = { readonly ConsumedCapacity?: Consumed | Consumed[] | undefined };
/** A command of the document client, by what it takes and answers. */
type Command<I, A> = new (
  input: I,
) => { resolveMiddleware(...args: never): (...args: never) => Promise<{ output: A }> };

/** Counts a call and the units that DynamoDB says it consumed. */
export const metered = (kind: Kind, used: Answer['ConsumedCapacity']): void => {
  const meter = scope()?.meter;
  if (!meter) return;
  meter.calls += 1;
  for (const one of [used ?? []].flat()) {
    if (kind === 'read') meter.readUnits += one.CapacityUnits ?? 0;
    else meter.writeUnits += one.WriteCapacityUnits ?? one.CapacityUnits ?? 0;
  }
};

/** Makes a call, bounded by the invocation's time, and counts it. @throws RetryableError when no time is left */
export const execute = async <I, A extends Answer>(kind: Kind, Command: Command<I, A>, input: I): Promise<A> => {
  const longestMs = TRIES * (env().CONNECT_MS + env().REQUEST_MS);
  const command = new Command({ ...input, ReturnConsumedCapacity: 'TOTAL' });
  const answer = (await client().send(command as never, withinTime(longestMs))) as unknown as A;
  metered(kind, answer.ConsumedCapacity);
  return answer;
};

const ATTEMPTS = 8;

/**
 * Makes a batch call again for what it leaves unprocessed, with pauses that grow.
 * @param send answers what is left of the batch, by table
 * @throws RetryableError when something is left after eight calls, or no time is
 */
export const untilProcessed = async <B extends object>(batch: B, send: (left: B) => Promise<object | undefined>) => {
  let left = batch;
  for (let attempt = 1; Object.keys(left).length > 0; attempt += 1) {
    if (attempt > 1) {
      const unprocessed = new RetryableError('batch: a part is left unprocessed');
      if (attempt > ATTEMPTS) throw unprocessed;
      await waitToRetry(Math.random() * 20 * 2 ** attempt, unprocessed);
    }
    left = ((await send(left)) ?? {}) as B;
  }
};

/** The attribute names that expressions mention as `#name`. */
export const namesIn = (...expressions: (string | undefined)[]) => {
  const found = expressions.flatMap((expression) => expression?.match(/#[A-Za-z_][A-Za-z0-9_]*/g) ?? []);
  const names = Object.fromEntries(found.map((name) => [name, name.slice(1)]));
  return found.length > 0 ? { ExpressionAttributeNames: names } : {};
};
/** The values that expressions mention as `:name`; those that are undefined are left out. */
export const valuesIn = (...all: (Values | undefined)[]) => {
  const given = all.flatMap((one) => Object.entries(one ?? {})).filter(([, value]) => value !== undefined);
  const values = Object.fromEntries(given.map(([name, value]) => [`:${name}`, value]));
  return given.length > 0 ? { ExpressionAttributeValues: values } : {};
};
