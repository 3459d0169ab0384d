import { isoTime, msOf } from './clock.ts';

/** A moment at which an answer changes by the clock alone. */
export interface Flip {
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** Whether something that was shown before is not shown any more: a price, an article, a product. */
  readonly takesAway: boolean;
}

/** Seconds that shared caches answer it, seconds more while they ask again, and seconds in which they may answer for a dead origin. */
export interface Lifetime {
  readonly fresh: number;
  readonly stale: number;
  readonly onError: number;
}
/** Of what readers see; of what is not there. */
export const PAGE: Lifetime = { fresh: 2, stale: 3, onError: 86_400 };
export const MISSING: Lifetime = { fresh: 2, stale: 0, onError: 0 };

/**
 * Milliseconds before a flip in which caches are told to keep nothing. Tiers of a cache pass an age on in whole seconds,
 * and an answer is on its way for a while: with one second only, some would answer it after the flip (decision 31).
 */
export const LAST_MS = 2000;

/** The next moment at which something changes, in milliseconds since 1970; infinite for none. */
export const nextOf = (flips: readonly Flip[], now: number): number => {
  const moment = isoTime(now);
  const ahead = flips.flatMap(({ at }) => (at > moment ? [at] : []));
  return ahead.length === 0 ? Number.POSITIVE_INFINITY : msOf(ahead.reduce((a, b) => (a < b ? a : b)));
};

/**
 * Tells caches how long they may keep what was made: never beyond the next moment at which it changes, and for a dead
 * origin (`stale-if-error`, which counts from the end of its freshness) never beyond the next one that takes something
 * away. Browsers always ask. Without `stale-if-error` CloudFront would serve it for errors as long as it has it.
 * @param flips all that were to come when it was made; one that has come meanwhile has changed it: nobody keeps it
 * @param now milliseconds since 1970
 */
export const cacheControl = (flips: readonly Flip[], now: number, lifetime: Lifetime = PAGE): string => {
  const left = (some: readonly Flip[]): number =>
    Math.max(0, Math.floor((Math.min(...some.map(({ at }) => msOf(at))) - now) / 1000) - 1);
  const [untilFlip, untilTaken] = [left(flips), left(flips.filter(({ takesAway }) => takesAway))];
  const fresh = Math.min(lifetime.fresh, untilFlip);
  const stale = Math.min(lifetime.stale, untilFlip - fresh);
  const onError = Math.min(lifetime.onError, untilTaken - fresh);
  // CloudFront keeps a 404 for a second at least, unless it may not be stored.
  if (lifetime.fresh > 0 && fresh === 0 && lifetime.onError === 0) return 'no-store';
  return `public, max-age=0, s-maxage=${fresh}, stale-while-revalidate=${stale}, stale-if-error=${onError}`;
};
