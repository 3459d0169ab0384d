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
const cut = 'Math.max(0, Math.floor((Math.min(...some.map(({ at }) => msOf(at))) - now) / 1000) - 1)';

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
    changes: [['left < LAST_MS && worthIt', 'left < LAST_MS - LAST_MS && worthIt']],
    isWrong: true,
  },
  'member-outside': {
    about: 'a release arms its first member outside of the transaction of the others, by a write that does not come',
    file: 'functions/content/releases/prepared.ts',
    changes: [
      [
        'await transact([...members.map(({ write }) => write), ...own]);',
        'await transact([...members.slice(1).map(({ write }) => write), ...own]);',
      ],
    ],
    isWrong: true,
  },
  'one-second': {
    about:
      'lifetimes lose no second, and the last one alone waits: enough behind one cache; what two add up is measured',
    file: lifetime,
    changes: [
      [cut, 'Math.max(0, Math.floor((Math.min(...some.map(({ at }) => msOf(at))) - now) / 1000))'],
      ['export const LAST_MS = 2000;', 'export const LAST_MS = 1000;'],
    ],
    isWrong: false,
  },
};
