import { expect, test } from 'vitest';
import { splitBatch } from './batch.ts';
import { consumedBy, leastOf } from './consumption.ts';
import { type Body, type Request, requestOf } from './request.ts';

const key = (pk: string, sk = 'x') => ({ pk: { S: pk }, sk: { S: sk } });
const asked = (action: string, body: Body): Request => {
  const request = requestOf(action, body);
  if (!request) throw new Error('nothing is limited');
  return request;
};
const partitions = (request: Request): string[] => request.touches.map(({ partition }) => partition);

test('what a call touches is its table with the value of the partition key', () => {
  expect(asked('UpdateItem', { TableName: 'stock', Key: key('a') })).toMatchObject({
    form: 'single',
    unit: 'write',
    touches: [{ partition: 'stock a', item: 'stock a\0x' }],
  });
  expect(partitions(asked('PutItem', { TableName: 'stock', Item: key('b') }))).toEqual(['stock b']);
});

test('a query is on the partition that its condition names, of the table or of the index', () => {
  const values = { ':pk': { S: 'a' }, ':from': { S: 'b' } };
  const query = { TableName: 'stock', ExpressionAttributeValues: values };
  expect(partitions(asked('Query', { ...query, KeyConditionExpression: 'sk > :from AND pk = :pk' }))).toEqual([
    'stock a',
  ]);
  const names = { '#gsi1pk': 'gsi1pk', '#gsi1sk': 'gsi1sk' };
  const condition = '#gsi1pk = :pk AND begins_with(#gsi1sk, :from)';
  const indexed = { ...query, IndexName: 'gsi1', KeyConditionExpression: condition, ExpressionAttributeNames: names };
  expect(partitions(asked('Query', indexed))).toEqual(['stock/gsi1 a']);
});

test('scans, tables and streams have no limit here', () => {
  for (const action of ['Scan', 'DescribeTable', 'CreateTable', 'ListTables']) {
    expect(requestOf(action, { TableName: 'stock' })).toBeUndefined();
  }
});

const transaction = asked('TransactWriteItems', {
  TransactItems: [
    { Put: { TableName: 'orders', Item: { ...key('o'), text: { S: 'x'.repeat(1500) } } } },
    { Update: { TableName: 'stock', Key: key('a') } },
    { ConditionCheck: { TableName: 'stock', Key: key('b') } },
    { Put: { TableName: 'stock', Item: key('c') } },
  ],
});
const used = (TableName: string, CapacityUnits: number) => ({ TableName, CapacityUnits, Table: { CapacityUnits } });

test('a transaction consumes two units an item and KB; what only the engine knows is on the updated items', () => {
  expect(consumedBy(transaction, { ConsumedCapacity: [used('orders', 4), used('stock', 6)] })).toEqual([4, 2, 2, 2]);
  expect(consumedBy(transaction, { ConsumedCapacity: [used('orders', 4), used('stock', 14)] })).toEqual([4, 6, 6, 2]);
});

test('what an item costs at least is known before it is sent', () => {
  const least = (action: string, body: Body) =>
    asked(action, body).touches.map((one) => leastOf(asked(action, body), one));
  expect(least('UpdateItem', { TableName: 'stock', Key: key('a') })).toEqual([1]);
  expect(least('GetItem', { TableName: 'stock', Key: key('a') })).toEqual([0.5]);
  expect(least('GetItem', { TableName: 'stock', Key: key('a'), ConsistentRead: true })).toEqual([1]);
  expect(transaction.touches.map((one) => leastOf(transaction, one))).toEqual([2, 2, 2, 2]);
});

test('the first half of a transaction that a condition cancelled is consumed; one that met another is free', () => {
  const cancelled = (Code: string) => ({
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    CancellationReasons: [{ Code: 'None' }, { Code }, { Code: 'None' }, { Code: 'None' }],
  });
  expect(consumedBy(transaction, cancelled('ConditionalCheckFailed'))).toEqual([2, 1, 1, 1]);
  expect(consumedBy(transaction, cancelled('TransactionConflict'))).toEqual([0, 0, 0, 0]);
});

test('a write that its condition refused consumes the size of what it met', () => {
  const update = asked('UpdateItem', { TableName: 'stock', Key: key('a') });
  const __type = 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException';
  expect(consumedBy(update, { __type })).toEqual([1]);
  expect(consumedBy(update, { __type, Item: { ...key('a'), text: { S: 'x'.repeat(2048) } } })).toEqual([3]);
  expect(consumedBy(update, { __type: 'com.amazon.coral.validate#ValidationException' })).toEqual([0]);
});

test('a write consumes on its table, not what its indexes took', () => {
  const put = asked('PutItem', { TableName: 'stock', Item: key('a') });
  const ConsumedCapacity = { TableName: 'stock', CapacityUnits: 3, Table: { CapacityUnits: 1 } };
  expect(consumedBy(put, { ConsumedCapacity })).toEqual([1]);
});

test('a batch of reads consumes by what was found, half when it need not be consistent', () => {
  const Keys = [key('a'), key('none'), key('large')];
  const found = [
    { ...key('large'), text: { S: 'x'.repeat(9000) } },
    { ...key('a'), n: { N: '1' } },
  ];
  const answer = { Responses: { stock: found } };
  expect(consumedBy(asked('BatchGetItem', { RequestItems: { stock: { Keys } } }), answer)).toEqual([0.5, 0.5, 1.5]);
  const strong = { RequestItems: { stock: { Keys, ConsistentRead: true } } };
  expect(consumedBy(asked('BatchGetItem', strong), answer)).toEqual([1, 1, 3]);
});

test('a batch is split by the place of its items over all tables', () => {
  const writes = [{ PutRequest: { Item: key('a') } }, { DeleteRequest: { Key: key('b') } }];
  expect(
    splitBatch({ one: writes, two: { Keys: [key('c'), key('d')], ConsistentRead: true } }, new Set([1, 2])),
  ).toEqual({
    sent: {
      one: [{ PutRequest: { Item: { pk: { S: 'a' }, sk: { S: 'x' } } } }],
      two: { Keys: [{ pk: { S: 'd' }, sk: { S: 'x' } }], ConsistentRead: true },
    },
    unprocessed: {
      one: [{ DeleteRequest: { Key: { pk: { S: 'b' }, sk: { S: 'x' } } } }],
      two: { Keys: [{ pk: { S: 'c' }, sk: { S: 'x' } }], ConsistentRead: true },
    },
  });
});
