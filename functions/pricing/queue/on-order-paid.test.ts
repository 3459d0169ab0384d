import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { newId } from '#lib/id.ts';
import { get } from '#lib/table.ts';
import { sqsEvent, testContext } from '../../../test/support/invoke.ts';
import { buyerAt, isFirstOrder } from '../pricing-table.ts';
import { noteFirstOrder } from '../public.ts';
import { handler } from './on-order-paid.ts';

const paid = (buyerKey: string, paidAt = '2026-01-01T00:00:00.000Z') => {
  const fact = JSON.parse(readFileSync('events/pricing/on-order-paid.json', 'utf8'));
  return { ...fact, data: { ...fact.data, buyerKey, paidAt } };
};
const buyer = (key: string) => get(buyerAt(key), { consistent: true });

test('who has paid is known from then on, however often and in whatever order it is told', async () => {
  const key = newId('buyer');
  expect(isFirstOrder(await buyer(key), 0)).toBe(true);
  const bodies = [paid(key), paid(key), paid(key, '2025-01-01T00:00:00.000Z')];
  expect(await handler(sqsEvent(bodies), testContext())).toEqual({ batchItemFailures: [] });
  expect(await buyer(key)).toMatchObject({ paidAt: '2026-01-01T00:00:00.000Z' });
  expect(isFirstOrder(await buyer(key), Number.MAX_SAFE_INTEGER)).toBe(false);
});

test('an order that may still be paid counts until then, and is forgotten after', async () => {
  const key = newId('buyer');
  await noteFirstOrder(key, 1000);
  expect(isFirstOrder(await buyer(key), 999)).toBe(false);
  expect(isFirstOrder(await buyer(key), 1000)).toBe(true);
  await handler(sqsEvent([paid(key)]), testContext());
  await noteFirstOrder(key, 1000);
  expect(isFirstOrder(await buyer(key), 5000)).toBe(false);
});

test('a message that is none is reported', async () => {
  expect((await handler(sqsEvent([{ nonsense: true }]), testContext())).batchItemFailures).toHaveLength(1);
});
