import { isoTime, nowMs } from '#lib/clock.ts';
import { type Content, contentOf } from '#lib/compress.ts';
import { cacheControl, type Flip, type Lifetime, MISSING, PAGE } from '#lib/lifetime.ts';
import { NotFound } from '#lib/refusals.ts';
import { etagOf, type Reply } from '#lib/reply.ts';
import { readThrough, ttlCache } from '#lib/ttl-cache.ts';
import { tagHeader, tagsOf } from './tags.ts';

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
  /** What is on it (`tagsOf`), where the body is a text that does not say so itself. */
  readonly tags?: readonly string[];
}

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
  shown: Pick<Shown, 'body' | 'flips' | 'tags'>,
  { lifetime = PAGE, type = 'application/json' }: { readonly lifetime?: Lifetime; readonly type?: string } = {},
): Reply => {
  const { content, etag } = writtenOf(shown);
  const { flips, tags = tagsOf(shown.body) } = shown;
  return {
    status: 200,
    raw: { content, type },
    etag,
    headers: { 'cache-control': cacheControl(flips, nowMs(), lifetime), ...tagHeader(tags) },
    flips,
  };
};

/** Refuses with 404, which caches keep for two seconds, and never beyond the moment at which something appears there. */
export const notThere = (what: string, { flips }: Pick<Shown, 'flips'>) => {
  const headers = { 'cache-control': cacheControl(flips, nowMs(), MISSING) };
  return Object.assign(new NotFound(`There is no such ${what}.`, {}, headers), { flips });
};

/** Seconds that caches keep what leads elsewhere for good. */
const MOVED: Lifetime = { fresh: 60, stale: 0, onError: 0 };
/** Leads on to where something is now; never cached beyond the next change. */
export const movedReply = (location: string, { flips }: Pick<Shown, 'flips'>): Reply => ({
  status: 301,
  headers: { location, 'cache-control': cacheControl(flips, nowMs(), MOVED) },
  flips,
});
