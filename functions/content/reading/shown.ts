import { isoTime, nowMs } from '#lib/clock.ts';
import { contentOf } from '#lib/compress.ts';
import { cacheControl, type Flip, type Lifetime, PAGE } from '#lib/lifetime.ts';
import { etagOf, type Reply } from '#lib/reply.ts';
import { readThrough, ttlCache } from '#lib/ttl-cache.ts';
import { tagHeader, tagsOf } from './tags.ts';

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
  const now = isoTime(nowMs());
  if (!shown.flips.some(({ at }) => at > shown.moment && at <= now)) return shown;
  recent.delete(name);
  return load();
};

/** Replies with what readers get, and how long it may be kept. @param type JSON unless told */
export const shownReply = (
  { body, flips, tags = tagsOf(body) }: Shown,
  { lifetime = PAGE, type = 'application/json' }: { readonly lifetime?: Lifetime; readonly type?: string } = {},
): Reply => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    status: 200,
    raw: { content: contentOf(text), type },
    etag: etagOf(text),
    headers: { 'cache-control': cacheControl(flips, nowMs(), lifetime), ...tagHeader(tags) },
    flips,
  };
};
