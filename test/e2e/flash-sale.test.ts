import { expect, test } from 'vitest';
import { figuresOf } from '../../tools/prove/flash-sale/figures.ts';
import { holdSale } from '../../tools/prove/flash-sale/run.ts';
import { judge } from '../../tools/prove/flash-sale/verdict.ts';

/** `npm run flash-sale` in small, by the very same code; `npm run flash-sale` itself lets 10,000 buyers in. */
test.each([1, 8])('300 buyers for 40 units over %i shards: every promise is kept', async (shards) => {
  const plan = { buyers: 300, units: 40, shards, atOnce: 60, quietMs: 500 };
  const phases = new Set<string>();
  const seen = await holdSale(plan, ({ phase }) => phases.add(phase));

  const verdict = judge(seen);
  expect(verdict.claims.filter(({ holds }) => !holds)).toEqual([]);
  expect(verdict.sold).toBe(40);
  // 260 buyers, and those of them who pressed twice were told twice.
  expect(verdict.refused).toBeGreaterThanOrEqual(260);
  expect(verdict.provedByAnswers + verdict.provedByLooks).toBe(verdict.refused);
  expect(seen.visits).toHaveLength(300);
  expect(seen.stock).toMatchObject({ available: 0, held: 0, committed: 40 });
  expect([...phases]).toEqual(['opening', 'before', 'selling', 'after', 'settling']);

  const { answers, slices } = figuresOf(seen);
  expect(answers).toMatchObject({ 'cart 201': 300, 'checkout 201': 40 });
  expect(slices.at(-1)).toMatchObject({ sold: 40, refused: verdict.refused });
});
