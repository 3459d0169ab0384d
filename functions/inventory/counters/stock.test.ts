import { expect, test } from 'vitest';
import {
  Credit,
  couponStock,
  HomeShard,
  isAdjusting,
  isAlone,
  isOpen,
  isVariant,
  limitStock,
  moveOf,
  noStock,
  openUnits,
  positionOf,
  Shard,
  Stock,
  StockSummary,
  sells,
  shortageCode,
  unitsIn,
  versionOf,
} from './stock.ts';

test('a variant sells while it has units, and at any count when it is untracked or on back-order', () => {
  expect(sells({ n: 1, open: false })).toBe(true);
  expect(sells({ n: 0, open: false })).toBe(false);
  expect(sells({ n: -3, open: true })).toBe(true);
  expect(isOpen({ tracked: true, policy: 'deny' })).toBe(false);
  expect(isOpen({ tracked: true, policy: 'continue' })).toBe(true);
  expect(isOpen({ tracked: false, policy: 'deny' })).toBe(true);
});

test('without a record a variant is tracked, with nothing, in one shard, at version 0', () => {
  expect(noStock).toMatchObject({ n: 0, open: false, tracked: true, policy: 'deny', shards: 1, top: 1 });
  expect(sells(noStock)).toBe(false);
  expect(positionOf(noStock)).toBe(0);
});

test('a shard’s position rises with takes, credits and settings; the version is that of all shards', () => {
  expect(positionOf({ t: 4, c: 2, v: 1 })).toBe(7);
  expect(versionOf([{ t: 4, c: 2, v: 1 }, { t: 10, c: 1, v: 0 }])).toBe(18); // biome-ignore format: a row
  expect(unitsIn([{ n: 3 }, { n: 0 }, { n: -1 }])).toBe(2);
});

test('units of a take without a ticket count as held; what came back or went for good does not', () => {
  const tickets = [
    { q: 2, state: 'held' }, { q: 3, state: 'claimed' }, { q: 1, state: 'void' },
    { q: 4, state: 'released' }, { q: 5, state: 'adjusted' }, { q: 6, state: 'shipped' },
  ] as const; // biome-ignore format: a table
  expect(openUnits(tickets, 23)).toEqual({ held: 4, committed: 3 });
});

test('of a sold ticket the units that have left are in the house no more', () => {
  expect(openUnits([{ q: 5, state: 'claimed', shipped: 2 }], 5)).toEqual({ held: 0, committed: 3 });
});

test('a thing is a variant, a coupon, or what one customer may have of either, and runs out under its own name', () => {
  const things = ['var_1', couponStock('SPRING'), limitStock('var_1', 'ada'), limitStock(couponStock('SPRING'), 'ada')];
  expect(things).toEqual(['var_1', 'coupon#SPRING', 'limit#var_1#ada', 'limit#coupon#SPRING#ada']);
  expect(things.map(isVariant)).toEqual([true, false, false, false]);
  expect(things.map(shortageCode)).toEqual([
    'out-of-stock',
    'coupon-limit-reached',
    'purchase-limit-reached',
    'coupon-limit-reached',
  ]);
  expect(shortageCode('var_coupon#1')).toBe('out-of-stock');
});

test('a move in transit is found on its shard when it is whole', () => {
  const shard = { n: 1, t: 5, c: 1, open: false, v: 0 };
  expect(moveOf({ ...shard, mt: 3, mq: 2, md: 0 })).toEqual({ mt: 3, mq: 2, md: 0 });
  expect(moveOf(shard)).toBeUndefined();
  expect(moveOf({ ...shard, mq: 2, md: 0 })).toBeUndefined();
  expect(moveOf({ ...shard, mt: 3, md: 0 })).toBeUndefined();
  expect(moveOf({ ...shard, mt: 3, mq: 2 })).toBeUndefined();
});

test('shard 0 is all there is while it is the only one, or while nothing left it since the others were seen empty', () => {
  expect(isAlone({ ...noStock, top: 1 })).toBe(true);
  expect(isAlone({ ...noStock, top: 2 })).toBe(false);
  expect(isAlone({ ...noStock, top: 4, ep: 7, dry: 7 })).toBe(true);
  expect(isAlone({ ...noStock, top: 4, ep: 8, dry: 7 })).toBe(false);
});

test('a shard is read as it was kept; one from before there were more of them was the only one', () => {
  const home = { ...noStock, n: 4, t: 6, c: 2, dry: 1, ep: 1, top: 8, shards: 8, purchaseLimit: 2, limit: 9 };
  expect(HomeShard.parse(home)).toEqual(home);
  const moving = { n: 1, t: 5, c: 1, open: false, v: 0, mt: 3, mq: 2, md: 0 };
  expect(Shard.parse(moving)).toEqual(moving);
  const { top: _, ...older } = noStock;
  expect(HomeShard.parse(older)).toEqual(noStock);
  expect(HomeShard.parse({ ...noStock, policy: 'continue', open: true })).toMatchObject({ policy: 'continue' });
  expect(() => HomeShard.parse({ ...noStock, policy: 'perhaps' })).toThrow();
});

test('a credit is read as it was kept, with each of its parts', () => {
  const at = '2026-01-01T00:00:00.000Z';
  const adjusted = { id: 'adj_1', q: 2, at, reason: 'delivery', actor: 'staff' };
  const credit = { k: 1, q: 3, at, parts: [adjusted, { id: 'ticket-0-2', q: 1, at }] };
  expect(Credit.parse(credit)).toEqual(credit);
});

test('an adjustment is told from what a ticket gave back by its reason', () => {
  const part = { id: 'x', q: 1, at: '2026-01-01T00:00:00.000Z' };
  const credit = { k: 1, q: 2, at: '2026-01-01T00:00:00.000Z' };
  expect(isAdjusting({ ...credit, parts: [part, { ...part, reason: 'delivery' }] })).toBe(true);
  expect(isAdjusting({ ...credit, parts: [part, part] })).toBe(false);
});

test('stock that is not counted has no counts; a list shows the counters alone', () => {
  const stock = {
    sku: 'MUG', variantId: 'var_1', tracked: false, policy: 'deny' as const, onHand: null, available: null, held: null,
    committed: null, shards: 1, purchaseLimit: null, version: 3,
  }; // biome-ignore format: a record
  expect(Stock.parse(stock)).toEqual(stock);
  expect(Object.keys(StockSummary.parse(stock))).toEqual([
    'sku',
    'variantId',
    'tracked',
    'policy',
    'available',
    'shards',
    'purchaseLimit',
    'version',
  ]);
});
