import { randomUUID } from 'node:crypto';
import type { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand, PutCommand, TransactWriteCommand, type TransactWriteCommandInput, UpdateCommand,
} from '@aws-sdk/lib-dynamodb'; // biome-ignore format: a list
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { waitToRetry } from './deadline.ts';
import {
  execute, type Item, type Key, keyOf, metered, namesIn, type Table, tableName, type Values, valuesIn,
} from './dynamodb.ts'; // biome-ignore format: a list
import { isOverload } from './retryable-error.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/**
 * Every write is a value: it can be executed alone (`write`) or join a transaction (`transact`),
 * and it carries the refusal that its condition means, so the condition is the business rule and its failure has a name.
 *
 * Expressions are DynamoDB's own; `#word` stands for the attribute `word` and `:word` for `values.word`.
 */
export interface Write {
  readonly item: TransactItem;
  /** The error that the refused condition means; gets the item as it was found. */
  readonly refused: ((found: Item | undefined) => Error) | undefined;
}
export interface Condition {
  /** DynamoDB's condition expression. */
  readonly if?: string;
  readonly values?: Values;
  readonly refused?: ((found: Item | undefined) => Error) | undefined;
}

/** A condition failed and the write had no word for it. `found` is the item as it was. */
export class ConditionFailed extends Error {
  override readonly name = 'ConditionFailed';
  readonly index: number;
  readonly found: Item | undefined;
  /** How often the request was sent: above one, an earlier try may have taken effect with its answer lost. */
  readonly attempts: number;
  constructor(index: number, found: Item | undefined, attempts = 1) {
    super(`condition of write ${index} failed`);
    this.index = index;
    this.found = found;
    this.attempts = attempts;
  }
}

/** What every write of a transaction has: its table, its condition, and what expressions name. */
const parts = (table: Table, condition: Condition, expression?: string, values?: Values) => ({
  TableName: tableName(table),
  ...(condition.if === undefined ? {} : { ConditionExpression: condition.if }),
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  ...namesIn(expression, condition.if),
  ...valuesIn(values, condition.values),
});

const writeOf = (item: TransactItem, { refused }: Condition): Write => ({ item, refused });

/** Puts an item whole. */
export const put = (table: Table, item: Item & Key, condition: Condition = {}): Write =>
  writeOf({ Put: { Item: item, ...parts(table, condition) } }, condition);

/** Puts an item that must not be there yet: creation is conditional, always. */
export const putNew = (table: Table, item: Item & Key, refused?: Condition['refused']): Write =>
  put(table, item, { if: 'attribute_not_exists(pk)', refused });

/** Updates one item by DynamoDB's update expression. */
export const update = (
  table: Table,
  key: Key,
  expression: string,
  values: Values,
  condition: Condition = {},
): Write => {
  const named = parts(table, condition, expression, values);
  return writeOf({ Update: { Key: keyOf(key), UpdateExpression: expression, ...named } }, condition);
};

/** Deletes one item. */
export const remove = (table: Table, key: Key, condition: Condition = {}): Write =>
  writeOf({ Delete: { Key: keyOf(key), ...parts(table, condition) } }, condition);

/** Refuses the transaction unless the item fulfils a condition; changes nothing. */
export const check = (table: Table, key: Key, condition: Condition & { readonly if: string }): Write =>
  writeOf(
    { ConditionCheck: { Key: keyOf(key), ...parts(table, condition), ConditionExpression: condition.if } },
    condition,
  );

const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

const ATTEMPTS = 8;
const pause = (attempt: number, error: unknown): Promise<void> =>
  waitToRetry(Math.random() * Math.min(1000, 20 * 2 ** attempt), error);

/**
 * Executes one write. Answers the new attributes of an update, the old ones of a delete. One that meets an ongoing
 * transaction is tried again: DynamoDB refuses it (`TransactionConflictException`), and the SDK does not repeat it.
 * Tries end with the invocation's time.
 * @throws what `refused` gives, or ConditionFailed, when the condition does not hold
 */
export const write = async (one: Write): Promise<Item | undefined> => {
  // Of all tries before: those that are not known to have been refused.
  let unknown = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await executeAlone(one.item)).Attributes;
    } catch (error) {
      const { attempts = 1 } = (error as Partial<ConditionalCheckFailedException>).$metadata ?? {};
      if (isNamed(error, 'TransactionConflictException') && attempt < ATTEMPTS) {
        metered('write', []);
        unknown += attempts - 1;
        await pause(attempt, error);
        continue;
      }
      if (!isNamed(error, 'ConditionalCheckFailedException')) throw error;
      metered('write', { CapacityUnits: 1 });
      const found = plain((error as { Item?: Item }).Item);
      throw one.refused?.(found) ?? new ConditionFailed(0, found, unknown + attempts);
    }
  }
};

const executeAlone = ({ Put, Update, Delete }: TransactItem): Promise<{ Attributes?: Item | undefined }> => {
  if (Put) return execute('write', PutCommand, Put);
  if (Update) return execute('write', UpdateCommand, { ...Update, ReturnValues: 'ALL_NEW' });
  if (Delete) return execute('write', DeleteCommand, { ...Delete, ReturnValues: 'ALL_OLD' });
  throw new Error('write: a check is for transactions');
};

/** Executes a write whose refusal is no error: answers whether it took place. */
export const writeIf = (one: Write): Promise<boolean> => tookPlace(write(bare(one)));

/**
 * Executes up to 100 writes, all or none. Tried again only if every reason is a conflict or a throttle, with the same
 * token and the same bytes; any other reason is mapped, by its index, to the refusal that it means.
 * @param token idempotency token (10 minutes); the same token with the same writes takes effect once
 * @throws the refusal of the first write whose condition did not hold
 */
export const transact = async (writes: readonly Write[], token: string = randomUUID()): Promise<void> => {
  const input = { TransactItems: writes.map((one) => one.item), ClientRequestToken: token };
  for (let attempt = 1; ; attempt += 1) {
    try {
      await execute('write', TransactWriteCommand, input);
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
      if (attempt >= ATTEMPTS || !isOverload(error)) throw error;
      await pause(attempt, error);
    }
  }
};

/** As `transact`; answers whether it took place, when a refused condition is no error. */
export const transactIf = (writes: readonly Write[], token?: string): Promise<boolean> =>
  tookPlace(transact(writes.map(bare), token));

const bare = (one: Write): Write => ({ ...one, refused: undefined });
const tookPlace = async (executed: Promise<unknown>): Promise<boolean> => {
  try {
    await executed;
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
};

/** The document client leaves the items of errors in the wire's form; an empty one is none. */
const plain = (item: Item | undefined): Item | undefined =>
  item && Object.keys(item).length ? unmarshall(item as Parameters<typeof unmarshall>[0]) : undefined;
