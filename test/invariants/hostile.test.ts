import { expect, test } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { runSeeds, seedsFrom, seedsOfTheDay } from './hostile/run-seeds.ts';

/** Seeds that are run always, and as many that only today has. `npm run hostile -- --seeds 5000` runs more. */
const COUNT = 30;

const brokenIn = async (seeds: number[]): Promise<string[]> => {
  const outcomes = await runSeeds(seeds);
  expect(outcomes.map(({ seed }) => seed)).toEqual(seeds);
  expect(outcomes.some(({ paid }) => paid > 0)).toBe(true);
  return outcomes.flatMap(({ seed, broken }) => broken.map((line) => `seed ${seed}: ${line}`));
};

test.concurrent('no promise is broken under the adversary, in the seeds that are run always', async () => {
  expect(await brokenIn(seedsFrom(1, COUNT))).toEqual([]);
});

test.concurrent('no promise is broken under the adversary, in the seeds of the day', async () => {
  expect(await brokenIn(seedsOfTheDay(nowMs(), COUNT))).toEqual([]);
});
