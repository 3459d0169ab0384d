import { expect, test } from 'vitest';
import { newId } from '#lib/id.ts';
import { awsCall } from './aws-call.ts';
import { createTables } from './provision.ts';

const endpoint = process.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? '';
const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
const key = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];
const index = {
  IndexName: 'gsi1',
  KeySchema: key('gsi1pk', 'gsi1sk'),
  Projection: { ProjectionType: 'KEYS_ONLY' },
};

test('a table of a kept data folder gets the index that it has not, and keeps what is in it', async () => {
  const TableName = `floodgate-test-${newId('t').toLowerCase().replace('_', '-')}`;
  const create = { TableName, BillingMode: 'PAY_PER_REQUEST', KeySchema: key('pk', 'sk') };
  const before = { ...create, AttributeDefinitions: ['pk', 'sk'].map(text) };
  const after = {
    ...create,
    AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map(text),
    GlobalSecondaryIndexes: [index],
  };
  const made = (table: object) =>
    createTables({ tables: [{ create: table, ttlAttribute: 'ttl' }] } as never, endpoint, false);
  const dynamo = <T>(action: string, body: object) => awsCall<T>(endpoint, `DynamoDB_20120810.${action}`, body);
  await made(before);
  const Item = { pk: { S: 'a' }, sk: { S: 'b' }, gsi1pk: { S: 'list' }, gsi1sk: { S: 'c' } };
  await dynamo('PutItem', { TableName, Item });
  await made(after);
  await made(after);
  const found = await dynamo<{ Items: object[] }>('Query', {
    TableName,
    IndexName: 'gsi1',
    KeyConditionExpression: 'gsi1pk = :list',
    ExpressionAttributeValues: { ':list': { S: 'list' } },
  });
  expect(found.Items).toEqual([Item]);
  await dynamo('DeleteTable', { TableName });
});
