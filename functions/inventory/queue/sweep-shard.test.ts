import { expect, test } from 'vitest';
import { get, transact, transactIf, write } from '#lib/table.ts';
import { messagesIn, queueOf } from '../../../test/support/look.ts';
import { marksAt } from '../audit/audit-table.ts';
import { sweepShard } from '../audit/sweep-shard.ts';
import { takeWrite } from '../counters/shard-table.ts';
import { invokeQueue } from '../fixtures/invoke.ts';
import { auditOf, opened, shardOf, statesOf, ticketsOf } from '../ledger/ledger.fixture.ts';
import { releaseTickets } from '../ledger/release-tickets.ts';

import { giveBack, takeStock, ticketWrites } from '../public.ts';
import * as consumer from './sweep-shard.ts';

const whole = (n: number) => ({ gaps: [], counted: n, credited: n, waiting: 0, owed: 0 });

test('a function died between take and ticket: the units come back, and a hold that commits late fails', async () => {
  const stockKey = await opened(3);
  const { taken } = await takeStock([{ stockKey, quantity: 3 }]);
  expect(await invokeQueue(consumer, [{ what: stockKey, shard: 0, to: 3 }])).toEqual([]);
  expect(await shardOf(stockKey)).toMatchObject({ n: 3, t: 3, c: 2 });
  expect(await statesOf(stockKey)).toEqual(['void', 'void', 'void']);
  await expect(transact(ticketWrites(taken, 'ord_late', () => new Error('lost')))).rejects.toThrow('lost');
  expect(await auditOf(stockKey)).toEqual(whole(6));
});

test('the same message twice, and twice at once: one effect', async () => {
  const stockKey = await opened(5);
  await takeStock([{ stockKey, quantity: 4 }]);
  const message = { what: stockKey, shard: 0, to: 4 };
  await invokeQueue(consumer, [message, message]);
  await invokeQueue(consumer, [message]);
  expect(await shardOf(stockKey)).toMatchObject({ n: 5, t: 4 });
  expect(await auditOf(stockKey)).toEqual(whole(9));
});

test('takes after the message was sent are left alone', async () => {
  const stockKey = await opened(9);
  await takeStock([{ stockKey, quantity: 2 }]);
  await takeStock([{ stockKey, quantity: 3 }]);
  await sweepShard(stockKey, 0, 2);
  expect(await statesOf(stockKey)).toEqual(['void', 'void']);
  expect((await shardOf(stockKey))?.n).toBe(6);
});

test('a message that names more than was ever taken voids no unit that does not exist', async () => {
  const stockKey = await opened(2);
  await takeStock([{ stockKey, quantity: 1 }]);
  await sweepShard(stockKey, 0, 500);
  expect(await shardOf(stockKey)).toMatchObject({ n: 2, t: 1 });
  expect(await ticketsOf(stockKey)).toHaveLength(1);
});

test('a gap among held tickets is filled, the tickets stay', async () => {
  const stockKey = await opened(10);
  const [a, , c] = [
    await takeStock([{ stockKey, quantity: 2 }]),
    await takeStock([{ stockKey, quantity: 3 }]),
    await takeStock([{ stockKey, quantity: 4 }]),
  ];
  await transact(ticketWrites([...a.taken, ...c.taken], 'ord_kept'));
  await sweepShard(stockKey, 0, 9);
  expect(await statesOf(stockKey)).toEqual(['held', 'void', 'void', 'void', 'held']);
  expect(await auditOf(stockKey)).toEqual(whole(13));
});

test('sweeps raced with slow owners of parts of one gap: each unit has one owner, none is lost', async () => {
  for (let round = 0; round < 12; round += 1) {
    const stockKey = await opened(12);
    const takes = [];
    for (const quantity of [3, 2, 4, 3]) takes.push((await takeStock([{ stockKey, quantity }])).taken);
    const [held] = await Promise.all([
      Promise.all(takes.map((taken, index) => transactIf(ticketWrites(taken, `ord_${index}`)))),
      sweepShard(stockKey, 0, 12),
      sweepShard(stockKey, 0, 12),
    ]);
    await sweepShard(stockKey, 0, 12);
    const kept = takes.filter((_, index) => held[index]).reduce((sum, [ticket]) => sum + (ticket?.quantity ?? 0), 0);
    expect((await shardOf(stockKey))?.n).toBe(12 - kept);
    expect(await auditOf(stockKey)).toEqual(whole(24 - kept));
  }
});

test('giving back raced with the sweep: the units come back once', async () => {
  for (let round = 0; round < 8; round += 1) {
    const stockKey = await opened(4);
    const { taken } = await takeStock([{ stockKey, quantity: 4 }]);
    await Promise.all([giveBack(taken), sweepShard(stockKey, 0, 4)]);
    await sweepShard(stockKey, 0, 4);
    expect(await shardOf(stockKey)).toMatchObject({ n: 4, t: 4 });
    expect(await auditOf(stockKey)).toEqual(whole(8));
  }
});

test('a long gap is swept over several messages, at most four of which are its own; the marks rise behind it', async () => {
  const stockKey = await opened(2_200);
  await write(takeWrite(stockKey, 0, 2_135));
  const message = { what: stockKey, shard: 0, to: 2_135 };
  const sent = async () =>
    (await messagesIn(queueOf('inventory', 'sweep-shard'))).filter((one) => one.what === stockKey);
  expect(await invokeQueue(consumer, [{ ...message, again: 3 }])).toEqual([]);
  expect((await shardOf(stockKey))?.n).toBeLessThan(2_200);
  expect(await sent()).toEqual([{ ...message, again: 4 }]);
  expect(await invokeQueue(consumer, [{ ...message, again: 4 }])).toEqual([]);
  expect((await shardOf(stockKey))?.n).toBeLessThan(2_200);
  expect(await sent()).toEqual([{ ...message, again: 4 }]);
  for (let run = 0; run < 20 && !(await sweepShard(stockKey, 0, 2_135)); run += 1);
  expect(await shardOf(stockKey)).toMatchObject({ n: 2_200, t: 2_135 });
  expect(await get(marksAt(stockKey, 0), { consistent: true })).toMatchObject({ low: 2_135, swept: 2_135 });
});

test('the low mark stops at the first ticket that is still held', async () => {
  const stockKey = await opened(300);
  const { taken } = await takeStock([{ stockKey, quantity: 3 }]);
  await write(takeWrite(stockKey, 0, 10));
  const second = await takeStock([{ stockKey, quantity: 70 }]);
  await transact(ticketWrites([...taken, ...second.taken], 'ord_open'));
  await sweepShard(stockKey, 0, 83);
  expect(await get(marksAt(stockKey, 0), { consistent: true })).toMatchObject({ low: 0, swept: 83 });
  await releaseTickets(taken, 'ord_open');
  await write(takeWrite(stockKey, 0, 60));
  await sweepShard(stockKey, 0, 143);
  expect(await get(marksAt(stockKey, 0), { consistent: true })).toMatchObject({ low: 13, swept: 143 });
});

test('a malformed message fails alone', async () => {
  const stockKey = await opened(1);
  await takeStock([{ stockKey, quantity: 1 }]);
  expect(await invokeQueue(consumer, [{ what: 7 }, { what: stockKey, shard: 0, to: 1 }])).toEqual([0]);
  expect((await shardOf(stockKey))?.n).toBe(1);
});
