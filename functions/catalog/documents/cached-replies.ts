import { document, etagOf, type Reply } from '#lib/reply.ts';
import { readThrough, ttlCache } from '#lib/ttl-cache.ts';

/** Milliseconds that an environment answers a page of a list from memory, and pages that it holds. */
const TTL_MS = 1000;
const MOST = 500;
const recent = ttlCache<Promise<Reply>>(TTL_MS, MOST);

/**
 * Answers a reply from memory, or makes it once for all requests that come meanwhile; one that fails is not kept.
 * @param key everything that the reply depends on
 */
export const cachedReply = (key: readonly unknown[], make: () => Promise<Reply>): Promise<Reply> =>
  readThrough(recent, JSON.stringify(key), make);

/** Makes the reply of a list's page (parsed before) with its ETag, and how long shared caches may keep it. */
export const listReply = (page: unknown): Reply => {
  const json = JSON.stringify(page);
  return document(json, etagOf(json), 'public, max-age=0, s-maxage=5, stale-while-revalidate=30');
};
