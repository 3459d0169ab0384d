import { expect, test } from 'vitest';
import { runScenario } from '../audit/scenario.fixture.ts';
import { calm, rough } from '../fixtures/hostile.ts';

const FROM = Number(process.env['SEED'] ?? 1);
const SEEDS = Number(process.env['SEEDS'] ?? 12);
const seeds = Array.from({ length: SEEDS }, (_, index) => FROM + index);

test.each(seeds)(
  'seed %i: buyers, moves, new shard counts and crashes between any two calls break no promise',
  async (seed) => {
    const shards = [1, 2, 4, 8][seed % 4] ?? 1;
    expect(
      await runScenario({
        name: 'rough',
        seed,
        shards,
        units: 4 + (seed % 5) * 6,
        buyers: 14,
        staff: 5,
        faults: rough,
      }),
    ).toEqual([]);
  },
);

test.each(seeds.slice(0, 6))('seed %i, nothing fails: nobody is refused while enough is there', async (seed) => {
  expect(await runScenario({ name: 'calm', seed, shards: 4, units: 20, buyers: 16, staff: 4, faults: calm })).toEqual(
    [],
  );
});
