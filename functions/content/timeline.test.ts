import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endedAt, flipsAfter, momentOf, revisionsFrom, type Step, stepAt, withStep } from './timeline.ts';

const at = (second: number): string => new Date(1_800_000_000_000 + 1000 * second).toISOString();
const step = (from: number, until: number | null, revision: number): Step => ({
  from: at(from),
  until: until === null ? null : at(until),
  revision,
});
/** What is shown at each second from 0 on. */
const shown = (steps: readonly Step[], seconds: number): (number | undefined)[] =>
  Array.from({ length: seconds }, (_, second) => stepAt(steps, at(second))?.revision);

test('a step lasts until its end, or until the next one begins; between steps nothing is shown', () => {
  const steps = [step(1, null, 1), step(3, 5, 2), step(6, null, 3)];
  expect(shown(steps, 8)).toEqual([undefined, 1, 1, 2, 2, undefined, 3, 3]);
  expect(flipsAfter(steps, at(0))).toEqual([
    { at: at(1), takesAway: false },
    { at: at(3), takesAway: true },
    { at: at(5), takesAway: true },
    { at: at(6), takesAway: false },
  ]);
  expect(revisionsFrom(steps, at(3))).toEqual([2, 3]);
});

test('an end behind the next beginning is no moment', () => {
  const steps = [step(1, 9, 1), step(3, null, 2)];
  expect(shown(steps, 5)).toEqual([undefined, 1, 1, 2, 2]);
  expect(flipsAfter(steps, at(0)).map((flip) => flip.at)).toEqual([at(1), at(3)]);
});

test('ending takes back what would begin then or later', () => {
  const steps = endedAt([step(1, null, 1), step(3, null, 2), step(5, null, 3)], at(3));
  expect(shown(steps, 7)).toEqual([undefined, 1, 1, undefined, undefined, undefined, undefined]);
});

describe('the moment that is asked for', () => {
  const now = 1_800_000_000_500;
  test('is now for one in the past, in whole seconds', () => {
    expect(momentOf(undefined, now, [])).toBe(at(0));
    expect(momentOf('2001-01-01T00:00:00+01:00', now, [])).toBe(at(0));
    expect(momentOf(at(7), now, [])).toBe(at(7));
  });
  test('is the first second in which the timeline does not change already', () => {
    expect(momentOf(undefined, now, [step(0, null, 1)])).toBe(at(1));
    expect(momentOf(undefined, now, [step(-5, 0, 1)])).toBe(at(1));
    expect(momentOf(undefined, now, [step(0, null, 1), step(1, null, 2)])).toBe(at(2));
    expect(momentOf(undefined, now, [step(-5, null, 1)])).toBe(at(0));
  });
  test('is behind all that is told', () => {
    expect(momentOf(undefined, now, [], at(3))).toBe(at(4));
    expect(momentOf(at(2), now, [], at(3))).toBe(at(4));
    expect(momentOf(at(9), now, [], at(3))).toBe(at(9));
  });
  test('has no fraction', () => {
    expect(() => momentOf('2040-01-01T00:00:00.001Z', now, [])).toThrow('A moment has whole seconds.');
  });
});

const times = fc.integer({ min: 0, max: 20 });
const anyStep = fc.record({ from: times, length: fc.option(fc.integer({ min: 1, max: 10 })) });

test('whatever steps are put and in what order: each second shows what was put for it last, and flips are all that changes', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 12 }), (puts) => {
      const one = (put: (typeof puts)[number], index: number) =>
        step(put.from, put.length === null ? null : put.from + put.length, index + 1);
      const steps = puts.reduce<Step[]>((all, put, index) => withStep(all, one(put, index), ''), []);
      // By hand: of the steps that began by then the latest, of those of one moment the last that was put.
      const expected = Array.from({ length: 32 }, (_, second) => {
        const begun = puts.map(one).filter(({ from }) => from <= at(second));
        const last = begun
          .sort((a, b) => (a.from < b.from || (a.from === b.from && a.revision < b.revision) ? -1 : 1))
          .at(-1);
        return last && (last.until === null || at(second) < last.until) ? last.revision : undefined;
      });
      expect(shown(steps, 32)).toEqual(expected);
      const flips = new Set(flipsAfter(steps, '').map((flip) => flip.at));
      for (let second = 1; second < 32; second += 1)
        if (expected[second] !== expected[second - 1]) expect(flips).toContain(at(second));
      for (const flip of flipsAfter(steps, '')) {
        const [before, after] = [new Date(Date.parse(flip.at) - 1).toISOString(), flip.at].map((moment) =>
          stepAt(steps, moment),
        );
        expect(before).not.toBe(after);
        expect(flip.takesAway).toBe(before !== undefined);
      }
    }),
  );
});

test('steps that ended are left out once they are told, and never what is shown', () => {
  const steps = withStep([step(1, null, 1), step(3, 4, 2)], step(6, null, 3), at(5));
  expect(steps.map(({ revision }) => revision)).toEqual([3]);
  expect(withStep([step(1, null, 1)], step(6, null, 2), at(5)).map(({ revision }) => revision)).toEqual([1, 2]);
});
