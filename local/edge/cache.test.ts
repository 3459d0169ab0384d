import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Answer } from './answer.ts';
import { type Cached, createCache } from './cache.ts';

const NOW = 1_900_000_000_000;
beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());
const pass = (seconds: number): void => void vi.setSystemTime(Date.now() + seconds * 1000);

const MEMORY = { bytes: 1_000_000, errorSeconds: 1 };
const page = (text: string, control: string, more: Record<string, string> = {}): Answer => ({
  status: 200,
  headers: { 'cache-control': `public, max-age=0, ${control}`, etag: `"${text}"`, ...more },
  body: Buffer.from(text),
});
const failure = (status: number, headers = {}): Answer => ({ status, headers, body: Buffer.from(String(status)) });

/** An origin whose answers are given one by one: how often it was asked, and when it answers. */
const originOf = (path = '/page') => {
  const asked: Readonly<Record<string, string>>[] = [];
  const waiting: ((answer: Answer) => void)[] = [];
  return {
    asked,
    wanted: {
      key: path,
      path,
      ask: (headers: Readonly<Record<string, string>>): Promise<Answer> => {
        asked.push(headers);
        return new Promise((resolve) => waiting.push(resolve));
      },
    },
    /** Answers all that has been asked until now. */
    answers: async (answer: Answer): Promise<void> => {
      for (const resolve of waiting.splice(0)) resolve(answer);
      // Everything that follows from it.
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    },
  };
};
const textOf = ({ body, how }: Cached): string => `${how} ${body}`;

describe('an answer that may be kept', () => {
  const control = 's-maxage=2, stale-while-revalidate=3, stale-if-error=60';
  const warm = async () => {
    const cache = createCache(MEMORY);
    const origin = originOf();
    const first = cache.answer(origin.wanted);
    await origin.answers(page('old', control));
    expect(textOf(await first)).toBe('Miss old');
    return { cache, origin };
  };

  test('is fetched once for all who ask meanwhile', async () => {
    const cache = createCache(MEMORY);
    const origin = originOf();
    const readers = [1, 2, 3].map(() => cache.answer(origin.wanted));
    await origin.answers(page('old', control));
    expect((await Promise.all(readers)).map(({ body }) => String(body))).toEqual(['old', 'old', 'old']);
    expect(origin.asked).toHaveLength(1);
  });

  test('is answered from memory while it is fresh, with its age in whole seconds', async () => {
    const { cache, origin } = await warm();
    pass(1.9);
    const answer = await cache.answer(origin.wanted);
    expect([textOf(answer), answer.headers['age'], origin.asked.length]).toEqual(['Hit old', '1', 1]);
  });

  test('is answered stale at once while one request asks again, which may say that it is the same', async () => {
    const { cache, origin } = await warm();
    pass(2.1);
    for (let reader = 0; reader < 5; reader += 1) expect(textOf(await cache.answer(origin.wanted))).toBe('Hit old');
    expect(origin.asked).toEqual([{}, { 'if-none-match': '"old"' }]);
    await origin.answers({
      status: 304,
      headers: { 'cache-control': `public, ${control}`, etag: '"old"' },
      body: Buffer.alloc(0),
    });
    pass(1.9);
    expect(textOf(await cache.answer(origin.wanted))).toBe('Hit old');
    expect(origin.asked).toHaveLength(2);
  });

  test('that another cache says is the same is as old as that cache says', async () => {
    const { cache, origin } = await warm();
    pass(2.1);
    await cache.answer(origin.wanted);
    const headers = { 'cache-control': `public, ${control}`, etag: '"old"', age: '4' };
    await origin.answers({ status: 304, headers, body: Buffer.alloc(0) });
    pass(1.1);
    const late = cache.answer(origin.wanted);
    await origin.answers(page('new', control));
    expect(textOf(await late)).toBe('Miss new');
  });

  test('is waited for when it is older than that', async () => {
    const { cache, origin } = await warm();
    pass(5.1);
    const readers = [1, 2].map(() => cache.answer(origin.wanted));
    await origin.answers(page('new', control));
    expect((await Promise.all(readers)).map(textOf)).toEqual(['Miss new', 'Miss new']);
    expect(origin.asked).toHaveLength(2);
  });

  test('goes on for an origin that fails, as long as it said, and no longer', async () => {
    const { cache, origin } = await warm();
    pass(30);
    const stale = cache.answer(origin.wanted);
    await origin.answers(failure(503));
    expect(textOf(await stale)).toBe('Error old');
    // For a second it does not even ask.
    expect(textOf(await cache.answer(origin.wanted))).toBe('Error old');
    expect(origin.asked).toHaveLength(2);
    pass(33);
    const late = cache.answer(origin.wanted);
    await origin.answers(failure(503));
    expect((await late).status).toBe(503);
  });

  test('of an origin that said stale-if-error=0 does not', async () => {
    const cache = createCache(MEMORY);
    const origin = originOf();
    const first = cache.answer(origin.wanted);
    await origin.answers(page('old', 's-maxage=2, stale-while-revalidate=0, stale-if-error=0'));
    await first;
    pass(2.1);
    const readers = [1, 2].map(() => cache.answer(origin.wanted));
    await origin.answers(failure(500));
    expect((await Promise.all(readers)).map(({ status }) => status)).toEqual([500, 500]);
    expect(origin.asked).toHaveLength(2);
  });

  test('of a tier behind it goes on with the age that it came with', async () => {
    const cache = createCache(MEMORY);
    const origin = originOf();
    const first = cache.answer(origin.wanted);
    await origin.answers(page('old', control, { age: '1' }));
    await first;
    pass(1.1);
    await cache.answer(origin.wanted);
    expect(origin.asked).toHaveLength(2);
  });

  test('is gone after a purge by its tag or path', async () => {
    for (const what of [
      { tags: ['ENT_1'], paths: [] },
      { tags: [], paths: ['/pa*'] },
      { tags: [], paths: ['/page'] },
    ]) {
      const cache = createCache(MEMORY);
      const origin = originOf();
      const first = cache.answer(origin.wanted);
      await origin.answers(page('old', control, { 'cache-tag': 'med_2, ent_1' }));
      await first;
      cache.purge({ tags: ['ent_2'], paths: ['/other'] });
      expect(textOf(await cache.answer(origin.wanted))).toBe('Hit old');
      cache.purge(what);
      void cache.answer(origin.wanted);
      expect(origin.asked).toHaveLength(2);
    }
  });
});

test('what was asked for before a purge is not kept', async () => {
  const cache = createCache(MEMORY);
  const origin = originOf();
  const first = cache.answer(origin.wanted);
  cache.purge({ tags: ['ent_1'], paths: [] });
  await origin.answers(page('old', 's-maxage=60'));
  expect(textOf(await first)).toBe('Miss old');
  void cache.answer(origin.wanted);
  expect(origin.asked).toHaveLength(2);
});

test('an answer that may not be kept is not shared: each reader asks', async () => {
  const cache = createCache(MEMORY);
  const origin = originOf();
  const readers = [1, 2, 3].map(() => cache.answer(origin.wanted));
  await origin.answers(page('one', 's-maxage=0, stale-while-revalidate=0, stale-if-error=0'));
  await origin.answers(page('another', 's-maxage=0, stale-while-revalidate=0, stale-if-error=0'));
  expect((await Promise.all(readers)).map(textOf)).toEqual(['Miss one', 'Miss another', 'Miss another']);
  expect(origin.asked).toHaveLength(3);
});

describe('what is not there', () => {
  const notThere = async (headers: Record<string, string>) => {
    const cache = createCache(MEMORY);
    const origin = originOf();
    const first = cache.answer(origin.wanted);
    await origin.answers(failure(404, headers));
    await first;
    return { cache, origin };
  };

  test.each([
    ['as long as it says', { 'cache-control': 's-maxage=2' }, 1.9],
    ['a second when it says less', { 'cache-control': 's-maxage=0' }, 0.9],
    ['a second when it says nothing', {}, 0.9],
  ])('is kept %s', async (_, headers, seconds) => {
    const { cache, origin } = await notThere(headers as Record<string, string>);
    pass(seconds);
    expect((await cache.answer(origin.wanted)).status).toBe(404);
    expect(origin.asked).toHaveLength(1);
    pass(0.2);
    void cache.answer(origin.wanted);
    expect(origin.asked).toHaveLength(2);
  });

  test('is not kept when it says so', async () => {
    const { cache, origin } = await notThere({ 'cache-control': 'no-store' });
    void cache.answer(origin.wanted);
    expect(origin.asked).toHaveLength(2);
  });
});

test('a refusal is nobody else’s', async () => {
  const cache = createCache(MEMORY);
  const origin = originOf();
  const first = cache.answer(origin.wanted);
  await origin.answers(failure(400, { 'cache-control': 'no-store' }));
  await first;
  void cache.answer(origin.wanted);
  expect(origin.asked).toHaveLength(2);
});

test('memory is bounded: what was not asked for the longest goes', async () => {
  const cache = createCache({ bytes: 10_000, errorSeconds: 1 });
  const origins = Array.from({ length: 5 }, (_, n) => originOf(`/${n}`));
  for (const origin of origins) {
    const answer = cache.answer(origin.wanted);
    await origin.answers(page('x'.repeat(1000), 's-maxage=60'));
    await answer;
  }
  for (const origin of origins) void cache.answer(origin.wanted);
  expect(origins.map(({ asked }) => asked.length)).toEqual([2, 2, 1, 1, 1]);
});
