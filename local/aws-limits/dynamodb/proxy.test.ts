import { crc32 } from 'node:zlib';
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '#lib/id.ts';
import { batchGet, get, put, putNew, tableName, tableOf, transact, update, write } from '#lib/table.ts';
import { openStock, takeStock } from '../../../functions/inventory/public.ts';
import { awsLimits } from '../limits.ts';
import { type LimitsProxy, startLimitsProxy } from './proxy.ts';

/** What AWS's SDK and our own lib hear through the proxy, of the real engine behind it. */
const table = tableOf('inventory');
const fresh = (prefix = 'tst') => ({ pk: newId(prefix), sk: 'item' });
const wire = ({ pk, sk }: { pk: string; sk: string }) => ({ pk: { S: pk }, sk: { S: sk } });
let proxy: LimitsProxy;
/** Tells what happened to one call, without a second try. */
let once: DynamoDBClient;
let TableName: string;

beforeAll(async () => {
  const engine = process.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? '';
  // Transactions take long enough to be met; a key `nar_…` has 10 write and 30 read units a second, one `dry_…` a
  // thousandth of that, so that it has none for minutes, however slow this machine is.
  const divisorOf = (partition: string) =>
    / dry_/.test(partition) ? 100_000 : / (stock#var_nar#|nar_)/.test(partition) ? 100 : 1;
  proxy = await startLimitsProxy(engine, { ...awsLimits, networkMs: 0, transactionMs: 80, divisorOf });
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = proxy.endpoint;
  once = new DynamoDBClient({ endpoint: proxy.endpoint, maxAttempts: 1 });
  TableName = tableName(table);
});
afterAll(async () => {
  once.destroy();
  await proxy.stop();
});

const refusalOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'nothing was refused',
    (error: unknown) => error,
  );
const counting = (key: { pk: string; sk: string }) => ({
  TableName,
  Key: wire(key),
  UpdateExpression: 'ADD n :one',
  ExpressionAttributeValues: { ':one': { N: '1' } },
});
/** Sends a call and waits until it has arrived; `done` is its answer. */
const started = async <T>(send: () => Promise<T>): Promise<{ done: Promise<T> }> => {
  const { requests } = proxy.report().counts;
  const done = send();
  await expect.poll(() => proxy.report().counts.requests, { interval: 1 }).toBe(requests + 1);
  return { done };
};
const transactionOn = (key: { pk: string; sk: string }) => () =>
  once.send(new TransactWriteItemsCommand({ TransactItems: [{ Update: counting(key) }] }));
/** Uses a key up, and more. */
const exhaust = async (key: { pk: string; sk: string }, text = 'x'.repeat(14_000)): Promise<void> => {
  await once.send(new PutItemCommand({ TableName, Item: { ...wire(key), text: { S: text } } }));
};

test('a transaction that meets another is cancelled, with the reason in the place of the item', async () => {
  const key = fresh();
  const first = await started(transactionOn(key));
  const other = { Put: { TableName, Item: wire(fresh()) } };
  const second = once.send(new TransactWriteItemsCommand({ TransactItems: [other, { Update: counting(key) }] }));
  expect(await refusalOf(second)).toMatchObject({
    name: 'TransactionCanceledException',
    message: expect.stringContaining('[None, TransactionConflict]'),
    CancellationReasons: [
      { Code: 'None' },
      { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' },
    ],
    $metadata: { httpStatusCode: 400 },
  });
  await first.done;
  expect((await get({ table, key }))?.['n']).toBe(1);
});

test('a write that meets a transaction is refused; a read is not', async () => {
  const key = fresh();
  const first = await started(transactionOn(key));
  const [written, read] = await Promise.all([
    refusalOf(once.send(new UpdateItemCommand(counting(key)))),
    once.send(new GetItemCommand({ TableName, Key: wire(key), ConsistentRead: true })),
  ]);
  expect(written).toMatchObject({ name: 'TransactionConflictException', $metadata: { httpStatusCode: 400 } });
  expect(read.Item).toBeUndefined();
  await first.done;
});

test('a reading transaction that a write overtakes is cancelled, and the write is not', async () => {
  const [quiet, busy] = [fresh(), fresh()];
  const Get = [quiet, busy].map((key) => ({ Get: { TableName, Key: wire(key) } }));
  const reading = await started(() => once.send(new TransactGetItemsCommand({ TransactItems: Get })));
  await write(put(table, { ...busy, n: 1 }));
  expect(await refusalOf(reading.done)).toMatchObject({
    name: 'TransactionCanceledException',
    CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
  });
});

test('the same token while its first request is being worked on is in progress', async () => {
  const key = fresh();
  const request = { TransactItems: [{ Update: counting(key) }], ClientRequestToken: newId('tok') };
  const first = await started(() => once.send(new TransactWriteItemsCommand(request)));
  expect(await refusalOf(once.send(new TransactWriteItemsCommand(request)))).toMatchObject({
    name: 'TransactionInProgressException',
  });
  await first.done;
  expect((await get({ table, key }))?.['n']).toBe(1);
});

test('our write that meets a transaction is tried again, and its refusal is still told from a lost answer', async () => {
  const key = fresh();
  const first = await started(transactionOn(key));
  await write(update(table, key, 'ADD #n :one', { one: 1 }));
  await first.done;
  const second = await started(transactionOn(key));
  const refused = await refusalOf(
    write(update(table, key, 'ADD #n :one', { one: 1 }, { if: '#n > :n', values: { n: 9 } })),
  );
  expect(refused).toMatchObject({ name: 'ConditionFailed', attempts: 1, found: { n: 3 } });
  await second.done;
});

test('our transactions and writes get through each other', async () => {
  const key = fresh();
  const add = () => update(table, key, 'ADD #n :one', { one: 1 });
  const before = proxy.report().counts.conflicts;
  await Promise.all([
    ...Array.from({ length: 4 }, () => transact([add(), putNew(table, fresh())])),
    ...Array.from({ length: 4 }, () => write(add())),
  ]);
  expect((await get({ table, key }))?.['n']).toBe(8);
  expect(proxy.report().counts.conflicts).toBeGreaterThan(before);
});

test('a key without units refuses, and names what is exceeded', async () => {
  const key = fresh('nar');
  await exhaust(key);
  expect(await refusalOf(once.send(new UpdateItemCommand(counting(key))))).toMatchObject({
    name: 'ProvisionedThroughputExceededException',
    ThrottlingReasons: [{ reason: 'TableWriteKeyRangeThroughputExceeded' }],
  });
  const TransactItems = [{ Put: { TableName, Item: wire(fresh()) } }, { Update: counting(key) }];
  expect(await refusalOf(once.send(new TransactWriteItemsCommand({ TransactItems })))).toMatchObject({
    name: 'TransactionCanceledException',
    CancellationReasons: [{ Code: 'None' }, { Code: 'ProvisionedThroughputExceeded' }],
  });
});

test('a crowd that comes at once gets no more in than a key has units', async () => {
  const key = fresh('nar');
  const start = performance.now();
  const crowd = await Promise.allSettled(
    Array.from({ length: 40 }, () => once.send(new UpdateItemCommand(counting(key)))),
  );
  const got = crowd.filter(({ status }) => status === 'fulfilled').length;
  const seconds = (performance.now() - start) / 1000;
  expect(got).toBeGreaterThanOrEqual(10);
  expect(got).toBeLessThanOrEqual(11 + 10 * seconds);
});

test('our writes to a key without units get through when it has some again', async () => {
  const [one, other] = [fresh('nar'), fresh('nar')];
  await Promise.all([exhaust(one), exhaust(other)]);
  await Promise.all([
    write(update(table, one, 'ADD #n :one', { one: 1 })),
    transact([update(table, other, 'ADD #n :one', { one: 1 }), putNew(table, fresh())]),
  ]);
  expect((await get({ table, key: one }))?.['n']).toBe(1);
  expect((await get({ table, key: other }))?.['n']).toBe(1);
});

test('of a batch the refused part is answered as unprocessed, and of nothing but that it is refused', async () => {
  const [hot, cold] = [fresh('dry'), fresh()];
  await exhaust(hot, 'x'.repeat(150_000));
  await write(put(table, { ...cold, n: 7 }));
  await once.send(new GetItemCommand({ Key: wire(hot), TableName, ConsistentRead: true }));
  const Keys = [wire(hot), wire(cold)];
  const read = await once.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }));
  expect(read.Responses?.[TableName]?.map(({ n }) => n)).toEqual([{ N: '7' }]);
  expect(read.UnprocessedKeys?.[TableName]?.Keys).toEqual([wire(hot)]);
  const puts = [hot, cold].map((key) => ({ PutRequest: { Item: wire(key) } }));
  const written = await once.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: puts } }));
  expect(written.UnprocessedItems?.[TableName]).toEqual([{ PutRequest: { Item: wire(hot) } }]);
  const alone = { RequestItems: { [TableName]: { Keys: [wire(hot)] } } };
  expect(await refusalOf(once.send(new BatchGetItemCommand(alone)))).toMatchObject({
    name: 'ProvisionedThroughputExceededException',
    ThrottlingReasons: [{ reason: 'TableReadKeyRangeThroughputExceeded' }],
  });
});

test('our batch reads a key without units when it has some again', async () => {
  const [hot, cold] = [fresh('nar'), fresh()];
  await exhaust(hot, 'x'.repeat(150_000));
  await write(put(table, { ...cold, n: 7 }));
  await once.send(new GetItemCommand({ Key: wire(hot), TableName, ConsistentRead: true }));
  const found = await batchGet([
    { table, key: cold },
    { table, key: hot },
  ]);
  expect(found.map((item) => item?.['pk'])).toEqual([cold.pk, hot.pk]);
});

test('stock on a key without units is "try again", never sold out', async () => {
  const what = newId('var_nar#');
  await openStock(what, { quantity: 1000, tracked: true, policy: 'deny' });
  expect(await takeStock([{ stockKey: what, quantity: 1 }])).toMatchObject({ taken: [{ from: 0, quantity: 1 }] });
  await exhaust({ pk: `stock#${what}#0`, sk: 'beside' }, 'x'.repeat(300_000));
  expect(await refusalOf(takeStock([{ stockKey: what, quantity: 1 }]))).toMatchObject({
    status: 503,
    code: 'try-again',
  });
});

test('an answer says of its capacity what was asked, and its checksum is its own', async () => {
  const ask = async (more: object) => {
    const answer = await fetch(proxy.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.PutItem',
        'x-amz-date': '20260101T000000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/engine/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify({ TableName, Item: wire(fresh()), ...more }),
    });
    const body = Buffer.from(await answer.arrayBuffer());
    expect(answer.headers.get('x-amz-crc32')).toBe(String(crc32(body)));
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^.{30,}$/);
    return JSON.parse(body.toString()) as object;
  };
  expect(await ask({})).toEqual({});
  expect(await ask({ ReturnConsumedCapacity: 'TOTAL' })).toEqual({ ConsumedCapacity: { TableName, CapacityUnits: 1 } });
  expect(await ask({ Item: { pk: { S: 'alone' } } })).toMatchObject({
    __type: expect.stringContaining('ValidationException'),
  });
});
