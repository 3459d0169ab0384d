import { BatchGetCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { waitToRetry } from './deadline.ts';
import {
  client, type Item, inTime, type Key, metered, namesIn, type Ref, type Table, tableName, valuesIn,
} from './dynamodb.ts'; // biome-ignore format: a list
import { RetryableError } from './retryable-error.ts';

const ATTEMPTS = 8;

/** Reads one item; `consistent` sees every earlier write. */
export const get = async (ref: Ref, options: { readonly consistent?: boolean } = {}): Promise<Item | undefined> => {
  const answer = await client().send(
    new GetCommand({
      TableName: tableName(ref.table),
      Key: { pk: ref.key.pk, sk: ref.key.sk },
      ConsistentRead: options.consistent ?? false,
      ReturnConsumedCapacity: 'TOTAL',
    }),
    inTime(),
  );
  metered('read', answer.ConsumedCapacity);
  return answer.Item;
};

const id = (table: string, key: Key): string => `${table}\0${key.pk}\0${key.sk}`;

/**
 * Reads up to 100 items of any tables in one call; answers them in the order asked, `undefined` where there is none.
 * `project` names the attributes to answer beside the key, parts of them by dots; all without it.
 * @throws RetryableError when the table answers for a part only, after every try
 */
export const batchGet = async (
  refs: readonly Ref[],
  options: { readonly consistent?: boolean; readonly project?: readonly string[] } = {},
): Promise<(Item | undefined)[]> => {
  const found = new Map<string, Item>();
  const projection = options.project && ['pk', 'sk', ...options.project].map(pathOf).join(', ');
  const projected = projection ? { ProjectionExpression: projection, ...namesIn(projection) } : {};
  let asked: Record<string, { Keys: Record<string, unknown>[]; ConsistentRead?: boolean }> = {};
  const seen = new Set<string>();
  for (const { table, key } of refs) {
    const name = tableName(table);
    if (seen.has(id(name, key))) continue;
    seen.add(id(name, key));
    asked[name] ??= { Keys: [], ConsistentRead: options.consistent ?? false, ...projected };
    asked[name].Keys.push({ pk: key.pk, sk: key.sk });
  }
  for (let attempt = 1; Object.keys(asked).length > 0; attempt += 1) {
    if (attempt > 1) {
      const left = new RetryableError('batch get: unprocessed keys are left');
      if (attempt > ATTEMPTS) throw left;
      await waitToRetry(Math.random() * 20 * 2 ** attempt, left);
    }
    const command = new BatchGetCommand({ RequestItems: asked, ReturnConsumedCapacity: 'TOTAL' });
    const answer = await client().send(command, inTime());
    metered('read', answer.ConsumedCapacity);
    for (const [name, items] of Object.entries(answer.Responses ?? {})) {
      for (const item of items) found.set(id(name, item as unknown as Key), item);
    }
    asked = (answer.UnprocessedKeys ?? {}) as typeof asked;
  }
  return refs.map(({ table, key }) => found.get(id(tableName(table), key)));
};

const pathOf = (path: string): string =>
  path
    .split('.')
    .map((name) => `#${name}`)
    .join('.');

const BATCH = 100;

/** As `batchGet`, of any number of items: a hundred a call, one call after the other. */
export const batchGetAll = async (
  refs: readonly Ref[],
  options: Parameters<typeof batchGet>[1] = {},
): Promise<(Item | undefined)[]> => {
  const items: (Item | undefined)[] = [];
  for (let from = 0; from < refs.length; from += BATCH)
    items.push(...(await batchGet(refs.slice(from, from + BATCH), options)));
  return items;
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
    inTime(),
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
