import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { invokeHttp } from '../test/support/invoke.ts';
import type { Contract } from './contract.ts';
import { http } from './http.ts';
import { newId } from './id.ts';
import { idempotent } from './idempotent.ts';
import { TooManyRequests } from './refusals.ts';
import { created } from './reply.ts';

const contract = {
  method: 'POST',
  path: '/things',
  access: 'public',
  summary: 'Makes one.',
  idempotent: true,
  body: z.strictObject({ name: z.string() }),
  returns: { 201: z.object({ id: z.string(), name: z.string() }) },
} as const satisfies Contract;

const routeOf = (work: (name: string) => Promise<void> | void = () => undefined) => ({
  contract,
  handler: http(
    contract,
    idempotent('orders', async ({ body }) => {
      await work(body.name);
      return created('/things/1', { id: newId('thg'), name: body.name });
    }),
  ),
});
const post = (route: ReturnType<typeof routeOf>, key: string, name = 'a') =>
  invokeHttp(route, { body: { name }, headers: { 'Idempotency-Key': key } });

test('the same key and body get the same answer, marked as replayed', async () => {
  const [route, key] = [routeOf(), newId('key')];
  const first = await post(route, key);
  const again = await post(route, key);
  expect(first.headers['idempotent-replayed']).toBeUndefined();
  expect([again.status, again.body, again.headers['idempotent-replayed']]).toEqual([201, first.body, 'true']);
  expect((await post(route, newId('key'))).body.id).not.toBe(first.body.id);
});

test('the same key with another body is refused', async () => {
  const [route, key] = [routeOf(), newId('key')];
  await post(route, key);
  const other = await post(route, key, 'b');
  expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
});

test('while the first is still running the second is told so', async () => {
  const [begun, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const route = routeOf(() => {
    begun.resolve();
    return released.promise;
  });
  const key = newId('key');
  const first = post(route, key);
  await begun.promise;
  expect((await post(route, key)).body).toMatchObject({ status: 409, code: 'idempotency-in-progress' });
  released.resolve();
  expect((await first).status).toBe(201);
});

test('a refusal is not kept: the next try is a try', async () => {
  let refusing = true;
  const route = routeOf(() => {
    if (refusing) throw new TooManyRequests();
  });
  const key = newId('key');
  expect((await post(route, key)).body.code).toBe('too-many-requests');
  refusing = false;
  expect((await post(route, key)).status).toBe(201);
});
