import { expect, test } from 'vitest';
import { readOptions } from './options.ts';

test('without options: 10,000 buyers, 1,000 units, 1, 8 and 64 shards', () => {
  expect(readOptions([])).toEqual({
    buyers: 10_000,
    units: 1000,
    shards: [1, 8, 64],
    atOnce: 96,
    out: 'reports/flash-sale',
    help: false,
  });
});

test('a number of shards is counted once, whatever its spelling', () => {
  expect(readOptions(['--shards', '8, 1,8', '--buyers=50']).shards).toEqual([8, 1]);
});

test.each([
  [['--shards', '65'], '--shards must be a whole number from 1 to 64, not "65".'],
  [['--shards', '1,'], '--shards must be a whole number from 1 to 64, not "".'],
  [['--buyers', '1e3'], '--buyers must be a whole number from 1 to 1000000, not "1e3".'],
  [['--units', '0'], '--units must be a whole number from 1 to 1000000, not "0".'],
  [['--unit', '5'], "Unknown option '--unit'"],
])('%j is refused', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});
