import type { AccessLine } from '../../../local/gateway/access-lines.ts';
import { atLeast, atMost, type Claim } from './claim.ts';
import { fetchesOf, mostInFlight, worstOf } from './fetches.ts';
import type { ReadObject } from './object.ts';

/** Seconds for which an edge may keep what readers see. */
const FRESH_SECONDS = 2;

/** What was seen of readers who read the same objects for a while. */
export interface Steady {
  readonly objects: readonly ReadObject[];
  readonly lines: readonly AccessLine[];
  /** How many answers had which status; 0 for none. */
  readonly statuses: ReadonlyMap<number, number>;
  readonly from: number;
  readonly to: number;
}

/** Judges whether an edge asked the origin once for all, by the origin's access lines alone. */
export const judgeSteady = ({ objects, lines, statuses, from, to }: Steady): Claim[] => {
  const of = (object: ReadObject): AccessLine[] => fetchesOf(lines, object, from);
  const inFlight = worstOf(objects, (object) => mostInFlight(of(object)));
  const fetched = worstOf(objects, (object) => of(object).length);
  const bound = Math.floor((to - from) / 1000 / FRESH_SECONDS) + 1;
  const answers = [...statuses.values()].reduce((sum, count) => sum + count, 0);
  const paths = new Set(objects.map(({ atOrigin }) => atOrigin));
  const past = lines.filter(({ edge, path, start }) => !edge && paths.has(path) && start >= from);
  return [
    atMost('answers that are not a 200', answers - (statuses.get(200) ?? 0), 0),
    atLeast('answers', answers, 1),
    atLeast(
      'objects that were fetched at all',
      objects.filter((object) => of(object).length > 0).length,
      objects.length,
    ),
    atMost(`fetches of one object in flight at once (${inFlight.name})`, inFlight.most, 1),
    atMost(
      `fetches of one object in ${(to - from) / 1000} s, one per ${FRESH_SECONDS} s plus one (${fetched.name})`,
      fetched.most,
      bound,
    ),
    atMost('requests for these objects past the edge', past.length, 0),
  ];
};
