import { expect, it } from 'vitest';
import { createPollers } from './pollers.ts';

it('are five at first and 300 more a minute while messages are left, within five per cent', () => {
  const pollers = createPollers(1000);
  expect(pollers.allowed(0)).toBe(5);
  pollers.saw(true, 1000);
  for (let now = 2000; now <= 121_000; now += 1000) pollers.saw(true, now);
  expect(Math.abs((pollers.allowed(61_000) - 5) / 300 - 1)).toBeLessThan(0.05);
  expect(Math.abs((pollers.allowed(121_000) - 5) / 600 - 1)).toBeLessThan(0.05);
});

it('are never more than 1,250, nor than the mapping says, and begin anew after an empty poll', () => {
  const [many, two] = [createPollers(5000), createPollers(2)];
  for (const one of [many, two]) one.saw(true, 0);
  expect([many.allowed(3_600_000), two.allowed(3_600_000)]).toEqual([1250, 2]);
  many.saw(false, 3_600_000);
  many.saw(true, 3_601_000);
  expect(many.allowed(3_602_000)).toBe(10);
});
