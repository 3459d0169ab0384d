import { randomUUID } from 'node:crypto';
import { DynamoDBClient, type TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { sleep } from './clock.ts';
import { env } from './env.ts';
import { scope } from './trace.ts';

/**
 * DynamoDB's mechanics. Every write is a value: it can be executed alone (`write`) or join a transaction (`transact`),
 * and it carries the refusal that its condition means, so the condition is the business rule and its failure has a name.
 *
 * Expressions are DynamoDB's own; `#word` stands for the attribute `word` and `:word` for `values.word`.
 */
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
type Values = Readonly<Record<string, unknown>>;
type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

export interface Write {
  readonly item: TransactItem;
  /** The error that the refused condition means; gets the item as it was found. */
  readonly refused: ((found: Item | undefined) => Error) | undefined;
}
export interface Condition {
  /** DynamoDB's condition expression. */
  readonly if?: string;
  readonly values?: Values;
  readonly refused?: (found: Item | undefined) => Error;
}

/** A condition failed and the write had no word for it. `found` is the item as it was. */
export class ConditionFailed extends Error {
  override readonly name = 'ConditionFailed';
  readonly index: number;
  readonly found: Item | undefined;
  constructor(index: number, found: Item | undefined) {
    super(`condition of write ${index} failed`);
    this.index = index;
    this.found = found;
  }
}

/** A module's table. It is found by name in whichever function runs. */
export const tableOf = (module: string): Table => ({ module });
export const tableName = (table: Table): string => `floodgate-${env().STAGE}-${table.module}`;

let shared: DynamoDBDocumentClient | undefined;
/** The one client: connections fail in 500 ms and requests in 1.5 s, throwing; the SDK's defaults wait for ever. */
export const client = (): DynamoDBDocumentClient => {
  shared ??= DynamoDBDocumentClient.from(
    new DynamoDBClient({
      maxAttempts: 4,
      requestHandler: { connectionTimeout: 500, requestTimeout: 1500, throwOnRequestTimeout: true },
    }),
    { marshallOptions: { removeUndefinedValues: true } },
  );
  return shared;
};

type Consumed = {
  CapacityUnits?: number | undefined;
  ReadCapacityUnits?: number | undefined;
  WriteCapacityUnits?: number | undefined;
};
const metered = (kind: 'read' | 'write', used: Consumed | Consumed[] | undefined): void => {
  const meter = scope()?.meter;
  if (!meter) return;
  meter.calls += 1;
  for (const one of Array.isArray(used) ? used : used ? [used] : []) {
    if (kind === 'read') meter.readUnits += one.CapacityUnits ?? 0;
    else meter.writeUnits += one.WriteCapacityUnits ?? one.CapacityUnits ?? 0;
  }
};

const namesIn = (...expressions: (string | undefined)[]): { ExpressionAttributeNames?: Record<string, string> } => {
  const names: Record<string, string> = {};
  for (const expression of expressions) {
    for (const [, name] of expression?.matchAll(/#([A-Za-z_][A-Za-z0-9_]*)/g) ?? []) if (name) names[`#${name}`] = name;
  }
  return Object.keys(names).length ? { ExpressionAttributeNames: names } : {};
};
const valuesIn = (...all: (Values | undefined)[]): { ExpressionAttributeValues?: Record<string, unknown> } => {
  const values: Record<string, unknown> = {};
  for (const one of all)
    for (const [name, value] of Object.entries(one ?? {})) if (value !== undefined) values[`:${name}`] = value;
  return Object.keys(values).length ? { ExpressionAttributeValues: values } : {};
};
const conditioned = (condition: Condition) => ({
  ...(condition.if === undefined ? {} : { ConditionExpression: condition.if }),
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
});

/** Puts an item whole. */
export const put = (table: Table, item: Item & Key, condition: Condition = {}): Write => ({
  item: {
    Put: {
      TableName: tableName(table),
      Item: item,
      ...conditioned(condition),
      ...namesIn(condition.if),
      ...valuesIn(condition.values),
    },
  },
  refused: condition.refused,
});

/** Puts an item that must not be there yet: creation is conditional, always. */
export const putNew = (table: Table, item: Item & Key, refused?: (found: Item | undefined) => Error): Write =>
  put(table, item, { if: 'attribute_not_exists(pk)', ...(refused ? { refused } : {}) });

/** Updates one item by DynamoDB's update expression. */
export const update = (
  table: Table,
  key: Key,
  expression: string,
  values: Values,
  condition: Condition = {},
): Write => ({
  item: {
    Update: {
      TableName: tableName(table),
      Key: { pk: key.pk, sk: key.sk },
      UpdateExpression: expression,
      ...conditioned(condition),
      ...namesIn(expression, condition.if),
      ...valuesIn(values, condition.values),
    },
  },
  refused: condition.refused,
});

/** Deletes one item. */
export const remove = (table: Table, key: Key, condition: Condition = {}): Write => ({
  item: {
    Delete: {
      TableName: tableName(table),
      Key: { pk: key.pk, sk: key.sk },
      ...conditioned(condition),
      ...namesIn(condition.if),
      ...valuesIn(condition.values),
    },
  },
  refused: condition.refused,
});

/** Refuses the transaction unless the item fulfils a condition; changes nothing. */
export const check = (table: Table, key: Key, condition: Condition & { readonly if: string }): Write => ({
  item: {
    ConditionCheck: {
      TableName: tableName(table),
      Key: { pk: key.pk, sk: key.sk },
      ConditionExpression: condition.if,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ...namesIn(condition.if),
      ...valuesIn(condition.values),
    },
  },
  refused: condition.refused,
});

const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

/**
 * Executes one write. Answers the new attributes of an update, the old ones of a delete.
 * @throws what `refused` gives, or ConditionFailed, when the condition does not hold
 */
export const write = async (one: Write): Promise<Item | undefined> => {
  const { Put, Update, Delete } = one.item;
  const asked = { ReturnConsumedCapacity: 'TOTAL' } as const;
  try {
    const answer = Put
      ? await client().send(new PutCommand({ ...Put, ...asked }))
      : Update
        ? await client().send(new UpdateCommand({ ...Update, ...asked, ReturnValues: 'ALL_NEW' }))
        : Delete
          ? await client().send(new DeleteCommand({ ...Delete, ...asked, ReturnValues: 'ALL_OLD' }))
          : undefined;
    metered('write', answer?.ConsumedCapacity);
    return answer?.Attributes;
  } catch (error) {
    if (!isNamed(error, 'ConditionalCheckFailedException')) throw error;
    metered('write', { CapacityUnits: 1 });
    const found = plain((error as { Item?: Item }).Item);
    throw one.refused?.(found) ?? new ConditionFailed(0, found);
  }
};

/** Executes a write whose refusal is no error: answers whether it took place. */
export const writeIf = async (one: Write): Promise<boolean> => {
  try {
    await write({ ...one, refused: undefined });
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
};

const retryable = new Set(['None', 'TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);
const ATTEMPTS = 8;

/**
 * Executes up to 100 writes, all or none. Tried again only if every reason is a conflict or a throttle, with the same
 * token and the same bytes; any other reason is mapped, by its index, to the refusal that it means.
 * @param token idempotency token (10 minutes); the same token with the same writes takes effect once
 * @throws the refusal of the first write whose condition did not hold
 */
export const transact = async (writes: readonly Write[], token: string = randomUUID()): Promise<void> => {
  const command = {
    TransactItems: writes.map((one) => one.item),
    ClientRequestToken: token,
    ReturnConsumedCapacity: 'TOTAL' as const,
  };
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await client().send(new TransactWriteCommand(command));
      metered('write', answer.ConsumedCapacity);
      return;
    } catch (error) {
      if (!isNamed(error, 'TransactionCanceledException')) throw error;
      metered('write', []);
      const reasons = (error as TransactionCanceledException).CancellationReasons ?? [];
      const index = reasons.findIndex((reason) => reason.Code === 'ConditionalCheckFailed');
      if (index >= 0) {
        const found = plain(reasons[index]?.Item as Item | undefined);
        throw writes[index]?.refused?.(found) ?? new ConditionFailed(index, found);
      }
      if (attempt >= ATTEMPTS || !reasons.every((reason) => retryable.has(reason.Code ?? ''))) throw error;
      await sleep(Math.random() * Math.min(1000, 20 * 2 ** attempt));
    }
  }
};

/** As `transact`; answers whether it took place, when a refused condition is no error. */
export const transactIf = async (writes: readonly Write[], token?: string): Promise<boolean> => {
  try {
    await transact(
      writes.map((one) => ({ ...one, refused: undefined })),
      token,
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
};

/** The document client leaves the items of errors in the wire's form; an empty one is none. */
const plain = (item: Item | undefined): Item | undefined =>
  item && Object.keys(item).length ? unmarshall(item as Parameters<typeof unmarshall>[0]) : undefined;

/** Reads one item; `consistent` sees every earlier write. */
export const get = async (ref: Ref, options: { readonly consistent?: boolean } = {}): Promise<Item | undefined> => {
  const answer = await client().send(
    new GetCommand({
      TableName: tableName(ref.table),
      Key: { pk: ref.key.pk, sk: ref.key.sk },
      ConsistentRead: options.consistent ?? false,
      ReturnConsumedCapacity: 'TOTAL',
    }),
  );
  metered('read', answer.ConsumedCapacity);
  return answer.Item;
};

const id = (table: string, key: Key): string => `${table}\0${key.pk}\0${key.sk}`;

/** Reads up to 100 items of any tables in one call; answers them in the order asked, `undefined` where there is none. */
export const batchGet = async (
  refs: readonly Ref[],
  options: { readonly consistent?: boolean } = {},
): Promise<(Item | undefined)[]> => {
  const found = new Map<string, Item>();
  let asked: Record<string, { Keys: Record<string, unknown>[]; ConsistentRead?: boolean }> = {};
  const seen = new Set<string>();
  for (const { table, key } of refs) {
    const name = tableName(table);
    if (seen.has(id(name, key))) continue;
    seen.add(id(name, key));
    asked[name] ??= { Keys: [], ConsistentRead: options.consistent ?? false };
    asked[name].Keys.push({ pk: key.pk, sk: key.sk });
  }
  for (let attempt = 1; Object.keys(asked).length > 0; attempt += 1) {
    if (attempt > ATTEMPTS) throw new Error('batch get: unprocessed keys are left');
    if (attempt > 1) await sleep(Math.random() * 20 * 2 ** attempt);
    const answer = await client().send(new BatchGetCommand({ RequestItems: asked, ReturnConsumedCapacity: 'TOTAL' }));
    metered('read', answer.ConsumedCapacity);
    for (const [name, items] of Object.entries(answer.Responses ?? {})) {
      for (const item of items) found.set(id(name, item as unknown as Key), item);
    }
    asked = (answer.UnprocessedKeys ?? {}) as typeof asked;
  }
  return refs.map(({ table, key }) => found.get(id(tableName(table), key)));
};

export interface Query {
  readonly pk: string;
  /** At most one of these narrows the sort key; with none the whole partition is read. */
  readonly begins?: string;
  readonly between?: readonly [string, string];
  readonly index?: 'gsi1';
  readonly limit: number;
  readonly newestFirst?: boolean;
  /** The last key of the page before. */
  readonly after?: Item | undefined;
  readonly consistent?: boolean;
  /** Attributes to answer; all without it. */
  readonly project?: readonly string[];
}

/** One page of a partition: at most `limit` items, and the key to go on after, when there may be more. */
export const query = async (table: Table, asked: Query): Promise<{ items: Item[]; last: Item | undefined }> => {
  const [pk, sk] = asked.index ? [`${asked.index}pk`, `${asked.index}sk`] : ['pk', 'sk'];
  const narrowed =
    asked.begins !== undefined
      ? ` AND begins_with(#${sk}, :from)`
      : asked.between
        ? ` AND #${sk} BETWEEN :from AND :to`
        : '';
  const condition = `#${pk} = :pk${narrowed}`;
  const projection = asked.project?.map((name) => `#${name}`).join(', ');
  const answer = await client().send(
    new QueryCommand({
      TableName: tableName(table),
      ...(asked.index ? { IndexName: asked.index } : {}),
      KeyConditionExpression: condition,
      ...(projection ? { ProjectionExpression: projection } : {}),
      ...namesIn(condition, projection),
      ...valuesIn({ pk: asked.pk, from: asked.begins ?? asked.between?.[0], to: asked.between?.[1] }),
      Limit: asked.limit,
      ScanIndexForward: !asked.newestFirst,
      ConsistentRead: asked.consistent ?? false,
      ReturnConsumedCapacity: 'TOTAL',
      ...(asked.after ? { ExclusiveStartKey: asked.after } : {}),
    }),
  );
  metered('read', answer.ConsumedCapacity);
  return { items: answer.Items ?? [], last: answer.LastEvaluatedKey };
};

/** Reads a partition page by page up to `limit` items; throws when there are more, so that no list is cut silently. */
export const queryAll = async (table: Table, asked: Query): Promise<Item[]> => {
  const items: Item[] = [];
  let after: Item | undefined = asked.after;
  do {
    const page = await query(table, { ...asked, limit: asked.limit - items.length + 1, after });
    items.push(...page.items);
    after = page.last;
    if (items.length > asked.limit) throw new Error(`query: more than ${asked.limit} items under one key`);
  } while (after);
  return items;
};
