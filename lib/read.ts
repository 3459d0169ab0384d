import { BatchGetCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import {
  execute, type Item, type Key, keyOf, namesIn, type Ref, type Table, tableName, untilProcessed, valuesIn,
} from './dynamodb.ts'; // biome-ignore format: a list

/** Reads one item; `consistent` sees every earlier write. */
export const get = async ({ table, key }: Ref, { consistent = false } = {}): Promise<Item | undefined> => {
  const input = { TableName: tableName(table), Key: keyOf(key), ConsistentRead: consistent };
  return (await execute('read', GetCommand, input)).Item;
};

const BATCH = 100;
const id = (table: string, { pk, sk }: Key): string => `${table}\0${pk}\0${sk}`;

/**
 * Reads items of any tables, a hundred a call, one call after the other; answers them in the order asked, `undefined`
 * where there is none. `project` names the attributes to answer beside the key, parts of them by dots; all without it.
 * @throws RetryableError when a table answers for a part only, after every try
 */
export const batchGet = async (
  refs: readonly Ref[],
  options: { readonly consistent?: boolean; readonly project?: readonly string[] } = {},
): Promise<(Item | undefined)[]> => {
  const projection = options.project && ['pk', 'sk', ...options.project].map(pathOf).join(', ');
  const how = {
    ConsistentRead: options.consistent ?? false,
    ...(projection ? { ProjectionExpression: projection, ...namesIn(projection) } : {}),
  };
  const idOf = ({ table, key }: Ref): string => id(tableName(table), key);
  const found = new Map<string, Item>();
  const asked = [...new Map(refs.map((ref) => [idOf(ref), ref])).values()];
  for (let from = 0; from < asked.length; from += BATCH) {
    const tables = Map.groupBy(asked.slice(from, from + BATCH), ({ table }) => tableName(table));
    const requests = Array.from(tables, ([name, some]) => [name, { Keys: some.map(({ key }) => keyOf(key)), ...how }]);
    await untilProcessed(Object.fromEntries(requests), async (RequestItems) => {
      const { Responses = {}, UnprocessedKeys } = await execute('read', BatchGetCommand, { RequestItems });
      for (const [name, items] of Object.entries(Responses))
        for (const item of items) found.set(id(name, item as unknown as Key), item);
      return UnprocessedKeys;
    });
  }
  return refs.map((ref) => found.get(idOf(ref)));
};

const pathOf = (path: string): string => path.replace(/[^.]+/g, '#$&');

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
  const { index, begins, between, project, after } = asked;
  const [pk, sk] = index ? [`${index}pk`, `${index}sk`] : ['pk', 'sk'];
  const start = begins === undefined ? '' : ` AND begins_with(#${sk}, :from)`;
  const narrowed = between ? ` AND #${sk} BETWEEN :from AND :to` : start;
  const condition = `#${pk} = :pk${narrowed}`;
  const projection = project?.map(pathOf).join(', ');
  const answer = await execute('read', QueryCommand, {
    TableName: tableName(table),
    ...(index ? { IndexName: index } : {}),
    KeyConditionExpression: condition,
    ...(projection ? { ProjectionExpression: projection } : {}),
    ...namesIn(condition, projection),
    ...valuesIn({ pk: asked.pk, from: begins ?? between?.[0], to: between?.[1] }),
    Limit: asked.limit,
    ScanIndexForward: !asked.newestFirst,
    ConsistentRead: asked.consistent ?? false,
    ...(after ? { ExclusiveStartKey: after } : {}),
  });
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
