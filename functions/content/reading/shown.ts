import { isoTime, msOf, nowMs } from '#lib/clock.ts';
import { contentOf } from '#lib/compress.ts';
import { etagOf, type Reply } from '#lib/reply.ts';
import { readThrough, ttlCache } from '#lib/ttl-cache.ts';
import type { Flip } from '../timeline.ts';

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
    const next = some
      .map(({ at }) => at)
      .filter((at) => at > moment)
      .sort()[0];
    return next === undefined ? Number.POSITIVE_INFINITY : Math.floor((msOf(next) - now) / 1000);
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
  const now = isoTime(nowMs());
  if (!shown.flips.some(({ at }) => at > shown.moment && at <= now)) return shown;
  recent.delete(name);
  return load();
};

/** Replies with what readers get, and how long it may be kept. @param type JSON unless told */
export const shownReply = (
  { body, flips }: Shown,
  { lifetime = page, type = 'application/json' }: { readonly lifetime?: Lifetime; readonly type?: string } = {},
): Reply => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    status: 200,
    raw: { content: contentOf(text), type },
    etag: etagOf(text),
    headers: { 'cache-control': cacheControl(flips, nowMs(), lifetime) },
  };
};
