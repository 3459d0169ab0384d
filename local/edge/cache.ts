import CachePolicy from 'http-cache-semantics';
import { LRUCache } from 'lru-cache';
import { nowMs } from '#lib/clock.ts';
import type { Answer } from './answer.ts';

/** A policy that reads the one clock of this project. */
class Policy extends CachePolicy {
  now(): number {
    return nowMs();
  }
}

/** What the cache has of an object. */
interface Kept {
  readonly status: number;
  readonly policy: Policy;
  /** As they are answered, but for `age`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly path: string;
  readonly tags: readonly string[];
}

/** How an answer came about, as CloudFront says in `x-cache`. */
type How = 'Hit' | 'Miss' | 'RefreshHit' | 'Error';
/** An answer as it leaves the cache. */
export interface Cached extends Answer {
  readonly how: How;
}

/** An object: its key in the cache, its path, and how it is asked for at the origin. */
export interface Wanted {
  readonly key: string;
  readonly path: string;
  /** @param headers by which the origin may answer that nothing has changed */
  readonly ask: (headers: Readonly<Record<string, string>>) => Promise<Answer>;
}

/** The origin's answer, and whether those who asked meanwhile may have it too. */
interface Fetched {
  readonly answer: Cached;
  readonly isShared: boolean;
}

/** Errors that CloudFront keeps unless their own `no-store` forbids it. */
const KEPT = new Set([404, 410, 414, 501]);
/** Errors for which it answers what it has, and which it keeps for a moment whatever they say. */
const isFailure = (status: number): boolean => status >= 500 && status !== 501;

/** The cache of a reader's request alone is asked: what else came with it (`Cache-Control`, cookies) counts for nothing. */
const plain = { method: 'GET', url: '/', headers: {} };

/**
 * Makes a cache as CloudFront is one: it keeps what answers allow, sends one request for all that ask meanwhile, answers
 * a stale one while it asks again, and for a dead origin as long as the answer allowed. An answer that may not be kept is
 * not shared either: each reader asks for himself. Its rules for errors are from CloudFront's developer guide, "Control
 * how long CloudFront caches errors".
 * @param bytes that it holds at most; what was not asked for the longest goes first
 * @param errorSeconds that errors are kept at least
 */
export const createCache = ({ bytes, errorSeconds }: { readonly bytes: number; readonly errorSeconds: number }) => {
  const kept = new LRUCache<string, Kept>({ maxSize: bytes, sizeCalculation: ({ body }) => body.length + 2000 });
  const asking = new Map<string, Promise<Fetched>>();
  const failures = new LRUCache<string, { readonly until: number; readonly answer: Cached }>({ max: 10_000 });

  let purges = 0;

  const policyOf = ({ status, headers }: Answer): Policy => {
    const control = headers['cache-control'] ?? '';
    const isKept = KEPT.has(status) && !/no-store|no-cache|private/.test(control);
    const asked = Number(/s-maxage=(\d+)/.exec(control)?.[1] ?? 0);
    const told = isKept ? { 'cache-control': `public, s-maxage=${Math.max(asked, errorSeconds)}` } : {};
    return new Policy(plain, { status, headers: { ...headers, ...told } }, { shared: true, cacheHeuristic: 0 });
  };

  const answerOf = ({ status, policy, headers, body }: Kept, how: How): Cached => ({
    status,
    headers: { ...headers, age: String(Math.floor(policy.age())) },
    body,
    how,
  });
  /** What is kept, when it may be answered for an origin that fails. */
  const staleOr = (before: Kept | undefined, failed: Cached): Cached =>
    before && before.policy.timeToLive() > 0 ? answerOf(before, 'Error') : failed;

  const fetch = async ({ key, path, ask }: Wanted, before: Kept | undefined): Promise<Fetched> => {
    const begun = purges;
    const answer = await ask(before ? (before.policy.revalidationHeaders(plain) as Record<string, string>) : {});
    if (isFailure(answer.status)) {
      const failed = { ...answer, how: 'Error' as const };
      failures.set(key, { until: nowMs() + errorSeconds * 1000, answer: failed });
      return { answer: staleOr(before, failed), isShared: true };
    }
    failures.delete(key);
    const isSame = before !== undefined && answer.status === 304;
    // The package's own update of a kept answer takes no header that it did not have: the age of another cache's copy.
    const policy = policyOf(isSame ? { ...before, headers: { ...before.headers, ...answer.headers } } : answer);
    const tags = isSame ? before.tags : (answer.headers['cache-tag'] ?? '').split(',').map((tag) => tag.trim());
    const { status, body } = isSame ? before : answer;
    // Made once: a page is answered a thousand times while it is fresh. The server dates each answer itself.
    const { age: _, date: __, ...headers } = policy.responseHeaders() as Record<string, string>;
    const now = { status, policy, headers, body, path, tags };
    // What was asked for before a purge may be what was purged.
    if (policy.storable() && policy.timeToLive() > 0 && begun === purges) kept.set(key, now);
    else kept.delete(key);
    const isShared = policy.evaluateRequest(plain).response !== undefined;
    return { answer: isSame ? answerOf(now, 'RefreshHit') : { ...answer, how: 'Miss' }, isShared };
  };

  /** Asks the origin, once for all who ask meanwhile. */
  const together = (
    wanted: Wanted,
    before: Kept | undefined,
  ): { readonly first: boolean; readonly fetched: Promise<Fetched> } => {
    const known = asking.get(wanted.key);
    if (known !== undefined) return { first: false, fetched: known };
    const fetched = fetch(wanted, before).finally(() => asking.delete(wanted.key));
    asking.set(wanted.key, fetched);
    return { first: true, fetched };
  };

  return {
    /** Answers an object from what is kept, or from the origin. */
    answer: async (wanted: Wanted): Promise<Cached> => {
      const before = kept.get(wanted.key);
      const failure = failures.get(wanted.key);
      if (failure && failure.until > nowMs()) return staleOr(before, failure.answer);
      if (before && !before.policy.stale()) return answerOf(before, 'Hit');
      const found = before?.policy.evaluateRequest(plain);
      if (before && found?.response) {
        if (found.revalidation) together(wanted, before).fetched.catch(() => {});
        return answerOf(before, 'Hit');
      }
      const { first, fetched } = together(wanted, before);
      const { answer, isShared } = await fetched;
      return first || isShared ? answer : (await fetch(wanted, undefined)).answer;
    },
    /** Forgets objects by their tags and paths; a path may end in `*`. */
    purge: ({ tags, paths }: { readonly tags: readonly string[]; readonly paths: readonly string[] }): void => {
      purges += 1;
      const wanted = new Set(tags.map((tag) => tag.toLowerCase()));
      const isAt = (path: string): boolean =>
        paths.some((one) => (one.endsWith('*') ? path.startsWith(one.slice(0, -1)) : path === one));
      for (const [key, { path, tags: has }] of kept.entries())
        if (isAt(path) || has.some((tag) => wanted.has(tag.toLowerCase()))) kept.delete(key);
    },
  };
};
export type Cache = ReturnType<typeof createCache>;
