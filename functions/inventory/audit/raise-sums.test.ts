import { expect, test } from 'vitest';
import { get, remove, transact, write } from '#lib/table.ts';
import { table } from '../counters/shard-table.ts';
import { creditShard } from '../ledger/credit-shard.ts';
import { credited, creditsOf, opened, shardOf } from '../ledger/ledger.fixture.ts';
import { creditAt, creditWrite, oweWrite } from '../ledger/stock-table.ts';
import { takeStock, ticketWrites } from '../public.ts';
import { auditStock } from './audit-stock.ts';
import { sumsAt, sumsFrom, sumsWrite } from './audit-table.ts';
import { noSums } from './ledger-sums.ts';
import { raiseSums } from './raise-sums.ts';
import { sweepShard } from './sweep-shard.ts';

const at = '2026-01-01T00:10:00.000Z';
const later = Number.POSITIVE_INFINITY;
const sumsOf = async (stockKey: string) => sumsFrom(await get(sumsAt(stockKey, 0), { consistent: true }));
test('the sums rise over final tickets and counted credits, and no row is changed by it', async () => {
  const stockKey = await opened(200);
  const sold = await takeStock([{ stockKey, quantity: 2 }]);
  await takeStock([{ stockKey, quantity: 70 }]);
  await sweepShard(stockKey, 0, 72);
  const before = await creditsOf(stockKey);
  const { c = 0 } = (await shardOf(stockKey)) ?? {};
  expect(await raiseSums(stockKey, 0, c, later)).toBe(true);
  expect(await sumsOf(stockKey)).toMatchObject({
    through: c,
    credited: 272,
    origins: { opening: 200, returned: 72, adjusted: 0, raised: 0, restocked: 0 },
    below: 72,
    states: { void: 72, shipped: 0, released: 0, moved: 0, adjusted: 0 },
  });
  expect(await creditsOf(stockKey)).toEqual(before);
  expect(sold.taken).toHaveLength(1);
  expect(await auditStock(stockKey)).toMatchObject({ available: 200, onTheWay: 0, differences: [] });
});

test('the sums stop before a ticket that is still held', async () => {
  const stockKey = await opened(300);
  await takeStock([{ stockKey, quantity: 70 }]);
  const { taken } = await takeStock([{ stockKey, quantity: 3 }]);
  await transact(ticketWrites(taken, 'ord_1'));
  await sweepShard(stockKey, 0, 73);
  await raiseSums(stockKey, 0, 1, later);
  expect((await sumsOf(stockKey)).below).toBe(70);
  expect(await auditStock(stockKey)).toMatchObject({ available: 297, held: 3, differences: [] });
});

test('ten raisers at once: the sums are those of one', async () => {
  const stockKey = await credited(300);
  const all = await Promise.all(Array.from({ length: 10 }, () => raiseSums(stockKey, 0, 300, later)));
  expect(all).toEqual(Array(10).fill(true));
  expect(await sumsOf(stockKey)).toMatchObject({ through: 300, credited: 304 });
});

test('a raiser that was paused across the rise of another takes nothing back', async () => {
  const stockKey = await credited(50);
  const late = sumsWrite(stockKey, 0, { ...noSums, through: 20, credited: 24 }, noSums);
  await raiseSums(stockKey, 0, 50, later);
  await expect(write(late)).rejects.toThrow('condition');
  expect((await sumsOf(stockKey)).through).toBe(50);
});

test('a credit that was paused across a rise of the sums finds its number taken, and its units come in once', async () => {
  const stockKey = await opened(3);
  const part = { id: 'ret_1#l', q: 4, at };
  await write(oweWrite(stockKey, 0, part));
  const paused = creditWrite(stockKey, 0, { k: 2, q: 4, at, parts: [part] });
  await creditShard(stockKey, 0);
  await raiseSums(stockKey, 0, 2, later);
  await expect(write(paused)).rejects.toThrow('condition');
  expect(await shardOf(stockKey)).toMatchObject({ n: 7, c: 2 });
  expect((await auditStock(stockKey)).differences).toEqual([]);
});

test('a credit that is missing stops the sums before it, and is named', async () => {
  const stockKey = await credited(10);
  await write(remove(table, creditAt(stockKey, 0, 6).key));
  await raiseSums(stockKey, 0, 10, later);
  expect((await sumsOf(stockKey)).through).toBe(5);
  expect((await auditStock(stockKey)).differences).toMatchObject([
    { law: 'counter', found: 14, expected: 13 },
    { law: 'credit', at: 'c', found: 9, expected: 10 },
  ]);
});
