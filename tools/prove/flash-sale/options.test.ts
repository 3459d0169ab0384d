import { expect, test } from 'vitest';
import { saleCommand } from './options.ts';

const read = (...args: string[]) => saleCommand().parse(args, { from: 'user' }).opts();

test('without options: 10,000 buyers, 1,000 units, 1, 8 and 64 shards', () => {
  expect(read()).toEqual({ buyers: 10_000, units: 1000, shards: [1, 8, 64], atOnce: 96, out: 'reports/flash-sale' });
});

test('a number of shards is counted once, whatever its spelling', () => {
  expect(read('--shards', '8, 1,8', '--buyers=50').shards).toEqual([8, 1]);
});
