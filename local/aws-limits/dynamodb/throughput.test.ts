import { expect, test } from 'vitest';
import { awsLimits } from '../limits.ts';
import { createThroughput } from './throughput.ts';

const key = 'floodgate-test-inventory stock#var_1#0';

test('a key begins with one second of units, and is shut when they are used', () => {
  const throughput = createThroughput(awsLimits);
  throughput.take('write', key, 999, 0);
  expect(throughput.isOpen('write', key, 0)).toBe(true);
  throughput.take('write', key, 1, 0);
  expect(throughput.isOpen('write', key, 0)).toBe(false);
  throughput.take('write', key, 1, 0);
  expect(throughput.isOpen('write', key, 1)).toBe(false);
  expect(throughput.isOpen('write', key, 1.1)).toBe(true);
});

test('a write may cost more than is left; nobody gets in until that is paid', () => {
  const throughput = createThroughput(awsLimits);
  throughput.take('write', key, 1400, 0);
  expect(throughput.isOpen('write', key, 399)).toBe(false);
  expect(throughput.isOpen('write', key, 401)).toBe(true);
});

test('in ten seconds a key that everybody wants gives 11,000 units: the first second and what came in', () => {
  const throughput = createThroughput(awsLimits);
  let written = 0;
  for (let now = 0; now < 10_000; now += 0.1) {
    if (!throughput.isOpen('write', key, now)) continue;
    throughput.take('write', key, 1, now);
    written += 1;
  }
  expect(written).toBeGreaterThanOrEqual(10_999);
  expect(written).toBeLessThanOrEqual(11_001);
});

test('unused units are kept for 300 seconds and no longer', () => {
  const throughput = createThroughput(awsLimits);
  expect(throughput.isOpen('write', key, 0)).toBe(true);
  throughput.take('write', key, 299_999, 3_600_000);
  expect(throughput.isOpen('write', key, 3_600_000)).toBe(true);
  throughput.take('write', key, 1, 3_600_000);
  expect(throughput.isOpen('write', key, 3_600_000)).toBe(false);
});

test('reads have units of their own, three times as many', () => {
  const throughput = createThroughput(awsLimits);
  throughput.take('write', key, 1000, 0);
  throughput.take('read', key, 2999.5, 0);
  expect(throughput.isOpen('read', key, 0)).toBe(true);
  throughput.take('read', key, 0.5, 0);
  expect(throughput.isOpen('read', key, 0)).toBe(false);
});

test('one key does not slow another', () => {
  const throughput = createThroughput(awsLimits);
  throughput.take('write', key, 5000, 0);
  expect(throughput.isOpen('write', 'floodgate-test-inventory stock#var_1#1', 0)).toBe(true);
});

test('the rate of chosen keys can be divided for a small machine', () => {
  const divisorOf = (partition: string) => (partition.includes(' stock#') ? 100 : 1);
  const throughput = createThroughput({ ...awsLimits, divisorOf });
  throughput.take('write', key, 10, 0);
  throughput.take('write', 'floodgate-test-orders ord_1', 10, 0);
  expect(throughput.isOpen('write', key, 0)).toBe(false);
  expect(throughput.isOpen('write', 'floodgate-test-orders ord_1', 0)).toBe(true);
});

test('the busiest keys are named with their units', () => {
  const throughput = createThroughput(awsLimits);
  throughput.take('write', 'one', 3, 0);
  throughput.take('write', 'two', 5, 0);
  throughput.take('write', 'two', 5, 0);
  throughput.take('write', 'three', 1, 0);
  expect(throughput.hottest('write', 2)).toEqual([
    { partition: 'two', units: 10 },
    { partition: 'one', units: 3 },
  ]);
});
