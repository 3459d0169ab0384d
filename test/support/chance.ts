/** A generator of numbers below 1, the same for the same seed: mulberry32, by Tommy Ettinger, in the public domain. */
export interface Chance {
  (): number;
  /** A whole number from 0 on and below `limit`. */
  readonly upTo: (limit: number) => number;
  /** True with this probability. */
  readonly happens: (probability: number) => boolean;
  readonly pick: <T>(from: readonly T[]) => T;
}

export const chanceOf = (seed: number): Chance => {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const upTo = (limit: number): number => Math.floor(next() * limit);
  return Object.assign(next, {
    upTo,
    happens: (probability: number) => next() < probability,
    pick: <T>(from: readonly T[]): T => from[upTo(from.length)] as T,
  });
};
