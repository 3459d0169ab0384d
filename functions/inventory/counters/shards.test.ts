import { beforeEach, expect, test } from 'vitest';
import { newId } from '#lib/id.ts';
import { Refusal } from '#lib/problem.ts';
import { isTransient } from '#lib/retryable-error.ts';
import { partitionOf } from '#lib/sharded-list.ts';
import { transact, write } from '#lib/table.ts';
import { inScope } from '#lib/trace.ts';
import { auditStock } from '../audit/audit-stock.ts';
import { sweepShard } from '../audit/sweep-shard.ts';
import { claimTickets } from '../ledger/claim-tickets.ts';
import { opened, shardOf } from '../ledger/ledger.fixture.ts';
import { moveUnits } from '../ledger/move-units.ts';
import { releaseTickets } from '../ledger/release-tickets.ts';
import { readAvailability, takeStock, ticketWrites } from '../public.ts';
import { adjustStock } from './adjust-stock.ts';
import { readShards } from './read-shards.ts';
import { readStock } from './read-stock.ts';
import { reshard } from './reshard.ts';
import { setStock } from './set-stock.ts';
import { forgetHints } from './shard-hints.ts';
import { moveWrite, shardAt } from './shard-table.ts';

beforeEach(forgetHints);

const sharded = async (units: number, shards: number): Promise<string> => {
  const stockKey = await opened(units);
  await reshard(stockKey, shards);
  return stockKey;
};
const countsOf = async (stockKey: string): Promise<number[]> => {
  const found = await readShards(stockKey);
  return found ? [found.home.n, ...found.others.map(({ n }) => n)] : [];
};
const costOf = (fn: () => Promise<unknown>) =>
  inScope({ requestId: 'cost', actor: 'test' }, async ({ meter }) => {
    await fn();
    const { calls, readUnits, writeUnits } = meter;
    return { calls, readUnits, writeUnits };
  });
const again = (error: unknown): boolean =>
  isTransient(error) || (error instanceof Refusal && error.code === 'try-again');
/** A buyer as orders is one: told to try again it does, and what it got it holds in its transaction. */
const buy = async (stockKey: string): Promise<boolean> => {
  const ref = newId('ord');
  for (;;) {
    try {
      const result = await takeStock([{ stockKey, quantity: 1 }], ref);
      if ('refused' in result) return false;
      for (const writes = ticketWrites(result.taken, ref); ; ) {
        try {
          await transact(writes, ref);
          return true;
        } catch (error) {
          if (!isTransient(error)) throw error;
        }
      }
    } catch (error) {
      if (!again(error)) throw error;
    }
  }
};

test.each([1, 8, 64])('300 buyers at once for 100 units over %i shards: exactly 100 are sold', async (shards) => {
  const stockKey = await sharded(100, shards);
  const sold = await Promise.all(Array.from({ length: 300 }, () => buy(stockKey)));
  // On a busy machine an answer may be lost: such a unit comes back by the sweep, and the next buyer gets it.
  const found = await readShards(stockKey);
  for (const { shard, t } of [{ shard: 0, t: found?.home.t ?? 0 }, ...(found?.others ?? [])])
    await sweepShard(stockKey, shard, t);
  forgetHints();
  while (await buy(stockKey)) sold.push(true);
  expect(sold.filter(Boolean)).toHaveLength(100);
  expect(await auditStock(stockKey)).toEqual({ available: 0, held: 100, committed: 0, onTheWay: 0, differences: [] });
});

test('new shards get their part, and give it back when they are no longer used', async () => {
  const stockKey = await sharded(40, 4);
  expect(await countsOf(stockKey)).toEqual([10, 10, 10, 10]);
  await reshard(stockKey, 2);
  expect(await countsOf(stockKey)).toEqual([20, 20, 0, 0]);
  await reshard(stockKey, 1);
  expect(await countsOf(stockKey)).toEqual([40, 0, 0, 0]);
  expect((await auditStock(stockKey)).differences).toEqual([]);
});

test('a few units are not spread over many shards', async () => {
  expect((await countsOf(await sharded(9, 64))).filter((n) => n > 0)).toEqual([5, 4]);
});

test('a delivery is spread over the shards', async () => {
  const stockKey = await sharded(0, 4);
  await adjustStock(stockKey, { id: newId('adj'), delta: 80, reason: 'delivery' });
  expect(await countsOf(stockKey)).toEqual([20, 20, 20, 20]);
});

test('units that lie apart are brought together: 16 of 20 in four shards are one ticket', async () => {
  const stockKey = await sharded(20, 4);
  expect(await countsOf(stockKey)).toEqual([5, 5, 5, 5]);
  const result = await takeStock([{ stockKey, quantity: 16 }]);
  expect(result.taken).toMatchObject([{ shard: 0, quantity: 16 }]);
  expect(await takeStock([{ stockKey, quantity: 5 }])).toEqual({ taken: [], refused: { stockKey, available: 4 } });
  expect('refused' in (await takeStock([{ stockKey, quantity: 4 }]))).toBe(false);
});

test('who asks for far too many is refused, and the shards stay as they are', async () => {
  const stockKey = await sharded(40, 4);
  expect(await takeStock([{ stockKey, quantity: 41 }])).toEqual({ taken: [], refused: { stockKey, available: 40 } });
  expect(await countsOf(stockKey)).toEqual([10, 10, 10, 10]);
});

test('a mover died after its take, in either direction: the next call completes the move, and nobody is refused', async () => {
  for (const [from, to] of [[0, 2], [2, 0]] as const) {
    const stockKey = await sharded(8, 3);
    await moveUnits(stockKey, 1, 0, 4);
    if (from === 2) await moveUnits(stockKey, 0, 2, 8);
    forgetHints();
    await write(moveWrite(stockKey, from, to, 8));
    expect(await countsOf(stockKey)).toEqual([0, 0, 0]);
    expect('refused' in (await takeStock([{ stockKey, quantity: 8 }]))).toBe(false);
    expect((await auditStock(stockKey)).differences).toEqual([]);
  }
}); // biome-ignore format: a table

test('a shard has one move in transit at most', async () => {
  const stockKey = await sharded(30, 2);
  await write(moveWrite(stockKey, 0, 1, 3));
  expect(await moveUnits(stockKey, 0, 1, 3)).toBe(false);
  await sweepShard(stockKey, 0, 3);
  expect(await moveUnits(stockKey, 0, 1, 3)).toBe(true);
});

test('the sweep completes a move that is stuck, and voids none of its units', async () => {
  const stockKey = await sharded(20, 2);
  await write(moveWrite(stockKey, 1, 0, 10));
  await sweepShard(stockKey, 1, 10);
  expect(await countsOf(stockKey)).toEqual([20, 0]);
  expect((await shardOf(stockKey))?.mt).toBeUndefined();
});

test('a buyer with an old number of shards takes from one that is no longer used', async () => {
  const stockKey = await sharded(80, 8);
  await takeStock([{ stockKey, quantity: 1 }]);
  await reshard(stockKey, 1);
  for (let index = 0; index < 10; index += 1) {
    expect('refused' in (await takeStock([{ stockKey, quantity: 1 }], `ref-${index}`))).toBe(false);
  }
  expect((await readAvailability([stockKey]))[0]?.available).toBe(69);
});

test('released and returned units are found, whatever shard they came from', async () => {
  const stockKey = await sharded(40, 8);
  const { taken } = await takeStock([{ stockKey, quantity: 40 }], 'ord_x');
  await transact(ticketWrites(taken, 'ord_x'));
  expect('refused' in (await takeStock([{ stockKey, quantity: 1 }]))).toBe(true);
  await releaseTickets(taken, 'ord_x');
  expect('refused' in (await takeStock([{ stockKey, quantity: 40 }]))).toBe(false);
});

test('costs over shards: a take is one write, a ticket 2, a claim 1', async () => {
  const stockKey = await sharded(64, 8);
  await takeStock([{ stockKey, quantity: 1 }], 'warm');
  let tickets: Awaited<ReturnType<typeof takeStock>>['taken'] = [];
  const take = async () => {
    tickets = (await takeStock([{ stockKey, quantity: 1 }], 'ord_cost')).taken;
  };
  expect(await costOf(take)).toEqual({ calls: 1, readUnits: 0, writeUnits: 1 });
  expect(await costOf(() => transact(ticketWrites(tickets, 'ord_cost')))).toMatchObject({ calls: 1, writeUnits: 2 });
  expect(await costOf(() => claimTickets(tickets, 'ord_cost'))).toMatchObject({ calls: 1, writeUnits: 1 });
});

test('the first loser proves it; every later one pays one read and writes nothing', async () => {
  const stockKey = await sharded(8, 8);
  await takeStock([{ stockKey, quantity: 8 }]);
  const lose = () => takeStock([{ stockKey, quantity: 1 }], newId('ord'));
  expect((await costOf(lose)).writeUnits).toBeLessThanOrEqual(2);
  for (let loser = 0; loser < 5; loser += 1) {
    expect(await costOf(lose)).toEqual({ calls: 1, readUnits: 1, writeUnits: 0 });
  }
  // A function that just started does not know: it pays one refused write, whose answer tells.
  forgetHints();
  expect(await costOf(lose)).toEqual({ calls: 1, readUnits: 0, writeUnits: 1 });
});

test('what is read is the sum over the shards: free, held, sold, and on hand', async () => {
  const stockKey = await sharded(40, 4);
  for (const [ref, paid] of [['a', true], ['b', false], ['c', true]] as const) {
    const { taken } = await takeStock([{ stockKey, quantity: 3 }], ref);
    await transact(ticketWrites(taken, ref));
    if (paid) await claimTickets(taken, ref);
  }
  await takeStock([{ stockKey, quantity: 1 }]);
  const stock = await readStock({ variantId: stockKey, sku: 'S' });
  expect(stock).toMatchObject({ onHand: 40, available: 30, held: 4, committed: 6, shards: 4 });
}); // biome-ignore format: a table

test('the count is set over all shards, up and down', async () => {
  const stockKey = await sharded(40, 4);
  await setStock(stockKey, { available: 100 }, undefined);
  expect((await readAvailability([stockKey]))[0]?.available).toBe(100);
  await setStock(stockKey, { available: 7 }, undefined);
  expect((await readAvailability([stockKey]))[0]?.available).toBe(7);
  expect((await auditStock(stockKey)).differences).toEqual([]);
});

test('If-Match over shards: a sale in any shard is a 412, and nothing is changed', async () => {
  const stockKey = await sharded(40, 4);
  const { version } = await readStock({ variantId: stockKey, sku: 'S' });
  await moveUnits(stockKey, 3, 0, 1);
  await expect(setStock(stockKey, { available: 5 }, version)).rejects.toMatchObject({ status: 412 });
  const now = await readStock({ variantId: stockKey, sku: 'S' });
  await setStock(stockKey, { available: 5, policy: 'continue' }, now.version);
  expect((await readAvailability([stockKey]))[0]).toMatchObject({ available: 5, policy: 'continue' });
});

test('back-orders are owed by shard 0 alone; when they end, units elsewhere pay for them first', async () => {
  const stockKey = await sharded(8, 2);
  await setStock(stockKey, { policy: 'continue' }, undefined);
  await takeStock([{ stockKey, quantity: 11 }]);
  await setStock(stockKey, { policy: 'deny' }, undefined);
  expect(await countsOf(stockKey)).toEqual([-3, 0]);
  await setStock(stockKey, { available: 2 }, undefined);
  expect(await takeStock([{ stockKey, quantity: 3 }])).toEqual({ taken: [], refused: { stockKey, available: 2 } });
});

test('the shards of a thing are chosen evenly, and the same for the same order', () => {
  const hits = Array.from({ length: 64 }, () => 0);
  for (let order = 0; order < 6400; order += 1) {
    const shard = partitionOf(`ord_${order}#var_1`, 64);
    hits[shard] = (hits[shard] ?? 0) + 1;
  }
  expect(Math.min(...hits)).toBeGreaterThan(60);
  expect(Math.max(...hits)).toBeLessThan(150);
  expect(partitionOf('ord_1#var_1', 64)).toBe(partitionOf('ord_1#var_1', 64));
  expect(shardAt('var_1', 3).key).toEqual({ pk: 'stock#var_1#3', sk: 'shard' });
});
