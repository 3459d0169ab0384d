import { expect, test } from 'vitest';
import { get, transact, transactIf, write } from '#lib/table.ts';
import { messagesIn, queueOf } from '../../../test/support/look.ts';
import { sweepShard } from '../audit/sweep-shard.ts';
import { takeWrite } from '../counters/shard-table.ts';
import { invokeQueue } from '../fixtures/invoke.ts';
import { auditOf, opened, shardOf, statesOf, ticketsOf } from '../ledger/ledger.fixture.ts';
import { releaseTickets } from '../ledger/release-tickets.ts';
import { marksAt } from '../ledger/stock-table.ts';
import { giveBack, takeStock, ticketWrites } from '../public.ts';
import * as consumer from './sweep-shard.ts';

const whole = (n: number) => ({ gaps: [], counted: n, credited: n, waiting: 0, owed: 0 });

test('a function died between take and ticket: the units come back, and a hold that commits late fails', async () => {
  const what = await opened(3);
  const { taken } = await takeStock([{ what, quantity: 3 }]);
  expect(await invokeQueue(consumer, [{ what, shard: 0, to: 3 }])).toEqual([]);
  expect(await shardOf(what)).toMatchObject({ n: 3, t: 3, c: 2 });
  expect(await statesOf(what)).toEqual(['void', 'void', 'void']);
  await expect(transact(ticketWrites(taken, 'ord_late', () => new Error('lost')))).rejects.toThrow('lost');
  expect(await auditOf(what)).toEqual(whole(6));
});

test('the same message twice, and twice at once: one effect', async () => {
  const what = await opened(5);
  await takeStock([{ what, quantity: 4 }]);
  const message = { what, shard: 0, to: 4 };
  await invokeQueue(consumer, [message, message]);
  await invokeQueue(consumer, [message]);
  expect(await shardOf(what)).toMatchObject({ n: 5, t: 4 });
  expect(await auditOf(what)).toEqual(whole(9));
});

test('takes after the message was sent are left alone', async () => {
  const what = await opened(9);
  await takeStock([{ what, quantity: 2 }]);
  await takeStock([{ what, quantity: 3 }]);
  await sweepShard(what, 0, 2);
  expect(await statesOf(what)).toEqual(['void', 'void']);
  expect((await shardOf(what))?.n).toBe(6);
});

test('a message that names more than was ever taken voids no unit that does not exist', async () => {
  const what = await opened(2);
  await takeStock([{ what, quantity: 1 }]);
  await sweepShard(what, 0, 500);
  expect(await shardOf(what)).toMatchObject({ n: 2, t: 1 });
  expect(await ticketsOf(what)).toHaveLength(1);
});

test('a gap among held tickets is filled, the tickets stay', async () => {
  const what = await opened(10);
  const [a, , c] = [
    await takeStock([{ what, quantity: 2 }]),
    await takeStock([{ what, quantity: 3 }]),
    await takeStock([{ what, quantity: 4 }]),
  ];
  await transact(ticketWrites([...a.taken, ...c.taken], 'ord_kept'));
  await sweepShard(what, 0, 9);
  expect(await statesOf(what)).toEqual(['held', 'void', 'void', 'void', 'held']);
  expect(await auditOf(what)).toEqual(whole(13));
});

test('sweeps raced with slow owners of parts of one gap: each unit has one owner, none is lost', async () => {
  for (let round = 0; round < 12; round += 1) {
    const what = await opened(12);
    const takes = [];
    for (const quantity of [3, 2, 4, 3]) takes.push((await takeStock([{ what, quantity }])).taken);
    const [held] = await Promise.all([
      Promise.all(takes.map((taken, index) => transactIf(ticketWrites(taken, `ord_${index}`)))),
      sweepShard(what, 0, 12),
      sweepShard(what, 0, 12),
    ]);
    await sweepShard(what, 0, 12);
    const kept = takes.filter((_, index) => held[index]).reduce((sum, [ticket]) => sum + (ticket?.quantity ?? 0), 0);
    expect((await shardOf(what))?.n).toBe(12 - kept);
    expect(await auditOf(what)).toEqual(whole(24 - kept));
  }
});

test('giving back raced with the sweep: the units come back once', async () => {
  for (let round = 0; round < 8; round += 1) {
    const what = await opened(4);
    const { taken } = await takeStock([{ what, quantity: 4 }]);
    await Promise.all([giveBack(taken), sweepShard(what, 0, 4)]);
    await sweepShard(what, 0, 4);
    expect(await shardOf(what)).toMatchObject({ n: 4, t: 4 });
    expect(await auditOf(what)).toEqual(whole(8));
  }
});

test('a long gap is swept over several messages, and the marks rise behind it', async () => {
  const what = await opened(140);
  await write(takeWrite(what, 0, 135));
  const message = { what, shard: 0, to: 135 };
  expect(await invokeQueue(consumer, [message])).toEqual([]);
  expect((await shardOf(what))?.n).toBeLessThan(140);
  const again = (await messagesIn(queueOf('inventory', 'sweep-shard'))).filter((sent) => sent.what === what);
  expect(again).toEqual([message]);
  expect(await invokeQueue(consumer, [message])).toEqual([]);
  expect(await shardOf(what)).toMatchObject({ n: 140, t: 135 });
  expect(await get(marksAt(what, 0), { consistent: true })).toMatchObject({ low: 135, swept: 135 });
});

test('the low mark stops at the first ticket that is still held', async () => {
  const what = await opened(300);
  const { taken } = await takeStock([{ what, quantity: 3 }]);
  await write(takeWrite(what, 0, 10));
  const second = await takeStock([{ what, quantity: 70 }]);
  await transact(ticketWrites([...taken, ...second.taken], 'ord_open'));
  await sweepShard(what, 0, 83);
  expect(await get(marksAt(what, 0), { consistent: true })).toMatchObject({ low: 0, swept: 83 });
  await releaseTickets(taken, 'ord_open');
  await write(takeWrite(what, 0, 60));
  await sweepShard(what, 0, 143);
  expect(await get(marksAt(what, 0), { consistent: true })).toMatchObject({ low: 13, swept: 143 });
});

test('a malformed message fails alone', async () => {
  const what = await opened(1);
  await takeStock([{ what, quantity: 1 }]);
  expect(await invokeQueue(consumer, [{ what: 7 }, { what, shard: 0, to: 1 }])).toEqual([0]);
  expect((await shardOf(what))?.n).toBe(1);
});
