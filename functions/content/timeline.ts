import { isoTime, msOf } from '#lib/clock.ts';
import type { Flip } from '#lib/lifetime.ts';
import { FractionOfSecond, TooManySteps } from './refusals.ts';

/**
 * What is shown when: steps by their beginning. A step ends where it says (`until`), or where the next one begins; outside
 * of every step nothing is shown. Nothing is written when one begins or ends: readers compare with the clock, and caches
 * are told the moment beforehand.
 */
export interface Step {
  /** ISO 8601 in UTC, whole seconds, so that texts compare as times do. */
  readonly from: string;
  /** Null: until the next step begins. */
  readonly until: string | null;
  readonly revision: number;
}

/** Steps of one timeline at most. */
export const MOST_STEPS = 20;

const endOf = (steps: readonly Step[], index: number): string | null => {
  const [until, next] = [steps[index]?.until ?? null, steps[index + 1]?.from ?? null];
  if (until === null || next === null) return until ?? next;
  return until < next ? until : next;
};

/** Finds the step that is shown at a moment (ISO 8601 in UTC). */
export const stepAt = <S extends Step>(steps: readonly S[], at: string): S | undefined => {
  const index = steps.findLastIndex(({ from }) => from <= at);
  const end = endOf(steps, index);
  return end === null || at < end ? steps[index] : undefined;
};

/** Lists the revisions that are shown at a moment (ISO 8601 in UTC) or will be. */
export const revisionsFrom = (steps: readonly Step[], at: string): number[] =>
  steps.filter((step, index) => step.from > at || (endOf(steps, index) ?? '~') > at).map(({ revision }) => revision);

/** Lists the moments after one (ISO 8601 in UTC) at which a timeline changes, in their order. */
export const flipsAfter = (steps: readonly Step[], after: string): Flip[] => {
  const moments = steps.flatMap((step, index) => [step.from, endOf(steps, index) ?? '']);
  const ahead = [...new Set(moments)].filter((moment) => moment > after).sort();
  return ahead.map((at) => ({
    at,
    takesAway: steps.some(({ from }, index) => from < at && endOf(steps, index) === at),
  }));
};

/**
 * Puts a step into a timeline: it replaces one that begins at the same moment; later ones stay. Steps that ended before
 * `told`, up to which everything was told, are left out.
 * @throws Refusal 422 `too-many-steps`
 */
export const withStep = <S extends Step>(steps: readonly S[], step: S, told: string): S[] => {
  const others = steps.filter(({ from }) => from !== step.from);
  const all = [...others, step].sort((a, b) => (a.from < b.from ? -1 : 1));
  const kept = all.filter((one, index) => one === step || !((endOf(all, index) ?? '~') <= told));
  if (kept.length > MOST_STEPS) throw new TooManySteps();
  return kept;
};

/** Ends a timeline at a moment: what is shown then ends, and what would begin then or later is taken back. */
export const endedAt = <S extends Step>(steps: readonly S[], at: string): S[] =>
  steps
    .filter(({ from }) => from < at)
    .map((step) => (step.until === null || step.until > at ? { ...step, until: at } : step));

const SECOND = 1000;

/**
 * Answers the moment that a caller asks for, as a timeline has it: whole seconds, and now for one in the past or for none.
 * Now is the first second from this one on in which the timeline does not change already, and no moment is one up to which all is
 * told: each change is told by its own moment.
 * @param now milliseconds since 1970
 * @param told ISO 8601 in UTC; empty where nothing is
 * @throws Refusal 422 `fraction-of-second`
 */
export const momentOf = (asked: string | null | undefined, now: number, steps: readonly Step[], told = ''): string => {
  const second = Math.floor(now / SECOND) * SECOND;
  const moment = asked ? msOf(asked) : second;
  if (moment % SECOND !== 0) throw new FractionOfSecond();
  const taken = new Set(flipsAfter(steps, isoTime(second - 1)).map(({ at }) => at));
  let present = second;
  while (taken.has(isoTime(present))) present += SECOND;
  const found = isoTime(moment > second ? moment : present);
  return found > told ? found : isoTime(msOf(told) + SECOND);
};
