import type { Context } from 'aws-lambda';
import { expect, it } from 'vitest';
import { fn, stackOf } from '../../test/support/stack-of.ts';
import { type PlannedFunction, planOf } from '../plan.ts';
import { createInvoker, TimedOut } from './invoker.ts';

/** Answers the time it was given, after a tenth of a second. */
const slow = (_: unknown, context: Context) => {
  const remaining = context.getRemainingTimeInMillis();
  return new Promise((resolve) => setTimeout(() => resolve(remaining), 100));
};
const contract = { method: 'GET', path: '/slow' };
const stack = stackOf([fn('http', 'shop', 'slow', slow, { contract, settings: { timeout: 0.05 } })])('test');
const [route] = planOf(stack).functions as [PlannedFunction];

it('ends a function at its time-out', async () => {
  await expect(createInvoker(stack).invoke(route, {})).rejects.toThrow(TimedOut);
});

it('gives a function so many times longer as it was told, and tells the function', async () => {
  const remaining = await createInvoker(stack, { longer: 12_000 }).invoke(route, {});
  expect(remaining).toBeGreaterThan(50);
  expect(remaining).toBeLessThanOrEqual(600_000);
});
