import { afterEach, expect, test, vi } from 'vitest';
import { readThrough, ttlCache } from './ttl-cache.ts';

afterEach(() => vi.useRealTimers());

test('an entry is answered until its time has passed, and again once it is set anew', () => {
  vi.useFakeTimers({ now: 1_000, toFake: ['Date'] });
  const cache = ttlCache<string>(500, 10);
  cache.set('a', 'first');
  vi.setSystemTime(1_499);
  expect(cache.get('a')).toBe('first');
  vi.setSystemTime(1_500);
  expect(cache.get('a')).toBeUndefined();
  cache.set('a', 'second');
  expect(cache.get('a')).toBe('second');
});

test('it is emptied by one entry too many, and not by an entry that it holds', () => {
  const cache = ttlCache<number>(60_000, 2);
  for (const key of ['a', 'b', 'b']) cache.set(key, 1);
  expect([cache.get('a'), cache.get('b')]).toEqual([1, 1]);
  cache.set('c', 1);
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([undefined, undefined, 1]);
});

test('a value of undefined members is told from none, and one is deleted apart from the others', () => {
  const cache = ttlCache<{ found: undefined }>(60_000, 2);
  cache.set('a', { found: undefined });
  cache.set('b', { found: undefined });
  cache.delete('a');
  expect([cache.get('a'), cache.get('b')]).toEqual([undefined, { found: undefined }]);
  cache.clear();
  expect(cache.get('b')).toBeUndefined();
});

test('a promise is loaded once for all that ask meanwhile, and again after it was rejected', async () => {
  const cache = ttlCache<Promise<number>>(60_000, 2);
  let loads = 0;
  const load = async () => {
    loads += 1;
    if (loads === 1) throw new Error('not now');
    return loads;
  };
  const first = [readThrough(cache, 'a', load), readThrough(cache, 'a', load)];
  expect((await Promise.allSettled(first)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await Promise.all([readThrough(cache, 'a', load), readThrough(cache, 'a', load)])).toEqual([2, 2]);
});
