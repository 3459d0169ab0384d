import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { withinTime } from './deadline.ts';
import { env } from './env.ts';
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

const TRIES = 4;

let shared: DynamoDBDocumentClient | undefined;
/** The one client: connections fail in 500 ms and requests in 1.5 s, throwing; the SDK's defaults wait for ever. */
export const client = (): DynamoDBDocumentClient => {
  shared ??= DynamoDBDocumentClient.from(
    new DynamoDBClient({
      maxAttempts: TRIES,
      requestHandler: {
        connectionTimeout: env().CONNECT_MS,
        requestTimeout: env().REQUEST_MS,
        throwOnRequestTimeout: true,
      },
    }),
    { marshallOptions: { removeUndefinedValues: true } },
  );
  // It prepares every request and answer for a logger that is not set: 2 % of a purchase.
  shared.middlewareStack.remove('loggerMiddleware');
  return shared;
};

/** Forgets the client, for a process that changes the engine's address (tests). */
export const forgetClient = (): void => {
  shared?.destroy();
  shared = undefined;
};

/** The options of one call: bounded by the invocation's remaining time. @throws RetryableError when none is left */
export const inTime = (): ReturnType<typeof withinTime> => withinTime(TRIES * (env().CONNECT_MS + env().REQUEST_MS));

type Consumed = {
  CapacityUnits?: number | undefined;
  ReadCapacityUnits?: number | undefined;
  WriteCapacityUnits?: number | undefined;
};
/** Counts a call and the units that DynamoDB says it consumed. */
export const metered = (kind: 'read' | 'write', used: Consumed | Consumed[] | undefined): void => {
  const meter = scope()?.meter;
  if (!meter) return;
  meter.calls += 1;
  for (const one of Array.isArray(used) ? used : used ? [used] : []) {
    if (kind === 'read') meter.readUnits += one.CapacityUnits ?? 0;
    else meter.writeUnits += one.WriteCapacityUnits ?? one.CapacityUnits ?? 0;
  }
};

/** The attribute names that expressions mention as `#name`. */
export const namesIn = (
  ...expressions: (string | undefined)[]
): { ExpressionAttributeNames?: Record<string, string> } => {
  const names: Record<string, string> = {};
  for (const expression of expressions) {
    for (const [, name] of expression?.matchAll(/#([A-Za-z_][A-Za-z0-9_]*)/g) ?? []) if (name) names[`#${name}`] = name;
  }
  return Object.keys(names).length ? { ExpressionAttributeNames: names } : {};
};
/** The values that expressions mention as `:name`. */
export const valuesIn = (...all: (Values | undefined)[]): { ExpressionAttributeValues?: Record<string, unknown> } => {
  const values: Record<string, unknown> = {};
  for (const one of all)
    for (const [name, value] of Object.entries(one ?? {})) if (value !== undefined) values[`:${name}`] = value;
  return Object.keys(values).length ? { ExpressionAttributeValues: values } : {};
};
