import type { Measured } from './load.ts';

/** One round: an operation on the stack and its floor, measured one right after the other. */
export interface Round {
  readonly ours: Measured;
  readonly floor: Measured;
  /** Of the floor's rate, the share that the stack did: both had the same machine in the same seconds. */
  readonly ratio: number;
}

/** Measures stack and floor in turn, round by round; which one is first changes, so that neither always has the warmer machine. */
export const alternate = async (
  count: number,
  ours: () => Promise<Measured>,
  floor: () => Promise<Measured>,
): Promise<Round[]> => {
  const rounds: Round[] = [];
  for (let i = 0; i < count; i++) {
    const first = i % 2 === 0 ? await ours() : await floor();
    const second = i % 2 === 0 ? await floor() : await ours();
    const [our, its] = i % 2 === 0 ? [first, second] : [second, first];
    rounds.push({ ours: our, floor: its, ratio: our.perSecond / its.perSecond });
  }
  return rounds;
};

const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
};
const tenths = (value: number): number => Math.round(value * 10) / 10;
const hundredths = (value: number): number => Math.round(value * 100) / 100;

const medianOf = (all: readonly Measured[]): Measured => ({
  perSecond: tenths(median(all.map(({ perSecond }) => perSecond))),
  p50Ms: tenths(median(all.map(({ p50Ms }) => p50Ms))),
  p99Ms: tenths(median(all.map(({ p99Ms }) => p99Ms))),
  count: all.reduce((sum, { count }) => sum + count, 0),
});

/**
 * The medians of some rounds.
 * @returns rates and times of each side, the median of the rounds' ratios, and the lowest and highest of them
 */
export const summary = (rounds: readonly Round[]) => {
  const ratios = rounds.map(({ ratio }) => ratio);
  return {
    ours: medianOf(rounds.map(({ ours }) => ours)),
    floor: medianOf(rounds.map(({ floor }) => floor)),
    ratio: hundredths(median(ratios)),
    spread: [hundredths(Math.min(...ratios)), hundredths(Math.max(...ratios))] as const,
  };
};
