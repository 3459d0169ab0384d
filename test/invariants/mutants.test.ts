import { expect, test } from 'vitest';
import { mutants } from './hostile/mutants.ts';
import { planted } from './hostile/plant.ts';
import { runSeeds } from './hostile/run-seeds.ts';

test.each(Object.keys(mutants))('planted: %s; the adversary finds it', async (mutant) => {
  const { seed, says } = mutants[mutant]!;
  expect(planted(mutants[mutant]!)).toContain(mutants[mutant]!.plant);
  const [outcome] = await runSeeds([seed], { mutant });
  expect(outcome?.broken.filter((line) => says.test(line))).not.toEqual([]);
});

test('a seed replays identically, whatever ran before it', async () => {
  const [first, second] = await runSeeds([1, 2]);
  const [alone] = await runSeeds([2]);
  expect(first?.fingerprint).not.toBe(second?.fingerprint);
  expect(alone).toEqual(second);
});
