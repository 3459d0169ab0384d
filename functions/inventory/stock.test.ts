import { expect, test } from 'vitest';
import { isOpen, noStock, openUnits, positionOf, sells } from './stock.ts';

test('a variant sells while it has units, and at any count when it is untracked or on back-order', () => {
  expect(sells({ n: 1, open: false })).toBe(true);
  expect(sells({ n: 0, open: false })).toBe(false);
  expect(sells({ n: -3, open: true })).toBe(true);
  expect(isOpen({ tracked: true, policy: 'deny' })).toBe(false);
  expect(isOpen({ tracked: true, policy: 'continue' })).toBe(true);
  expect(isOpen({ tracked: false, policy: 'deny' })).toBe(true);
});

test('without a record a variant is tracked, with nothing, at version 0', () => {
  expect(sells(noStock)).toBe(false);
  expect(positionOf(noStock)).toBe(0);
  expect(positionOf({ t: 4, c: 2, v: 1 })).toBe(7);
});

test('units of a take without a ticket count as held; what came back or went for good does not', () => {
  const tickets = [
    { q: 2, state: 'held' }, { q: 3, state: 'claimed' }, { q: 1, state: 'void' },
    { q: 4, state: 'released' }, { q: 5, state: 'adjusted' }, { q: 6, state: 'shipped' },
  ] as const; // biome-ignore format: a table
  expect(openUnits(tickets, 23)).toEqual({ held: 4, committed: 3 });
});
