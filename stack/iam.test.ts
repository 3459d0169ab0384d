import { describe, expect, test } from 'vitest';
import { allowedBy, demandsOf } from './iam.ts';

const table = (name: string) => ({ kind: 'table' as const, name });
const role = [
  { actions: ['dynamodb:GetItem', 'dynamodb:PutItem'], resources: [table('own')], leadingKeys: [] },
  { actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem'], resources: [table('users')], leadingKeys: ['contact#*'] },
  { actions: ['dynamodb:GetItem'], resources: [table('users')], leadingKeys: ['key#*', 'switches'] },
  {
    actions: ['dynamodb:Query'],
    resources: [table('orders'), { kind: 'indexes' as const, name: 'orders' }],
    leadingKeys: ['ord_*'],
  },
];
const may = allowedBy(role);
const demand = (action: string, name: string, keys: string[], index = false) => ({
  action: `dynamodb:${action}`,
  kind: index ? ('indexes' as const) : ('table' as const),
  name,
  keys,
});

describe('a role', () => {
  test('does with its own table what it says, under every key, and nothing else', () => {
    expect(may(demand('PutItem', 'own', ['anything']))).toBe(true);
    expect(may(demand('DeleteItem', 'own', ['anything']))).toBe(false);
  });

  test('reaches of another table only the keys and actions that are granted', () => {
    expect(may(demand('GetItem', 'users', ['contact#1']))).toBe(true);
    expect(may(demand('GetItem', 'users', ['switches']))).toBe(true);
    expect(may(demand('GetItem', 'users', ['switches#1']))).toBe(false);
    expect(may(demand('GetItem', 'users', ['limit#1']))).toBe(false);
    expect(may(demand('PutItem', 'users', ['key#1']))).toBe(false);
    expect(may(demand('GetItem', 'billing', ['pay_1']))).toBe(false);
  });

  test('needs one statement for all keys of a call, as IAM does', () => {
    expect(may(demand('BatchGetItem', 'users', ['contact#1', 'contact#2']))).toBe(true);
    expect(may(demand('BatchGetItem', 'users', ['contact#1', 'key#2']))).toBe(false);
  });

  test('sends to the queues that it names, or whose names have its form', () => {
    const send = (name: string) => ({ action: 'sqs:SendMessage', kind: 'queue' as const, name, keys: [] });
    const sender = allowedBy([
      {
        actions: ['sqs:SendMessage'],
        resources: [
          { kind: 'queue', name: 'shop-work' },
          { kind: 'queue', name: 'news-*-dead' },
        ],
        leadingKeys: [],
      },
    ]);
    expect(['shop-work', 'news-print-dead', 'shop-work-dead'].map((name) => sender(send(name)))).toEqual([
      true,
      true,
      false,
    ]);
    expect(demandsOf('SendMessageBatch', { QueueUrl: 'http://127.0.0.1:1/000000000000/shop-work' })).toEqual([
      send('shop-work'),
    ]);
  });

  test('has its indexes apart', () => {
    expect(may(demand('Query', 'orders', ['ord_1'], true))).toBe(true);
    expect(may(demand('GetItem', 'own', ['a'], true))).toBe(false);
  });
});

describe('a call', () => {
  test('demands an action of each table that it names, with the keys', () => {
    expect(demandsOf('GetItem', { TableName: 'a', Key: { pk: 'x', sk: '1' } })).toEqual([
      demand('GetItem', 'a', ['x']),
    ]);
    expect(demandsOf('PutItem', { TableName: 'a', Item: { pk: { S: 'x' }, sk: { S: '1' } } })).toEqual([
      demand('PutItem', 'a', ['x']),
    ]);
    const RequestItems = { a: { Keys: [{ pk: 'x' }, { pk: 'y' }] }, b: { Keys: [{ pk: 'z' }] } };
    expect(demandsOf('BatchGetItem', { RequestItems })).toEqual([
      demand('BatchGetItem', 'a', ['x', 'y']),
      demand('BatchGetItem', 'b', ['z']),
    ]);
    expect(
      demandsOf('Query', { TableName: 'a', IndexName: 'gsi1', ExpressionAttributeValues: { ':pk': 'p' } }),
    ).toEqual([demand('Query', 'a', ['p'], true)]);
  });

  test('that is a transaction demands what its parts do', () => {
    const TransactItems = [
      { Put: { TableName: 'a', Item: { pk: 'x' } } },
      { ConditionCheck: { TableName: 'b', Key: { pk: 'y' } } },
      { Delete: { TableName: 'b', Key: { pk: 'z' } } },
    ];
    expect(demandsOf('TransactWriteItems', { TransactItems })).toEqual([
      demand('PutItem', 'a', ['x']),
      demand('ConditionCheckItem', 'b', ['y']),
      demand('DeleteItem', 'b', ['z']),
    ]);
  });
});
