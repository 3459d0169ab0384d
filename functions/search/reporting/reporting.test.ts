import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { queryAll, tableOf } from '#lib/table.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { metered } from '../../catalog/fixtures/catalog.ts';
import { createApiKey } from '../../users/public.ts';
import { word } from '../fixtures/documents.ts';
import * as getReport from '../http/admin/get-search-report.ts';
import type { SearchRequest } from '../search-query.ts';
import { noteQuery } from './note-query.ts';
import { pastQueries } from './past-queries.ts';
import { rollUpQueries } from './roll-up-queries.ts';

const DAY_MS = 86_400_000;
/** A day for each test, which no other has. */
let day = Date.parse('2032-03-01T00:00:00.000Z');
beforeEach(() => {
  day += 100 * DAY_MS;
  vi.useFakeTimers({ now: day + 3_600_000, toFake: ['Date'] });
});
afterEach(() => vi.useRealTimers());

const request = (q: string, more: Partial<SearchRequest> = {}): SearchRequest => ({
  q, kind: 'product', language: 'en', filters: {}, sort: 'relevance', limit: 20, cursor: undefined, ...more,
}); // biome-ignore format: a request
const ask = (q: string, total: number, viewer: string, more: Partial<SearchRequest> = {}) =>
  noteQuery(request(q, more), { total, viewer: () => viewer.padEnd(22, 'x'), now: nowMs() });
const askedBy = async (q: string, total: number, viewers: number) => {
  for (let n = 0; n < viewers; n += 1) await ask(q, total, `v${n}`);
};
const written = async () => {
  vi.setSystemTime(nowMs() + 61_000);
  await ask('flush', 1, 'v0');
};
const report = async () => {
  const { secret: token } = await createApiKey({ name: 'search', scopes: ['search'] });
  return (await invokeHttp(getReport, { token, query: { days: 1 } })).body;
};

test('what ten viewers asked for is reported and completes what is typed; what nine did is counted alone', async () => {
  const [many, few, nothing] = [word(), word(), word()];
  await askedBy(`  ${many.toUpperCase()}   Mug `, 3, 10);
  await ask(`${many} mug`, 3, 'v1');
  await askedBy(few, 3, 9);
  for (let n = 0; n < 20; n += 1) await ask(few, 3, 'v1');
  await askedBy(nothing, 0, 12);
  await written();
  await rollUpQueries(nowMs());
  const body = await report();
  expect(body).toMatchObject({
    asked: 11 + 29 + 12 + 1,
    others: 29 + 1,
    queries: [{ q: `${many} mug`, asked: 11 }],
    withoutResults: [{ q: nothing, asked: 12 }],
  });
  expect(JSON.stringify(body)).not.toContain(few);
  expect(await pastQueries(many.slice(0, 6).toUpperCase(), 5)).toEqual([`${many} mug`]);
  expect(await pastQueries(nothing.slice(0, 6), 5)).toEqual([]);
  expect(await pastQueries(few.slice(0, 6), 5)).toEqual([]);
});

test('a thousand different queries are at most 500 of one item, and cost one write a minute', async () => {
  const calls = async (count: number, from: number) =>
    (
      await metered(async () => {
        for (let n = from; n < from + count; n += 1) await ask(`query ${n}`, 1, 'v1');
      })
    ).used.calls;
  expect(await calls(1000, 0)).toBe(0);
  vi.setSystemTime(nowMs() + 61_000);
  expect(await calls(500, 1000)).toBe(1);
  const shards = Array.from({ length: 8 }, (_, n) =>
    queryAll(tableOf('search'), { pk: `asked#${new Date(day).toISOString().slice(0, 10)}#${n}`, limit: 10 }),
  );
  const rows = (await Promise.all(shards)).flat();
  expect(rows.length).toBe(1);
  expect(rows.map(({ packed }) => (packed as Uint8Array).length < 30_000)).toEqual([true]);
});

test('pages, filters, other orders, entries, blank and long queries are not counted', async () => {
  const q = word();
  await ask(q, 1, 'v1', { cursor: 'x' });
  await ask(q, 1, 'v1', { filters: { vendor: ['Acme'] } });
  await ask(q, 1, 'v1', { sort: 'newest' });
  await ask(q, 1, 'v1', { kind: 'entry' });
  await ask('  ', 1, 'v1');
  await ask('x'.repeat(101), 1, 'v1');
  // The first one is gathered, the second one has both written.
  await written();
  await written();
  await rollUpQueries(nowMs());
  expect(await report()).toMatchObject({ asked: 2, others: 2, queries: [], withoutResults: [] });
});
