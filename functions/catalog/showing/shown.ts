import { isoTime, msOf, nowMs } from '#lib/clock.ts';
import { type Content, contentOf } from '#lib/compress.ts';
import { NotFound } from '#lib/refusals.ts';
import { etagOf, type Reply } from '#lib/reply.ts';
import { readThrough, ttlCache } from '#lib/ttl-cache.ts';

/** A moment at which what is shown changes. */
export interface Flip {
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** Whether something that was shown before is not shown any more: a new price or step over another one does that too. */
  readonly takesAway: boolean;
}

const nextOf = (flips: readonly Flip[], moment: string): Flip[] =>
  flips
    .filter(({ at }) => at > moment)
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .slice(0, 1);

/** Picks of many flips those that caches need to know: the next one, and the next one that takes something away. */
export const soonest = (flips: readonly Flip[], moment: string): Flip[] => [
  ...new Set([
    ...nextOf(flips, moment),
    ...nextOf(
      flips.filter(({ takesAway }) => takesAway),
      moment,
    ),
  ]),
];

/** What readers get, made at a moment, with the moments to come at which it changes: of anything that is on it. */
export interface Shown<T = unknown> {
  readonly body: T;
  /** When all of it was read, ISO 8601 in UTC. */
  readonly moment: string;
  readonly flips: readonly Flip[];
}

/** Seconds that shared caches answer it, seconds more while they ask again, and seconds in which they may answer for a dead origin. */
export interface Lifetime {
  readonly fresh: number;
  readonly stale: number;
  readonly onError: number;
}
const page: Lifetime = { fresh: 2, stale: 3, onError: 86_400 };
/** Of a 404: seconds, and no longer for a dead origin. */
const missing: Lifetime = { fresh: 2, stale: 0, onError: 0 };

/**
 * Tells caches how long they may keep what was made: never beyond the next moment at which it changes, and for a dead
 * origin (`stale-if-error`, which counts from the end of its freshness) never beyond the next one that takes something
 * away. Browsers always ask. Without `stale-if-error` CloudFront would serve it for errors as long as it has it.
 * @param now milliseconds since 1970
 */
export const cacheControl = (
  flips: readonly Flip[],
  now: number,
  { fresh, stale, onError }: Lifetime = page,
): string => {
  const moment = isoTime(now);
  const left = (some: readonly Flip[]): number => {
    const [next] = nextOf(some, moment);
    return next === undefined ? Number.POSITIVE_INFINITY : Math.floor((msOf(next.at) - now) / 1000);
  };
  const [untilFlip, untilTaken] = [left(flips), left(flips.filter(({ takesAway }) => takesAway))];
  const shared = Math.min(fresh, untilFlip);
  const meanwhile = Math.min(stale, untilFlip - shared);
  const dead = Math.min(onError, untilTaken - shared);
  return `public, max-age=0, s-maxage=${shared}, stale-while-revalidate=${meanwhile}, stale-if-error=${dead}`;
};

/** What was made within the last second, by what was asked for. */
const recent = ttlCache<Promise<Shown>>(1000, 500);

/**
 * Answers what was made within the last second, unless it has changed since, or makes it once for all who ask meanwhile.
 * @param key everything that it depends on
 * @param make gets the moment at which all that is on it is read
 */
export const remembered = async <T>(
  key: readonly unknown[],
  make: (moment: string) => Promise<Omit<Shown<T>, 'moment'>>,
): Promise<Shown<T>> => {
  const name = JSON.stringify(key);
  const load = () =>
    readThrough(recent, name, async () => {
      const moment = isoTime(nowMs());
      return { ...(await make(moment)), moment };
    }) as Promise<Shown<T>>;
  const shown = await load();
  if (!hasChanged(shown, isoTime(nowMs()))) return shown;
  recent.delete(name);
  return load();
};

/** Answers whether something of what was made has changed until a later moment (ISO 8601 in UTC). */
export const hasChanged = ({ moment, flips }: Pick<Shown, 'moment' | 'flips'>, later: string): boolean =>
  flips.some(({ at }) => at > moment && at <= later);

/** What answers from memory are written as, once: text, compressed forms, ETag. */
const written = new WeakMap<object, { readonly content: Content; readonly etag: string }>();
const writtenOf = (shown: Pick<Shown, 'body'>) => {
  const known = written.get(shown);
  if (known) return known;
  const text = typeof shown.body === 'string' ? shown.body : JSON.stringify(shown.body);
  const made = { content: contentOf(text), etag: etagOf(text) };
  written.set(shown, made);
  return made;
};

/** Replies with what readers get, and how long it may be kept. @param type JSON unless told */
export const shownReply = (
  shown: Pick<Shown, 'body' | 'flips'>,
  { lifetime = page, type = 'application/json' }: { readonly lifetime?: Lifetime; readonly type?: string } = {},
): Reply => {
  const { content, etag } = writtenOf(shown);
  return {
    status: 200,
    raw: { content, type },
    etag,
    headers: { 'cache-control': cacheControl(shown.flips, nowMs(), lifetime) },
  };
};

/** Refuses with 404, which caches keep for two seconds, and never beyond the moment at which something appears there. */
export const notThere = (what: string, { flips }: Pick<Shown, 'flips'>) =>
  new NotFound(`There is no such ${what}.`, {}, { 'cache-control': cacheControl(flips, nowMs(), missing) });
