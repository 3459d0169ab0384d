/** A defect that is planted into the shipped code as a stack loads it: the judge is judged by finding each of them. */
export interface Defect {
  readonly about: string;
  readonly file: string;
  /** Each stands in the file exactly once; what stands there instead. */
  readonly changes: readonly (readonly [find: string, plant: string])[];
  /** Whether the judge must find it in each run. */
  readonly isWrong: boolean;
}

const lifetime = 'lib/lifetime.ts';
const cut = 'Math.max(0, Math.floor((nextOf(some, now) - now) / 1000) - 1)';

/** A release that arms one member outside of its transaction takes its place here when there are releases. */
export const defects: Readonly<Record<string, Defect>> = {
  'flips-ignored': {
    about: 'how long caches may keep a page does not go by what changes on it',
    file: lifetime,
    changes: [[cut, 'Number(some.length < 0) || Number.POSITIVE_INFINITY']],
    isWrong: true,
  },
  'no-wait': {
    about: 'in the last seconds before a flip caches are told to keep nothing, and each reader asks for himself',
    file: 'lib/across-flips.ts',
    changes: [['(left < LAST_MS && isEdge(input.headers))', '(left < LAST_MS - LAST_MS && isEdge(input.headers))']],
    isWrong: true,
  },
  'one-second': {
    about:
      'lifetimes lose no second, and the last one alone waits: enough behind one cache; what two add up is measured',
    file: lifetime,
    changes: [
      [cut, 'Math.max(0, Math.floor((nextOf(some, now) - now) / 1000))'],
      ['export const LAST_MS = 2000;', 'export const LAST_MS = 1000;'],
    ],
    isWrong: false,
  },
};
