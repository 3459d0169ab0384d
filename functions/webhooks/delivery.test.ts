import { describe, expect, test } from 'vitest';
import { afterAttempt, turnOf, WAITS } from './delivery.ts';

const NOW = 1_767_225_600_000;
const answered = (status: number) => ({ outcome: 'answered', status, durationMs: 12 }) as const;
const silent = { outcome: 'unanswered', reason: 'timeout', durationMs: 5000 } as const;
const tried = (attempts: number, attemptsBefore = 0) => ({ attempts, attemptsBefore });

describe('after an attempt', () => {
  test.each([200, 201, 204, 299])('%i is delivered', (status) => {
    expect(afterAttempt(tried(1), answered(status), NOW)).toEqual({
      status: 'delivered',
      responseStatus: status,
      durationMs: 12,
      reason: null,
      due: null,
    });
  });

  test.each([199, 301, 302, 307, 400, 410, 429, 500, 503])('%i is tried again', (status) => {
    expect(afterAttempt(tried(1), answered(status), NOW)).toEqual({
      status: 'pending',
      responseStatus: status,
      durationMs: 12,
      reason: 'not-2xx',
      due: NOW + 5000,
    });
  });

  test('silence is tried again, and says so', () => {
    expect(afterAttempt(tried(2), silent, NOW)).toEqual({
      status: 'pending',
      responseStatus: null,
      durationMs: 5000,
      reason: 'timeout',
      due: NOW + 30_000,
    });
  });

  test('the waits grow from five seconds to a day, and the eighth attempt is the last', () => {
    expect([...WAITS]).toEqual([5, 30, 120, 600, 3600, 21600, 86400]);
    expect(afterAttempt(tried(7), silent, NOW)).toMatchObject({ status: 'pending', due: NOW + 86_400_000 });
    expect(afterAttempt(tried(8), silent, NOW)).toMatchObject({ status: 'failed', reason: 'timeout', due: null });
  });

  test('a round by hand begins the waits anew', () => {
    expect(afterAttempt(tried(9, 8), silent, NOW)).toMatchObject({ status: 'pending', due: NOW + 5000 });
    expect(afterAttempt(tried(16, 8), silent, NOW)).toMatchObject({ status: 'failed', due: null });
  });
});

describe('a message that asks for the second attempt', () => {
  const found = (status: 'pending' | 'sending' | 'delivered' | 'failed', attempts: number) => ({
    status,
    attempts,
    lastAttemptAt: null,
  });
  test.each([
    [found('pending', 1), 0, 'ours'],
    [found('sending', 1), 0, 'over'],
    [found('sending', 2), 59_999, 'in-work'],
    [found('sending', 2), 60_000, 'died'],
    [found('pending', 2), 0, 'next'],
    [found('delivered', 2), 0, 'over'],
    [found('failed', 2), 0, 'over'],
    [found('pending', 3), 0, 'over'],
    [found('pending', 0), 0, 'over'],
  ] as const)('finds %j after %i ms: %s', (delivery, age, turn) => {
    expect(turnOf(delivery, 2, age)).toBe(turn);
  });
});
