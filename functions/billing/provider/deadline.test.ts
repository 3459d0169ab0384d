import { expect, test } from 'vitest';
import { inScope } from '#lib/trace.ts';
import { answerWithin, providerDeadlineMs } from './deadline.ts';

/** The deadline inside an invocation that is ended in so many milliseconds. */
const within = (remaining: number): Promise<number> =>
  inScope({ requestId: 'r', actor: 'test' }, async (scope) => {
    Object.assign(scope, { remainingMs: () => remaining });
    return providerDeadlineMs();
  });

test('a provider may take three seconds, or what its invocation has left beside half a second', async () => {
  expect(providerDeadlineMs()).toBe(3000);
  expect(await within(10_000)).toBe(3000);
  expect(await within(2000)).toBe(1500);
  expect(await within(400)).toBe(0);
});

test('without time left a call is made and not waited for', async () => {
  let answer: (value: string) => void = () => undefined;
  const call = new Promise<string>((resolve) => {
    answer = resolve;
  });
  expect(await answerWithin(0, call, () => undefined)).toBeUndefined();
  answer('late');
  expect(await answerWithin(1000, call, () => undefined)).toBe('late');
});

test('a call that fails tells so, and answers nothing', async () => {
  const failures: unknown[] = [];
  const failed = (error: unknown) => void failures.push(error);
  expect(await answerWithin(1000, Promise.reject(new Error('unreachable')), failed)).toBeUndefined();
  expect(failures).toEqual([new Error('unreachable')]);
});
