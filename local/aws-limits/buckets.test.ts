import { expect, it } from 'vitest';
import { createBuckets } from './buckets.ts';

it('a bucket lets a burst in, then its rate, and saves no more than a burst', () => {
  const buckets = createBuckets<string>();
  const throttle = { perSecond: 10, burst: 20 };
  const taken = (now: number, asked: number): number =>
    Array.from({ length: asked }, () => buckets.take('a', throttle, now)).filter(Boolean).length;
  expect(taken(0, 50)).toBe(20);
  expect(taken(100, 50)).toBe(1);
  expect(taken(1100, 50)).toBe(10);
  expect(taken(60_000, 50)).toBe(20);
  expect(buckets.take('b', throttle, 60_000)).toBe(true);
});
