import type { AccessLine } from '../../../local/gateway/access-lines.ts';
import { atLeast, atMost, type Claim, counted } from './claim.ts';
import { begun, fetchesOf, mostInFlight, worstOf } from './fetches.ts';
import type { ChangingObject, State } from './parts.ts';
import type { Received } from './read.ts';

/** What an answer shows: all old, all new, something of both or of neither, or nothing since there was none. */
export type Shows = 'before' | 'after' | 'mixed' | 'failed';

/** An answer as it is kept for the verdict: its text is read when it comes. */
export interface Judged {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly shows: Shows;
  readonly status: number;
}

const is = (status: number, text: string, state: State, other: State): boolean =>
  status === state.status &&
  state.words.every((word) => text.includes(word)) &&
  !other.words.some((word) => text.includes(word));

/** Tells what an answer shows. */
export const showsOf = ({
  object,
  status,
  text,
}: Pick<Received<ChangingObject>, 'object' | 'status' | 'text'>): Shows => {
  if (status === 0 || status >= 500) return 'failed';
  if (is(status, text, object.before, object.after)) return 'before';
  return is(status, text, object.after, object.before) ? 'after' : 'mixed';
};

/** One flip, as readers and the origin saw it. Times are milliseconds since 1970. */
export interface FlipSeen {
  readonly at: number;
  readonly objects: readonly ChangingObject[];
  readonly answers: readonly Judged[];
  readonly lines: readonly AccessLine[];
  /** When the load began. */
  readonly from: number;
  /** Whether the stack was killed and started meanwhile: then an answer may be missing. */
  readonly killed: boolean;
}

const SECOND = 1000;
/** Names the objects that some answers are of, each with the furthest that one was from where it had to be. */
const furthest = (answers: readonly Judged[], distance: (one: Judged) => number): string => {
  const most = new Map<string, number>();
  for (const one of answers) most.set(one.name, Math.max(most.get(one.name) ?? 0, distance(one)));
  const named = [...most].sort(([, a], [, b]) => b - a).map(([name, ms]) => `${name} by ${Math.round(ms)} ms`);
  return named.length > 0
    ? `; ${named.slice(0, 5).join(', ')}${named.length > 5 ? ` and ${named.length - 5} more` : ''}`
    : '';
};

/** Judges a flip: by what readers received, and by the origin's access lines. */
export const judgeFlip = ({ at, objects, answers, lines, from, killed }: FlipSeen): Claim[] => {
  const late = answers.filter(({ start, shows }) => start >= at && shows === 'before');
  const early = answers.filter(({ end, shows }) => end < at && shows === 'after');
  const mixed = answers.filter(({ shows }) => shows === 'mixed');
  const failed = answers.filter(({ shows }) => shows === 'failed');
  const [waiting, others] = [objects.filter(({ waits }) => waits), objects.filter(({ waits }) => !waits)];
  const of = (object: ChangingObject): AccessLine[] => fetchesOf(lines, object, from);
  const most = (some: readonly ChangingObject[], count: (fetches: readonly AccessLine[]) => number) =>
    worstOf(some, (object) => count(of(object)));
  const last = (fetches: readonly AccessLine[]) => begun(fetches, at - SECOND, at);
  const first = (fetches: readonly AccessLine[]) => begun(fetches, at, at + SECOND);
  const [inFlight, inLast, inFirst] = [most(waiting, mostInFlight), most(waiting, last), most(waiting, first)];
  const unawaited = most(others, (fetches) => begun(fetches, at - 3 * SECOND, at));
  return [
    atMost(
      `answers requested at or after the second that are old${furthest(late, ({ start }) => start - at)}`,
      late.length,
      0,
    ),
    atMost(`answers finished before the second that are new${furthest(early, ({ end }) => at - end)}`, early.length, 0),
    atMost(
      `answers that hold both, or neither${mixed[0] ? `; ${mixed[0].name}, ${mixed[0].status}, ${mixed[0].start - at} ms from it` : ''}`,
      mixed.length,
      0,
    ),
    ...(killed
      ? []
      : [
          atMost(`answers that failed${failed[0] ? `; ${failed[0].name}, ${failed[0].status}` : ''}`, failed.length, 0),
        ]),
    atLeast(
      'answers finished before the second',
      answers.filter(({ end, shows }) => end < at && shows === 'before').length,
      1,
    ),
    atLeast(
      'answers requested after it',
      answers.filter(({ start, shows }) => start >= at && shows === 'after').length,
      1,
    ),
    atMost(`fetches of one object in flight at once (${inFlight.name})`, inFlight.most, 1),
    atMost(`fetches of one object begun in the last second (${inLast.name})`, inLast.most, 1),
    atMost(`fetches of one object begun in the first second (${inFirst.name})`, inFirst.most, 1),
    // They do not wait, by design: a price list may have ten thousand products, and each page that waits holds an environment.
    counted(
      `fetches of a product's page that is neither on a front nor in a release, in the last three seconds (${unawaited.name})`,
      unawaited.most,
    ),
  ];
};
