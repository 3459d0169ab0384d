import { expect, test } from 'vitest';
import type { Measured } from './load.ts';
import { alternate, summary } from './rounds.ts';

const measured = (perSecond: number): Measured => ({ perSecond, p50Ms: 1000 / perSecond, p99Ms: 20, count: 10 });

test('stack and floor are measured in turn, and each is first in every second round', async () => {
  const said: string[] = [];
  const side = (name: string, perSecond: number) => async () => {
    said.push(name);
    return measured(perSecond);
  };
  const rounds = await alternate(3, side('ours', 80), side('floor', 100));
  expect(said).toEqual(['ours', 'floor', 'floor', 'ours', 'ours', 'floor']);
  expect(rounds.map(({ ours, floor, ratio }) => [ours.perSecond, floor.perSecond, ratio])).toEqual([
    [80, 100, 0.8],
    [80, 100, 0.8],
    [80, 100, 0.8],
  ]);
});

test('the ratio is the median of the rounds’ own, whatever the machine did between them', async () => {
  const pairs = [
    [90, 100],
    [9, 10],
    [40, 50],
    [30, 60],
  ];
  const rounds = pairs.map(([ours = 0, floor = 0]) => ({
    ours: measured(ours),
    floor: measured(floor),
    ratio: ours / floor,
  }));
  expect(summary(rounds)).toEqual({
    ours: { perSecond: 35, p50Ms: 29.2, p99Ms: 20, count: 40 },
    floor: { perSecond: 55, p50Ms: 18.3, p99Ms: 20, count: 40 },
    ratio: 0.85,
    spread: [0.5, 0.9],
  });
});
