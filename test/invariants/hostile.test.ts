import { expect, test } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { runSeeds, seedsFrom, seedsOfTheDay } from './hostile/run-seeds.ts';

/** Seeds that are run always, and as many that only today has. `npm run hostile -- --seeds 500` runs more. */
const COUNT = 12;

const brokenIn = async (seeds: number[]): Promise<{ broken: string[]; paused: number }> => {
  const outcomes = await runSeeds(seeds);
  expect(outcomes.map(({ seed }) => seed)).toEqual(seeds);
  expect(outcomes.some(({ paid }) => paid > 0)).toBe(true);
  return {
    broken: outcomes.flatMap(({ seed, broken }) => broken.map((line) => `seed ${seed}: ${line}`)),
    paused: outcomes.reduce((sum, { paused }) => sum + paused, 0),
  };
};

test.concurrent('no promise is broken under the adversary, in the seeds that are run always', async () => {
  const { broken, paused } = await brokenIn(seedsFrom(1, COUNT));
  expect(broken).toEqual([]);
  // Credits that were written after the sums of their shard had risen: every fifth seed is steered to that.
  expect(paused).toBeGreaterThan(0);
});

test.concurrent('no promise is broken under the adversary, in the seeds of the day', async () => {
  expect((await brokenIn(seedsOfTheDay(nowMs(), COUNT))).broken).toEqual([]);
});

test.concurrent('no answer of a search is wrong under the adversary', async () => {
  const outcomes = await runSeeds([...seedsFrom(1, 6), ...seedsOfTheDay(nowMs(), 6)], { search: true });
  expect(
    outcomes.map(({ seed, broken }) => [seed, broken]).filter(([, broken]) => (broken as string[]).length > 0),
  ).toEqual([]);
  // Files were made and switched to under those who ask.
  expect(outcomes.some(({ paid }) => paid > 0)).toBe(true);
});

test.concurrent('no promise of the newsroom is broken under the adversary', async () => {
  const outcomes = await runSeeds([...seedsFrom(1, 3), ...seedsOfTheDay(nowMs(), 3)], { content: true });
  expect(
    outcomes.map(({ seed, broken }) => [seed, broken]).filter(([, broken]) => (broken as string[]).length > 0),
  ).toEqual([]);
  expect(outcomes.some(({ paid }) => paid > 0)).toBe(true);
});
