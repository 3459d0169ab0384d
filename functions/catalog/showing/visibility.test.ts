import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { inUtc, isVisible, Moment, visibilityFlips } from './visibility.ts';

const at = (ms: number): string => new Date(1_800_000_000_000 + ms).toISOString();
const [ms, none] = [fc.integer({ min: 0, max: 20 }), fc.constantFrom(null, undefined)];
const window = fc
  .record({ visibleFrom: fc.oneof(ms, none), visibleUntil: fc.oneof(ms, none) })
  .filter(({ visibleFrom, visibleUntil }) => (visibleFrom ?? -1) < (visibleUntil ?? 21))
  .map(({ visibleFrom, visibleUntil }) => ({
    visibleFrom: typeof visibleFrom === 'number' ? at(visibleFrom) : visibleFrom,
    visibleUntil: typeof visibleUntil === 'number' ? at(visibleUntil) : visibleUntil,
  }));

test('a product is shown from its beginning on and until just before its end', () => {
  const from = { visibleFrom: at(5), visibleUntil: at(9) };
  expect([4, 5, 8, 9].map((moment) => isVisible(from, at(moment)))).toEqual([false, true, true, false]);
  expect([isVisible({}, at(0)), isVisible({ visibleFrom: null, visibleUntil: null }, at(0))]).toEqual([true, true]);
});

test('what is shown changes at a flip and never between two, and a flip says whether it takes away', () => {
  fc.assert(
    fc.property(window, ms, (one, moment) => {
      const [before, now] = [isVisible(one, at(moment)), isVisible(one, at(moment + 1))];
      const flip = visibilityFlips(one, at(moment)).find((each) => each.at === at(moment + 1));
      expect(flip).toEqual(before === now ? undefined : { at: at(moment + 1), takesAway: before });
    }),
  );
});

test.each([
  ['2030-01-01T09:00:00+01:00', '2030-01-01T08:00:00.000Z'],
  ['2030-01-01T09:00:00.5Z', '2030-01-01T09:00:00.500Z'],
  ['2030-01-01T09:00:00.123456Z', '2030-01-01T09:00:00.123Z'],
])('%s is taken as %s', (stated, stored) => {
  expect([z.safeParse(Moment, stated).success, inUtc(stated)]).toEqual([true, stored]);
});

test.each(['', 'soon', '2030-01-01', '2030-02-30T00:00:00Z', '9999-12-31T23:00:00-05:00', '0000-01-01T00:00:00+05:00'])(
  '"%s" is no moment',
  (text) => {
    expect(z.safeParse(Moment, text).success).toBe(false);
  },
);

test('what is not stated stays so, and null clears', () => {
  expect([inUtc(undefined), inUtc(null)]).toEqual([undefined, null]);
});
