import { expect, test } from 'vitest';
import { deterministicId, newId } from './id.ts';
import { newest, shardOf } from './sharded-list.ts';
import { putNew, tableOf, write } from './table.ts';

const table = tableOf('notifications');
const MINUTE = 60_000;

/** Thirty things, one a minute, in partitions of their own. */
const list = newId('tst');
const partition = (number: number): string => `${list}#${number}`;
const ids = Array.from({ length: 30 }, (_, minute) => deterministicId('thg', [list, String(minute)], minute * MINUTE));

test('things in eight partitions are read newest first, page by page, each once', async () => {
  for (const id of ids) await write(putNew(table, { pk: partition(shardOf(id)), sk: id, type: 'thing' }));
  const read: string[] = [];
  const pages: number[] = [];
  let after: { below: string } | undefined;
  do {
    const page = await newest(table, { partition, prefix: 'thg', limit: 10, after });
    read.push(...page.items.map((item) => String(item['sk'])));
    pages.push(page.items.length);
    after = page.last;
  } while (after);
  expect(read).toEqual([...ids].reverse());
  expect(pages).toEqual([10, 10, 10]);
});

test('a page that is not full is the last one', async () => {
  const page = await newest(table, { partition, prefix: 'thg', limit: 31 });
  expect([page.items.length, page.last]).toEqual([30, undefined]);
});

test('an id lies in one of eight partitions, each as often as the others', () => {
  const count = new Map<number, number>();
  for (const digit of '0123456789ABCDEFGHJKMNPQRSTVWXYZ') {
    const number = shardOf(`ord_01KAP0000000000000000EXAM${digit}`);
    count.set(number, (count.get(number) ?? 0) + 1);
  }
  expect([...count].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((number) => [number, 4]));
});
