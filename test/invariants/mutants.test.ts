import { expect, test } from 'vitest';
import { mutants } from './hostile/mutants.ts';
import { planted } from './hostile/plant.ts';
import { runSeeds, seedsFrom } from './hostile/run-seeds.ts';

/** Any change of the code moves the histories of the seeds, so the search goes on where its first seed finds nothing. */
const HISTORIES = 25;

test.each(Object.keys(mutants))('planted: %s; the adversary finds it', async (mutant) => {
  const { seed, says, content = false, search = false } = mutants[mutant]!;
  expect(planted(mutants[mutant]!)).toContain(mutants[mutant]!.plant);
  const outcomes = await runSeeds(seedsFrom(seed, HISTORIES), { mutant, content, search });
  expect(outcomes.flatMap(({ broken }) => broken).filter((line) => says.test(line))).not.toEqual([]);
});

test('a seed replays identically, whatever ran before it', async () => {
  const [first, second] = await runSeeds([1, 2]);
  const [alone] = await runSeeds([2]);
  expect(first?.fingerprint).not.toBe(second?.fingerprint);
  expect(alone).toEqual(second);
});
