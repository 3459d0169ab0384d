import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { forgetClient } from './dynamodb.ts';
import { forgetEnv } from './env.ts';
import { batchGet, get, query, tableOf } from './table.ts';

/** An engine under load: of three requests it fails one, never answers one, and takes one. */
const asked: string[] = [];
const busy = createServer((request, response) => {
  request.resume();
  asked.push(String(request.headers['x-amz-target']).split('.')[1] ?? '');
  if (asked.length % 3 === 2) return;
  response.writeHead(asked.length % 3 === 1 ? 500 : 200, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(asked.length % 3 === 1 ? '{"__type":"InternalServerError"}' : '{"Responses":{}}');
});
await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
const before = { ...process.env };
Object.assign(process.env, {
  AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${(busy.address() as AddressInfo).port}`,
  REQUEST_MS: '300',
});
forgetEnv();
forgetClient();
afterAll(() => {
  Object.assign(process.env, before);
  forgetEnv();
  forgetClient();
  busy.closeAllConnections();
  busy.close();
});

const thing = { table: tableOf('users'), key: { pk: 'a', sk: 'b' } };

test.each([
  ['GetItem', () => get(thing)],
  ['BatchGetItem', () => batchGet([thing])],
  ['Query', () => query(thing.table, { pk: 'a', limit: 1 })],
])('a read that fails, and one that is not answered, is made again (%s)', async (action, read) => {
  asked.length = 0;
  await read();
  expect(asked).toEqual([action, action, action]);
});
