import { afterEach, beforeEach, expect, test } from 'vitest';
import { newId } from '#lib/id.ts';
import { client, type Item } from '#lib/table.ts';
import { inScope } from '#lib/trace.ts';
import { auditStock } from '../audit/audit-stock.ts';
import { calm, World } from '../fixtures/hostile.ts';
import { opened } from '../ledger/ledger.fixture.ts';
import { takeStock } from '../public.ts';
import { forgetHints } from './shard-hints.ts';
import { limitStock } from './stock.ts';

beforeEach(forgetHints);

/** The most updates that were under way at once, of those that the code asked for since it was reset. */
const under = { way: 0, most: 0 };
client().middlewareStack.add(
  (next, context) => async (args) => {
    if ((context as { commandName?: string }).commandName !== 'UpdateItemCommand') return next(args);
    under.way += 1;
    under.most = Math.max(under.most, under.way);
    try {
      return await next(args as { input: Item } & typeof args);
    } finally {
      under.way -= 1;
    }
  },
  { step: 'initialize', name: 'under-way' },
);
afterEach(() => {
  under.most = 0;
});
const mostAtOnce = async (fn: () => Promise<unknown>): Promise<number> => {
  under.most = 0;
  await fn();
  return under.most;
};
const many = (count: number, units: number) => Promise.all(Array.from({ length: count }, () => opened(units)));
const each = (keys: readonly string[]) => keys.map((stockKey) => ({ stockKey, quantity: 1 }));

test('two buyers, each call of whom may wait for the other, want the last of two things: one of them gets both', async () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    forgetHints();
    const [one, two] = await many(2, 1);
    if (!one || !two) throw new Error('nothing was opened');
    const world = new World(seed, calm);
    const buyers = await Promise.all([
      world.act(() => takeStock(each([one, two]), newId('ord'))),
      world.act(() => takeStock(each([two, one]), newId('ord'))),
    ]);
    const got = buyers.map((buyer) => buyer?.taken.length).sort();
    expect(`seed ${seed}: ${got}`).toBe(`seed ${seed}: 0,2`);
  }
});

test('forty things of which there is plenty are taken side by side, by one call each', async () => {
  const keys = await many(40, 500);
  const calls = await inScope({ requestId: 'r', actor: 'test' }, async ({ meter }) => {
    expect(await mostAtOnce(() => takeStock(each(keys), 'ord_1'))).toBeGreaterThan(20);
    return meter.calls;
  });
  expect(calls).toBe(40);
});

test('things that ran low are taken one after the other, in the order of their keys, before the others', async () => {
  const [low, high] = [await many(5, 6), await many(5, 500)];
  await takeStock(each([...low, ...high]), 'ord_1');
  expect(await mostAtOnce(() => takeStock(each(low), 'ord_2'))).toBe(1);
  const { taken } = await takeStock(each([...high, ...low].reverse()), 'ord_3');
  expect(taken.slice(0, 5).map(({ what }) => what)).toEqual(low.toSorted());
});

test('one of many is sold out: nothing stays taken, and the refusal names it', async () => {
  const [some, none] = [await many(6, 30), await opened(0)];
  const result = await takeStock(each([...some, none]), 'ord_1');
  expect(result).toEqual({ taken: [], refused: { stockKey: none, available: 0 } });
  for (const stockKey of some)
    expect(await auditStock(stockKey)).toMatchObject({ available: 30, onTheWay: 0, differences: [] });
});

test('what is known to be sold out costs a read a pass, and takes nothing else', async () => {
  const [some, none] = [await opened(30), await opened(0)];
  await takeStock(each([none]));
  const cost = await inScope({ requestId: 'r', actor: 'test' }, async ({ meter }) => {
    await takeStock(each([some, none]), 'ord_1');
    return { calls: meter.calls, writeUnits: meter.writeUnits };
  });
  expect(cost).toEqual({ calls: 4, writeUnits: 0 });
});

test('a purchase limit that is used up refuses the whole of several things, and all of it is given back', async () => {
  const { setStock } = await import('./set-stock.ts');
  const [one, two] = [await opened(20), await opened(20)];
  await setStock(two, { purchaseLimit: 1 }, undefined);
  expect((await takeStock(each([two]), 'ord_1', 'ada')).taken).toHaveLength(2);
  expect(await takeStock(each([one, two]), 'ord_2', 'ada')).toEqual({
    taken: [],
    refused: { stockKey: limitStock(two, 'ada'), available: 0 },
  });
  expect(await auditStock(one)).toMatchObject({ available: 20, onTheWay: 0 });
  expect(await auditStock(two)).toMatchObject({ available: 19, onTheWay: 1 });
});

test('the table does not answer for one of many: nothing is refused, and what was taken is given back', async () => {
  const keys = await many(4, 30);
  const world = new World(3, { ...calm, lost: 0.3 });
  let told = 0;
  for (let round = 0; round < 10; round += 1) {
    const asked = world.act(() => takeStock(each(keys), newId('ord')));
    const result = await asked.catch((error: { code?: string }) => error.code);
    if (result === 'try-again') told += 1;
    else expect(result).not.toHaveProperty('refused');
  }
  expect(told).toBeGreaterThan(0);
});
