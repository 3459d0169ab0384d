import { expect, it } from 'vitest';
import { loadStack } from '../../stack/load.js';
import { chanceOf } from '../../test/support/chance.ts';
import { planOf } from '../plan.ts';
import { createAccount } from './account.ts';

/** Invocations a second of a function, and how long one takes on average, in milliseconds. */
interface Offered {
  readonly fn: string;
  readonly perSecond: number;
  readonly meanMs: number;
}

/** A night on which a page is read by everybody, and the shop sells as always. */
const offered: readonly Offered[] = [
  { fn: 'site-get-page', perSecond: 10_000, meanMs: 200 },
  { fn: 'catalog-get-product', perSecond: 5_000, meanMs: 200 },
  { fn: 'checkout-create-cart', perSecond: 100, meanMs: 80 },
  { fn: 'checkout-checkout-cart', perSecond: 100, meanMs: 400 },
  { fn: 'orders-settle-payment', perSecond: 5, meanMs: 200 },
  { fn: 'orders-publish-events', perSecond: 5, meanMs: 200 },
];
const SECONDS = 6;
/** What runs from before: the flood has begun, and each function has its environments. */
const WARM_SECONDS = 2;

const plan = planOf(await loadStack());

/** The part of each function's invocations that Lambda refuses, by a clock of its own. */
const refusedParts = (held?: readonly string[]): Record<string, number> => {
  const chance = chanceOf(3);
  const exponential = (mean: number): number => -Math.log(1 - chance()) * mean;
  let now = 0;
  const account = createAccount(plan, { now: () => now, ...(held ? { held } : {}) });
  const ends: { at: number; end: () => void }[] = [];
  const counts = offered.map(() => ({ asked: 0, refused: 0 }));
  const arrivals = offered.map(({ perSecond }) => exponential(1000 / perSecond));
  while (now < SECONDS * 1000) {
    const next = arrivals.indexOf(Math.min(...arrivals));
    const { fn, perSecond, meanMs } = offered[next] as Offered;
    now = arrivals[next] as number;
    arrivals[next] = now + exponential(1000 / perSecond);
    for (let at = ends.length - 1; at >= 0; at -= 1)
      if ((ends[at]?.at ?? 0) <= now) {
        ends[at]?.end();
        ends[at] = ends.at(-1) as (typeof ends)[number];
        ends.pop();
      }
    const count = counts[next] as (typeof counts)[number];
    if (now > WARM_SECONDS * 1000) count.asked += 1;
    try {
      ends.push({ end: account.begin(`floodgate-local-${fn}`), at: now + exponential(meanMs) });
    } catch {
      if (now > WARM_SECONDS * 1000) count.refused += 1;
    }
  }
  return Object.fromEntries(counts.map(({ asked, refused }, index) => [offered[index]?.fn, refused / asked]));
};

it('a flood of readers is refused by its own ceilings, and selling and settling do not feel it', () => {
  const parts = refusedParts();
  expect(parts['site-get-page']).toBeGreaterThan(0.9);
  for (const fn of ['checkout-create-cart', 'checkout-checkout-cart', 'orders-settle-payment', 'orders-publish-events'])
    expect(parts[fn], fn).toBe(0);
});

it('where only selling has shares, the same flood takes what settlement lives on', () => {
  const parts = refusedParts(['buy', 'cart', 'accounts']);
  expect(parts['checkout-checkout-cart']).toBe(0);
  expect(parts['orders-settle-payment']).toBeGreaterThan(0.6);
  expect(parts['orders-publish-events']).toBeGreaterThan(0.6);
});
