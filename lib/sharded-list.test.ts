import { expect, test } from 'vitest';
import { deterministicId, newId } from './id.ts';
import { partitionOf, queryNewest } from './sharded-list.ts';
import { putNew, tableOf, write } from './table.ts';

const table = tableOf('notifications');
const MINUTE = 60_000;

/** Thirty things, one a minute, in partitions of their own. */
const list = newId('tst');
const partition = (number: number): string => `${list}#${number}`;
const ids = Array.from({ length: 30 }, (_, minute) => deterministicId('thg', [list, String(minute)], minute * MINUTE));

test('things in eight partitions are read newest first, page by page, each once', async () => {
  for (const id of ids) await write(putNew(table, { pk: partition(partitionOf(id)), sk: id, type: 'thing' }));
  const read: string[] = [];
  const pages: number[] = [];
  let after: { below: string } | undefined;
  do {
    const page = await queryNewest(table, { partition, prefix: 'thg', limit: 10, after });
    read.push(...page.items.map((item) => String(item['sk'])));
    pages.push(page.items.length);
    after = page.last;
  } while (after);
  expect(read).toEqual([...ids].reverse());
  expect(pages).toEqual([10, 10, 10]);
});

test('a page that is not full is the last one', async () => {
  const page = await queryNewest(table, { partition, prefix: 'thg', limit: 31 });
  expect([page.items.length, page.last]).toEqual([30, undefined]);
});

test('large items make short pages, and none is left out', async () => {
  const big = newId('tst');
  const of = (number: number): string => `${big}#${number}`;
  const made = Array.from({ length: 8 }, (_, minute) => deterministicId('thg', [big, String(minute)], minute * MINUTE));
  // Every second one lies in one partition, which a query does not read whole.
  for (const [n, id] of made.entries()) {
    const item = { pk: of(n % 2 === 0 ? 0 : 1), sk: id, type: 'thing', text: 'x'.repeat(n % 2 === 0 ? 390_000 : 10) };
    await write(putNew(table, item));
  }
  const read: string[] = [];
  let after: { below: string } | undefined;
  do {
    const page = await queryNewest(table, { partition: of, prefix: 'thg', limit: 10, after });
    read.push(...page.items.map((item) => String(item['sk'])));
    after = page.last;
  } while (after);
  expect(read).toEqual([...made].reverse());
});

test('a text lies in the same partition every time: lists are found again by these numbers', () => {
  // FNV-1a of foobar is 0xbf9cf968, by its authors' test vectors.
  expect([partitionOf('foobar'), partitionOf('foobar', 32)]).toEqual([1, 17]);
  expect(partitionOf('ord_01KAP0000000000000000EXAMP')).toBe(1);
  expect(partitionOf('')).toBe(4);
});

test.each([8, 32, 7])(
  'ids that differ in their last characters lie in %i partitions, each as often as the others',
  (of) => {
    const counts: number[] = Array(of).fill(0);
    for (let n = 0; n < of * 1000; n += 1) {
      const number = partitionOf(`ord_01KAP0000000000000000${String(n).padStart(5, '0')}`, of);
      counts[number] = (counts[number] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(850);
    expect(Math.max(...counts)).toBeLessThan(1150);
  },
);
