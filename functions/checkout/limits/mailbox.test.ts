import { expect, test } from 'vitest';
import { type Hold, isHeld, withHold } from './mailbox.ts';

const most = { checkouts: 2, units: 10 };
const aHold = (cart: string, more: Partial<Hold> = {}): Hold => ({
  cart,
  at: 0,
  until: 1000,
  units: { mug: 1 },
  ...more,
});

test('a checkout more than may be is refused until the first of them ends', () => {
  const held = [aHold('a', { until: 700 }), aHold('b', { until: 900 })];
  expect(withHold(held, aHold('c'), most)).toEqual({ refused: { what: 'checkouts', until: 700 } });
  const later = aHold('c', { at: 700, until: 1700 });
  expect(withHold(held, later, most)).toEqual({ holds: [held[1], later] });
});

test('the same cart again takes the place of its own hold, with the units that it has now', () => {
  const held = [aHold('a'), aHold('b')];
  const again = aHold('b', { at: 5, units: { mug: 9 } });
  expect(withHold(held, again, most)).toEqual({ holds: [held[0], again] });
  expect(isHeld(held, aHold('b', { at: 5 }))).toBe(true);
  expect(isHeld(held, again)).toBe(false);
  expect(isHeld(held, aHold('b', { at: 5, units: { mug: 1, cup: 1 } }))).toBe(false);
  expect(isHeld(held, aHold('b', { at: 1001 }))).toBe(false);
});

test('units of a variant are summed over the checkouts, and others are not', () => {
  const held = [aHold('a', { units: { mug: 6, cup: 2 } })];
  const units = (mug: number) => withHold(held, aHold('b', { units: { mug, cup: 8 } }), most);
  expect(units(4)).toHaveProperty('holds');
  expect(units(5)).toEqual({ refused: { what: { variantId: 'mug' }, until: 1000 } });
  expect(withHold([], aHold('b', { units: { mug: 11 } }), most)).toHaveProperty('refused.what.variantId', 'mug');
});
