import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { acrossFlips } from './across-flips.ts';
import { isoTime, nowMs, sleep } from './clock.ts';
import { cacheControl, MISSING } from './lifetime.ts';
import { NotFound } from './refusals.ts';

const NOW = 1_900_000_000_000;
const flip = (seconds: number, takesAway = true) => ({ at: isoTime(NOW + seconds * 1000), takesAway });

test.each([
  ['no flip', [], 's-maxage=2, stale-while-revalidate=3, stale-if-error=86400'],
  ['one that has come since', [flip(0), flip(50)], 's-maxage=0, stale-while-revalidate=0, stale-if-error=0'],
  ['one far ahead', [flip(3600)], 's-maxage=2, stale-while-revalidate=3, stale-if-error=3597'],
  ['the first of several', [flip(50), flip(4), flip(60)], 's-maxage=2, stale-while-revalidate=1, stale-if-error=1'],
  ['one that only adds', [flip(4, false)], 's-maxage=2, stale-while-revalidate=1, stale-if-error=86400'],
  ['one in 2.0 s', [flip(2)], 's-maxage=1, stale-while-revalidate=0, stale-if-error=0'],
  ['one in 1.999 s', [flip(1.999)], 's-maxage=0, stale-while-revalidate=0, stale-if-error=0'],
])('caches hear of %s', (_, flips, told) => {
  expect(cacheControl(flips, NOW)).toBe(`public, max-age=0, ${told}`);
});

test('what is not there is kept for two seconds, and not for a dead origin; just before it appears, not at all', () => {
  expect(cacheControl([flip(1.5, false)], NOW, MISSING)).toBe('no-store');
  expect(cacheControl([], NOW, MISSING)).toContain('s-maxage=2, stale-while-revalidate=0, stale-if-error=0');
});

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  process.env['ORIGIN_SECRETS'] = 'of-the-edge,the-one-before';
});
afterEach(() => void vi.useRealTimers());

const edge = { 'x-origin-secret': 'the-one-before' };
/** Answers with the moment it was made at, and changes in so many seconds. */
const changing = (seconds: number) =>
  acrossFlips(({ now }: { headers: Record<string, string>; now: number }) => ({
    status: 200,
    body: now,
    flips: [flip(seconds)],
  }));

const made = async (asked: { headers: Record<string, string>; seconds: number }) => {
  const reply = changing(asked.seconds)({ headers: asked.headers, now: nowMs() });
  await vi.advanceTimersByTimeAsync(2500);
  return Number((await reply).body) - NOW;
};

test('a request through the edge waits for a flip of the next two seconds', async () => {
  expect(await made({ headers: edge, seconds: 1.9 })).toBe(1901);
});

test.each([[2], [-1]])('one in %d s is not waited for', async (seconds) => {
  expect(await made({ headers: edge, seconds })).toBe(0);
});

test.each([[{}], [{ 'x-origin-secret': 'a guess' }], [{ 'x-origin-secret': '' }]])(
  'a request that is not the edge’s is answered at once: %j',
  async (headers) => {
    expect(await made({ headers: headers as Record<string, string>, seconds: 1 })).toBe(0);
  },
);

test('so does a refusal: what is not there yet is there after the wait', async () => {
  const find = acrossFlips(({ now }: { headers: Record<string, string>; now: number }) => {
    if (now < NOW + 1000) throw Object.assign(new NotFound(), { flips: [flip(1, false)] });
    return { status: 200, body: now };
  });
  await expect(find({ headers: {}, now: nowMs() })).rejects.toThrow(NotFound);
  const found = find({ headers: edge, now: nowMs() });
  await vi.advanceTimersByTimeAsync(1500);
  expect((await found).status).toBe(200);
});

test('what can be asked for in any number of ways is answered at once', async () => {
  const make = ({ now }: { headers: Record<string, string>; now: number }) => ({
    status: 200,
    body: now,
    flips: [flip(1)],
  });
  expect((await acrossFlips(make, () => false)({ headers: edge, now: nowMs() })).body).toBe(NOW);
});

test.each([
  ['through the edge', edge],
  ['past it', {}],
])(
  'an answer %s that was being made while a flip came is made again: no cache is told of it any more',
  async (_, headers) => {
    const slow = acrossFlips(async ({ now }: { headers: Record<string, string>; now: number }) => {
      await new Promise((resolve) => setTimeout(resolve, 80));
      return {
        status: 200,
        body: now,
        headers: { 'cache-control': cacheControl([flip(0.05)], nowMs()) },
        flips: [flip(0.05)],
      };
    });
    const reply = slow({ headers: headers as Record<string, string>, now: NOW });
    await vi.advanceTimersByTimeAsync(1000);
    expect(Number((await reply).body) - NOW).toBeGreaterThanOrEqual(50);
  },
);

test('a bug is no answer to wait with', async () => {
  const broken = acrossFlips(() => {
    throw new Error('a bug');
  });
  await expect(broken({ headers: edge, now: NOW })).rejects.toThrow('a bug');
});

test('an answer that changed while it was made is made again, also one that is not worth waiting for', async () => {
  const makings: number[] = [];
  const slow = acrossFlips(async ({ now }: { headers: Record<string, string>; now: number }) => {
    makings.push(now - NOW);
    await sleep(200);
    return { status: 200, flips: now < NOW + 100 ? [flip(0.1)] : [], waits: false };
  });
  const reply = slow({ headers: edge, now: NOW });
  await vi.advanceTimersByTimeAsync(1000);
  await reply;
  expect(makings).toEqual([0, 200]);
});

test('an answer that is not worth waiting for is given at once', async () => {
  const flips = [flip(1)];
  const reply = acrossFlips(() => ({ status: 200, body: nowMs() - NOW, flips, waits: false }));
  expect((await reply({ headers: edge, now: NOW })).body).toBe(0);
});
