import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import type { Change } from '#lib/stream.ts';
import type { Item } from '#lib/table.ts';
import { streamEvent, testContext } from '../../../test/support/invoke.ts';
import { delaysIn, messagesIn, queueOf } from '../../../test/support/look.ts';
import { opened, shardOf } from '../ledger/ledger.fixture.ts';
import { takeStock } from '../public.ts';
import { stockFacts, sweepsAfter } from '../stock-changes.ts';
import { handler } from './publish-events.ts';

const shard = (n: number, t: number, c: number, more: Item = {}): Item => ({
  pk: 'stock#var_1#0', sk: 'shard', n, t, c, v: 0, open: false, shards: 1, tracked: true, policy: 'deny', ep: 0, ...more,
}); // biome-ignore format: an item
const change = (id: string, before: Item | undefined, after: Item | undefined): Change => ({
  id,
  before,
  after,
  at: 0,
});
const facts = (...changes: Change[]) => stockFacts(changes).map(({ id, sequence, data }) => ({ id, sequence, data }));
const fact = (id: string, at: number, available: boolean) => ({
  id: `evt_${id}`,
  sequence: at,
  data: { variantId: 'var_1', shard: 0, available, at },
});

test('the last unit is taken: the variant ran out', () => {
  expect(facts(change('a', shard(1, 4, 1), shard(0, 5, 1)))).toEqual([fact('a', 6, false)]);
});

test('a unit comes back: it is in again', () => {
  expect(facts(change('b', shard(0, 5, 1), shard(1, 5, 2)))).toEqual([fact('b', 7, true)]);
});

test('a take that leaves some says nothing', () => {
  expect(facts(change('c', shard(5, 4, 1), shard(4, 5, 1)))).toEqual([]);
});

test('a new record and an adjusted one are told, whatever they hold', () => {
  expect(facts(change('d', undefined, shard(0, 0, 0)))).toEqual([fact('d', 0, false)]);
  expect(facts(change('e', shard(5, 0, 1), shard(9, 0, 2, { v: 1 })))).toEqual([fact('e', 3, true)]);
});

test('untracked and back-order: available at any count', () => {
  expect(facts(change('f', shard(0, 5, 1), shard(0, 5, 1, { v: 1, open: true })))).toEqual([fact('f', 7, true)]);
  expect(facts(change('g', shard(0, 5, 1, { open: true }), shard(-1, 6, 1, { open: true })))).toEqual([]);
});

test('out, in and out within one batch: one fact, of the last; out and in again: none', () => {
  const [one, none] = [shard(1, 0, 1), shard(0, 1, 1)];
  const [again, gone] = [shard(1, 1, 2), shard(0, 2, 2)];
  expect(facts(change('1', one, none), change('2', none, again), change('3', again, gone))).toEqual([
    fact('3', 4, false),
  ]);
  expect(facts(change('1', one, none), change('2', none, again))).toEqual([]);
});

test('the same change told twice is the same fact, with the same id', () => {
  const once = facts(change('x', shard(1, 0, 1), shard(0, 1, 1)));
  expect(facts(change('x', shard(1, 0, 1), shard(0, 1, 1)))).toEqual(once);
});

test('only variants are facts: a coupon that ran out is not', () => {
  const coupon = (n: number, t: number) => shard(n, t, 1, { pk: 'stock#coupon#TEN#0' });
  expect(facts(change('h', coupon(1, 0), coupon(0, 1)))).toEqual([]);
  expect(sweepsAfter([change('h', coupon(1, 0), coupon(0, 1))])).toEqual([{ what: 'coupon#TEN', shard: 0, to: 1 }]);
});

test('a batch asks for one sweep per shard, up to its last take; credits alone ask for none', () => {
  const rows = [1, 2, 3].map((t) => change(String(t), shard(10 - t, t, 1), shard(9 - t, t + 1, 1)));
  expect(sweepsAfter(rows)).toEqual([{ what: 'var_1', shard: 0, to: 4 }]);
  expect(sweepsAfter([change('c', shard(0, 4, 1), shard(4, 4, 2))])).toEqual([]);
});

test('units that became owed ask for a sweep too: somebody must credit them', () => {
  const owed = { pk: 'owed#var_1#0', sk: 'ticket-0-3', q: 1, at: '2026-01-01T00:00:00.000Z' };
  expect(sweepsAfter([change('o', undefined, owed)])).toEqual([{ what: 'var_1', shard: 0, to: 0 }]);
  expect(sweepsAfter([change('o', owed, undefined)])).toEqual([]);
});

test('a take on the real table ends as one delayed message of two minutes', async () => {
  const stockKey = await opened(2);
  const before = await shardOf(stockKey);
  await takeStock([{ stockKey, quantity: 2 }]);
  const image = (item: Item | undefined) => marshall({ ...item, pk: `stock#${stockKey}#0`, sk: 'shard' }) as never;
  const event = streamEvent([{ before: image(before), after: image(await shardOf(stockKey)), sequence: '7' }]);
  const start = performance.timeOrigin + performance.now();
  expect(await handler(event, testContext())).toEqual({ batchItemFailures: [] });
  const queue = queueOf('inventory', 'sweep-shard');
  const sent = (await messagesIn(queue)).filter((message) => message.what === stockKey);
  expect(sent).toEqual([{ what: stockKey, shard: 0, to: 2 }]);
  expect(Math.max(...(await delaysIn(queue))) - start).toBeGreaterThan(100_000);
});
