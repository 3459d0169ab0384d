import { expect, test } from 'vitest';
import { seeBreaking } from '../../tools/prove/breaking/run.ts';
import { judgeFlip } from '../../tools/prove/readers/judge-flip.ts';
import { judgeSteady } from '../../tools/prove/readers/judge-steady.ts';
import { seeFlip } from '../../tools/prove/readers/run-flip.ts';
import { readSteadily } from '../../tools/prove/readers/run-steady.ts';

/**
 * `npm run readers`, `npm run readers -- --flip` and `npm run breaking` in small, by the very same code. What depends on how
 * fast a machine is, the commands alone judge: how soon a change is seen, and how many answers a second there are.
 */
const broken = (claims: ReturnType<typeof judgeSteady>) => claims.filter(({ holds }) => !holds);

test.each(['local', 'two'] as const)(
  'readers through the edge "%s": one fetch of an object at once, one each two seconds',
  async (edge) => {
    const { seen } = await readSteadily({ edge, rate: 30, seconds: 7, objects: 6, rounds: 0 });
    expect(broken(judgeSteady(seen))).toEqual([]);
    expect(seen.statuses.get(200)).toBeGreaterThan(100);
  },
);

test('home, articles and prices change at one second: no answer is early, and none holds both', async () => {
  const seen = await seeFlip({ seed: 1, edge: 'local', rate: 30, products: 12, lead: 20 });
  const depends = /are old|in the last second|in the first second|in flight/;
  expect(broken(judgeFlip(seen)).filter(({ sentence }) => !depends.test(sentence))).toEqual([]);
});

test('articles are published while readers read them: nothing fails', async () => {
  const plan = { edge: 'local', publishes: 6, everyMs: 500, articles: 3, rate: 30, stayMs: 3000 } as const;
  const { statuses, watched } = await seeBreaking(plan);
  expect([...statuses.keys()].filter((status) => status !== 200 && status !== 404)).toEqual([]);
  expect(watched.latenessOf('the article')).toHaveLength(6);
});
