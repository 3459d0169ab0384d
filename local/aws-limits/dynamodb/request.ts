import type { Attributes, AttributeValue } from './item-size.ts';
import type { Unit } from './throughput.ts';

/** A request's body, as far as the limits look into it. */
export interface Body {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly Key?: Attributes;
  readonly Item?: Attributes;
  readonly KeyConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Attributes;
  readonly ConsistentRead?: boolean;
  readonly ReturnConsumedCapacity?: 'NONE' | 'TOTAL' | 'INDEXES';
  readonly ClientRequestToken?: string;
  readonly TransactItems?: readonly Readonly<Record<string, Body>>[];
  readonly RequestItems?: RequestItems;
}
export type BatchEntry = Readonly<Record<string, { readonly Item?: Attributes; readonly Key?: Attributes }>>;
export type Gets = { readonly Keys: readonly Attributes[]; readonly ConsistentRead?: boolean };
export type RequestItems = Readonly<Record<string, readonly BatchEntry[] | Gets>>;

/** One place that a request goes to. */
export interface Touch {
  readonly table: string;
  /** The table (and index) with the partition key's value: what the throughput belongs to. */
  readonly partition: string;
  /** The item within all tables: what conflicts are about. Nothing for a query. */
  readonly item?: string;
  readonly key?: Attributes;
  /** What a put writes. */
  readonly put?: Attributes;
  readonly consistent: boolean;
}

export interface Request {
  readonly form: 'single' | 'batch' | 'transaction';
  readonly unit: Unit;
  readonly touches: readonly Touch[];
}

/** All tables of the stack name their keys so (see provision.ts), and an index adds its own name in front. */
const PARTITION = 'pk';
const SORT = 'sk';

const scalar = (value: AttributeValue | undefined): string => String(Object.values(value ?? {})[0] ?? '');

const touch = (table: string, key: Attributes, more: { put?: Attributes; consistent?: boolean } = {}): Touch => {
  const partition = `${table} ${scalar(key[PARTITION])}`;
  const { put, consistent = false } = more;
  return { table, partition, item: `${partition}\0${scalar(key[SORT])}`, key, consistent, ...(put && { put }) };
};

const writeTouch = (table: string, { Key, Item = {} }: { Key?: Attributes; Item?: Attributes }): Touch =>
  Key ? touch(table, Key) : touch(table, Item, { put: Item });

/** The partition that a query reads: of its index, or of the table. */
const queryTouch = (body: Body): Touch | undefined => {
  const { TableName: table = '', IndexName: index, KeyConditionExpression: condition = '' } = body;
  const wanted = `${index ?? ''}${PARTITION}`;
  for (const [, name = '', value = ''] of condition.matchAll(/(#?\w+)\s*=\s*(:\w+)/g)) {
    if ((body.ExpressionAttributeNames?.[name] ?? name) !== wanted) continue;
    const partition = `${table}${index ? `/${index}` : ''} ${scalar(body.ExpressionAttributeValues?.[value])}`;
    return { table, partition, consistent: body.ConsistentRead === true };
  }
  return undefined;
};

const transactTouch = (action: Readonly<Record<string, Body>>): Touch => {
  const one = Object.values(action)[0] ?? {};
  return writeTouch(one.TableName ?? '', one);
};

const batchTouches = (items: RequestItems): Touch[] =>
  Object.entries(items).flatMap(([table, asked]) =>
    'Keys' in asked
      ? asked.Keys.map((key) => touch(table, key, { consistent: asked.ConsistentRead === true }))
      : asked.map((entry) => writeTouch(table, Object.values(entry)[0] ?? {})),
  );

/**
 * What a call of DynamoDB's API touches; nothing for what has no limit here: tables, streams, scans (they have no key,
 * and no handler makes them) and PartiQL.
 * @param action its name without the protocol's version: `PutItem`
 */
export const requestOf = (action: string, body: Body): Request | undefined => {
  const { TableName: table = '', ConsistentRead: consistent = false } = body;
  switch (action) {
    case 'GetItem':
      return { form: 'single', unit: 'read', touches: [touch(table, body.Key ?? {}, { consistent })] };
    case 'Query': {
      const queried = queryTouch(body);
      return queried && { form: 'single', unit: 'read', touches: [queried] };
    }
    case 'PutItem':
    case 'UpdateItem':
    case 'DeleteItem':
      return { form: 'single', unit: 'write', touches: [writeTouch(table, body)] };
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return {
        form: 'batch',
        unit: action === 'BatchGetItem' ? 'read' : 'write',
        touches: batchTouches(body.RequestItems ?? {}),
      };
    case 'TransactGetItems':
    case 'TransactWriteItems':
      return {
        form: 'transaction',
        unit: action === 'TransactGetItems' ? 'read' : 'write',
        touches: (body.TransactItems ?? []).map(transactTouch),
      };
    default:
      return undefined;
  }
};
