import { ConditionalCheckFailedException, ThrottlingException } from '@aws-sdk/client-dynamodb';
import { afterEach, expect, test, vi } from 'vitest';
import { client } from './dynamodb.ts';
import { newId } from './id.ts';
import { countIn } from './limit.ts';
import { inScope } from './trace.ts';

const rule = { requests: 2, seconds: 3600 };
afterEach(() => vi.useRealTimers());

test('so many in a window; who is refused is remembered, at no write unit', async () => {
  const who = newId('who');
  const left = async () => (await countIn('tries', who, rule))['ratelimit']?.split(';')[1];
  expect([await left(), await left()]).toEqual(['r=1', 'r=0']);
  await expect(left()).rejects.toMatchObject({ status: 429, code: 'too-many-requests' });
  const units = inScope({ requestId: 'r', actor: 'test' }, async ({ meter }) => {
    const again = await left().catch((error: unknown) => error);
    return [meter.writeUnits, again];
  });
  expect(await units).toEqual([0, expect.objectContaining({ status: 429 })]);
  expect(await countIn('others', who, rule)).toHaveProperty('ratelimit-policy', '"default";q=2;w=3600');
});

test('the next window counts anew', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-01-01T00:59:00Z') });
  const who = newId('who');
  const count = () => countIn('holds', who, rule);
  await count();
  await count();
  await expect(count()).rejects.toMatchObject({
    headers: { 'retry-after': '60', ratelimit: '"default";r=0;t=60' },
  });
  vi.setSystemTime(Date.parse('2026-01-01T01:00:00Z'));
  expect(await count()).toEqual({ 'ratelimit-policy': '"default";q=2;w=3600', ratelimit: '"default";r=1;t=3600' });
});

test('a counter that cannot be reached lets through; a bug does not', async () => {
  const failing = (error: Error) => {
    const name = newId('failing');
    client().middlewareStack.add(() => () => Promise.reject(error), { step: 'initialize', name });
    return countIn('tries', newId('who'), rule).finally(() => client().middlewareStack.remove(name));
  };
  const about = { message: 'no', $metadata: {} };
  expect(await failing(new ThrottlingException(about))).toHaveProperty('ratelimit');
  await expect(failing(new ConditionalCheckFailedException(about))).rejects.toThrow('condition of write 0 failed');
});
