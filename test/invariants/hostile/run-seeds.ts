import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Outcome } from './run.ts';
import type { Work } from './worker.ts';

/** Runs seeds in processes of their own, `jobs` at once. @param told gets each outcome as it comes */
export const runSeeds = async (
  seeds: readonly number[],
  options: Omit<Work, 'seeds'> & { readonly jobs?: number; readonly told?: (outcome: Outcome) => void } = {},
): Promise<Outcome[]> => {
  const { jobs = 1, told, ...more } = options;
  const outcomes: Outcome[] = [];
  const worker = async (job: number): Promise<void> => {
    const work: Work = { seeds: seeds.filter((_, index) => index % jobs === job), ...more };
    const child = fork(join(import.meta.dirname, 'worker.ts'), [JSON.stringify(work)], { execArgv: [] });
    child.on('message', (outcome: Outcome) => {
      outcomes.push(outcome);
      told?.(outcome);
    });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`a worker ended with ${code}`);
  };
  await Promise.all(Array.from({ length: Math.min(jobs, seeds.length) }, (_, job) => worker(job)));
  return outcomes.sort((a, b) => a.seed - b.seed);
};

/** The seeds from one on. */
export const seedsFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => first + index);

const DAY_MS = 24 * 3600 * 1000;
/** Seeds that no other day of the next years has, 500 a day; below the highest that a year of four digits allows. */
export const seedsOfTheDay = (now: number, count: number): number[] =>
  seedsFrom(100_000 + (Math.floor(now / DAY_MS) % 4000) * 500, Math.min(500, count));
