import { afterEach, expect, test, vi } from 'vitest';
import { isoTime } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { flipsToWaitFor, noteOnFronts } from './on-fronts.ts';

const NOW = 1_900_000_000_000;
afterEach(() => void vi.useRealTimers());
const flip = (ms: number) => [{ at: isoTime(NOW + ms), takesAway: true }];
const asked = (productId: string, ms: number, clock: number) => {
  vi.useFakeTimers({ now: NOW + clock, toFake: ['Date'] });
  return flipsToWaitFor(productId, flip(ms), NOW);
};

test('the flips of a product on a front are waited for in the last seconds, those of others are not', async () => {
  const [onFront, other] = [newId('prd'), newId('prd')];
  await noteOnFronts([onFront]);
  expect(await asked(onFront, 1500, 20)).toEqual(flip(1500));
  expect(await asked(other, 1500, 20)).toEqual([]);
  expect(await asked(other, 5000, 20)).toEqual(flip(5000));
});

test('one that came while the page was being made is never forgotten: the page is made again', async () => {
  expect(await asked(newId('prd'), 50, 100)).toEqual(flip(50));
});
