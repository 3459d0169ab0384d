import { nowMs } from './clock.ts';

/**
 * Makes a cache in this environment's memory whose entries expire some time after they were set. It is emptied when it
 * would exceed its size. Only for values whose staleness does no harm, since a condition or a later read checks them
 * again.
 * @param ttlMs milliseconds that an entry is answered
 * @param most entries held at once
 */
export const ttlCache = <V>(ttlMs: number, most: number) => {
  const entries = new Map<string, { readonly expiresAt: number; readonly value: V }>();
  return {
    /** Reads a value; `undefined` when it was never set, or has expired. */
    get: (key: string): V | undefined => {
      const entry = entries.get(key);
      return entry && entry.expiresAt > nowMs() ? entry.value : undefined;
    },
    set: (key: string, value: V): void => {
      if (entries.size >= most && !entries.has(key)) entries.clear();
      entries.set(key, { expiresAt: nowMs() + ttlMs, value });
    },
    delete: (key: string): void => void entries.delete(key),
    clear: (): void => entries.clear(),
  };
};

type Cached<V> = ReturnType<typeof ttlCache<Promise<V>>>;

/** Answers a promise from a cache, or loads it once for all that ask meanwhile; one that is rejected is not kept. */
export const readThrough = <V>(cache: Cached<V>, key: string, load: () => Promise<V>): Promise<V> => {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const loaded = load();
  cache.set(key, loaded);
  loaded.catch(() => cache.delete(key));
  return loaded;
};
