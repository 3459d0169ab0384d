import { expect, test, vi } from 'vitest';
import { newId } from '#lib/id.ts';
import { Refusal } from '#lib/problem.ts';
import { isTransient } from '#lib/retryable-error.ts';
import { transact, transactIf, type Write, write } from '#lib/table.ts';
import { inScope } from '#lib/trace.ts';
import { sweepShard } from '../audit/sweep-shard.ts';
import { claimTickets } from '../ledger/claim-tickets.ts';
import { creditShard } from '../ledger/credit-shard.ts';
import { voidTicket } from '../ledger/give-back.ts';
import { auditOf, creditsOf, opened, shardOf, statesOf } from '../ledger/ledger.fixture.ts';
import { creditWrite } from '../ledger/stock-table.ts';
import { giveBack, openStock, readAvailability, takeStock, ticketWrites } from '../public.ts';
import { takeWrite } from './shard-table.ts';

const tracked = { tracked: true, policy: 'deny' } as const;
/** A buyer as orders is one: told to try again it does, and what it got it puts into its transaction. */
const buy = async (stockKey: string, ref: string): Promise<boolean> => {
  for (;;) {
    try {
      const result = await takeStock([{ stockKey, quantity: 1 }], ref);
      if ('refused' in result) return false;
      const writes = ticketWrites(result.taken, ref);
      while (!(await committed(writes, ref)));
      return true;
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 'try-again')) throw error;
    }
  }
};

/** The same bytes under the same token, until the outcome is known. */
const committed = async (writes: Write[], token: string): Promise<boolean> => {
  try {
    await transact(writes, token);
    return true;
  } catch (error) {
    if (!isTransient(error)) throw error;
    return false;
  }
};

test('200 buyers at once for 50 units: exactly 50 are sold, and their tickets tile', async () => {
  const stockKey = await opened(50);
  const sold = await Promise.all(Array.from({ length: 200 }, () => buy(stockKey, newId('ord'))));
  // On a busy machine an answer may be lost: such a unit comes back by the sweep, and the next buyer gets it.
  await sweepShard(stockKey, 0, (await shardOf(stockKey))?.t ?? 0);
  while (await buy(stockKey, newId('ord'))) sold.push(true);
  expect(sold.filter(Boolean)).toHaveLength(50);
  expect((await statesOf(stockKey)).filter((state) => state === 'held')).toHaveLength(50);
  const audit = await auditOf(stockKey);
  expect(audit).toEqual({ gaps: [], counted: audit.credited, credited: audit.credited, waiting: 0, owed: 0 });
  expect((await shardOf(stockKey))?.n).toBe(0);
});

test('a refusal tells what was seen', async () => {
  const stockKey = await opened(3);
  expect(await takeStock([{ stockKey, quantity: 5 }])).toEqual({ taken: [], refused: { stockKey, available: 3 } });
});

test('nothing was ever opened: refused, and no record appears', async () => {
  const stockKey = newId('var');
  expect(await takeStock([{ stockKey, quantity: 1 }])).toEqual({ taken: [], refused: { stockKey, available: 0 } });
  expect(await shardOf(stockKey)).toBeUndefined();
});

test('one of three lines is sold out: the others are given back', async () => {
  const [one, two, none] = [await opened(5), await opened(5), await opened(0)];
  const wants = [one, none, two].map((stockKey) => ({ stockKey, quantity: 2 }));
  expect(await takeStock(wants, 'ord_a')).toEqual({ taken: [], refused: { stockKey: none, available: 0 } });
  expect((await shardOf(one))?.n).toBe(5);
  expect((await shardOf(two))?.n).toBe(5);
});

test('an untracked variant sells without limit, and its tickets are written all the same', async () => {
  const stockKey = await opened(0, { tracked: false, policy: 'deny' });
  const result = await takeStock([{ stockKey, quantity: 40 }]);
  expect(result).toEqual({ taken: [{ what: stockKey, shard: 0, from: 0, quantity: 40 }] });
  expect(await readAvailability([stockKey])).toEqual([
    { variantId: stockKey, tracked: false, policy: 'deny', available: null, inStock: true },
  ]);
});

test('back-orders are allowed: available goes below zero and counts what is owed to customers', async () => {
  const stockKey = await opened(1, { tracked: true, policy: 'continue' });
  expect('refused' in (await takeStock([{ stockKey, quantity: 3 }]))).toBe(false);
  expect(await readAvailability([stockKey])).toEqual([
    { variantId: stockKey, tracked: true, policy: 'continue', available: -2, inStock: true },
  ]);
});

test('giving back twice brings the units back once', async () => {
  const stockKey = await opened(4);
  const { taken } = await takeStock([{ stockKey, quantity: 3 }]);
  await giveBack(taken, 'ord_b');
  await giveBack(taken, 'ord_b');
  expect(await shardOf(stockKey)).toMatchObject({ n: 4, t: 3, c: 2 });
});

test('a ticket that is held is not given back', async () => {
  const stockKey = await opened(4);
  const { taken } = await takeStock([{ stockKey, quantity: 3 }]);
  await transact(ticketWrites(taken, 'ord_c'));
  await giveBack(taken, 'ord_c');
  expect(await shardOf(stockKey)).toMatchObject({ n: 1, t: 3, c: 1 });
  expect(await statesOf(stockKey)).toEqual(['held']);
});

test('giving back and holding at the same moment: one of them wins and no unit is lost or doubled', async () => {
  for (let round = 0; round < 20; round += 1) {
    const stockKey = await opened(2);
    const { taken } = await takeStock([{ stockKey, quantity: 2 }]);
    const [held] = await Promise.all([transactIf(ticketWrites(taken, 'ord_d')), giveBack(taken, 'ord_d')]);
    expect(await statesOf(stockKey)).toEqual([held ? 'held' : 'void']);
    expect((await shardOf(stockKey))?.n).toBe(held ? 0 : 2);
  }
});

test('a crash between owing and crediting: the next call that credits brings the units back', async () => {
  const stockKey = await opened(1);
  const { taken } = await takeStock([{ stockKey, quantity: 1 }]);
  expect(await voidTicket(taken[0]!)).toBe(true);
  expect((await shardOf(stockKey))?.n).toBe(0);
  await Promise.all([creditShard(stockKey, 0), creditShard(stockKey, 0), creditShard(stockKey, 0)]);
  expect(await shardOf(stockKey)).toMatchObject({ n: 1, c: 2 });
});

test('a crash between a credit and its counting: the next one counts it in, once', async () => {
  const stockKey = await opened(5);
  const at = '2026-01-01T00:00:00.000Z';
  await write(creditWrite(stockKey, 0, { k: 2, q: 3, at, parts: [{ id: 'rfd_1#line', q: 3, at }] }));
  expect((await shardOf(stockKey))?.n).toBe(5);
  await Promise.all([creditShard(stockKey, 0), creditShard(stockKey, 0)]);
  expect(await shardOf(stockKey)).toMatchObject({ n: 8, t: 0, c: 2 });
});

test('twenty give back at once: each is done when its own unit was taken in, and at the end all are back', async () => {
  const stockKey = await opened(20);
  const takes = await Promise.all(Array.from({ length: 20 }, () => takeStock([{ stockKey, quantity: 1 }])));
  await Promise.all(takes.map(({ taken }, n) => giveBack(taken, `ord_${n}`)));
  expect(await shardOf(stockKey)).toMatchObject({ n: 20, t: 20 });
});

test('a call that waits for one entry alone leaves the credit to the call that made it; one that waits for all counts it in', async () => {
  const stockKey = await opened(1);
  const { taken } = await takeStock([{ stockKey, quantity: 1 }]);
  const at = '2026-01-01T00:00:00.000Z';
  await write(creditWrite(stockKey, 0, { k: 2, q: 1, at, parts: [{ id: 'ticket-0-0', q: 1, at }] }));
  await creditShard(stockKey, 0, 'ticket-0-0');
  expect((await shardOf(stockKey))?.n).toBe(0);
  await creditShard(stockKey, 0);
  expect(taken).toHaveLength(1);
  expect(await shardOf(stockKey)).toMatchObject({ n: 1, c: 2 });
});

test('a hundred and twenty owed entries come in as two credits, each unit once', async () => {
  const stockKey = await opened(120);
  await write(takeWrite(stockKey, 0, 120));
  const units = Array.from({ length: 120 }, (_, from) => ({ what: stockKey, shard: 0, from, quantity: 1 }));
  for (const unit of units) await voidTicket(unit);
  await creditShard(stockKey, 0);
  expect(await shardOf(stockKey)).toMatchObject({ n: 120, t: 120, c: 3 });
  expect((await creditsOf(stockKey)).map(({ q }) => q)).toEqual([30, 90, 120]);
});

test('opening twice keeps the first balance and what was sold', async () => {
  const stockKey = newId('var');
  expect(await openStock(stockKey, { quantity: 7, ...tracked })).toBe(true);
  await takeStock([{ stockKey, quantity: 2 }]);
  expect(await openStock(stockKey, { quantity: 100, ...tracked })).toBe(false);
  expect(await shardOf(stockKey)).toMatchObject({ n: 5, t: 2, c: 1 });
});

test('a record that was opened with nothing stays so when an import comes with a quantity', async () => {
  const stockKey = await opened(0);
  expect(await openStock(stockKey, { quantity: 100, ...tracked })).toBe(false);
  expect(await shardOf(stockKey)).toMatchObject({ n: 0, c: 0 });
  expect(await creditsOf(stockKey)).toEqual([]);
});

test('ten openings with different balances at the same moment: one of them holds, whole', async () => {
  const stockKey = newId('var');
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, quantity) => openStock(stockKey, { quantity, ...tracked })),
  );
  expect(answers.filter(Boolean)).toHaveLength(1);
  expect(await shardOf(stockKey)).toMatchObject({ n: answers.indexOf(true), t: 0 });
  const audit = await auditOf(stockKey);
  expect(audit.counted).toBe(audit.credited);
});

test('ten openings at the same moment: one balance', async () => {
  const stockKey = newId('var');
  const answers = await Promise.all(Array.from({ length: 10 }, () => openStock(stockKey, { quantity: 7, ...tracked })));
  expect(answers.filter(Boolean)).toHaveLength(1);
  expect(await shardOf(stockKey)).toMatchObject({ n: 7, t: 0, c: 1 });
});

test('the table does not answer: "try again", never "sold out"', async () => {
  const endpoint = process.env['AWS_ENDPOINT_URL_DYNAMODB'];
  vi.resetModules();
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = 'http://127.0.0.1:1';
  try {
    const cutOff = await import('../public.ts');
    const asked = cutOff.takeStock([{ stockKey: 'var_1', quantity: 1 }]);
    await expect(asked).rejects.toMatchObject({ status: 503, code: 'try-again', headers: { 'retry-after': '1' } });
  } finally {
    process.env['AWS_ENDPOINT_URL_DYNAMODB'] = endpoint;
    vi.resetModules();
  }
});

test('a throttle and a time-out are transient; a fault of ours is not', () => {
  const named = (name: string) => Object.assign(new Error(name), { name });
  expect(isTransient(named('ProvisionedThroughputExceededException'))).toBe(true);
  expect(isTransient(named('TimeoutError'))).toBe(true);
  expect(isTransient(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))).toBe(true);
  expect(isTransient(Object.assign(new Error('down'), { $metadata: { httpStatusCode: 500 } }))).toBe(true);
  expect(isTransient(named('ValidationException'))).toBe(false);
  expect(isTransient('text')).toBe(false);
});

test('a take costs 1 write unit, a ticket in the transaction 2, a claim 1', async () => {
  const stockKey = await opened(5);
  const cost = (fn: () => Promise<unknown>) =>
    inScope({ requestId: 'cost', actor: 'test' }, async ({ meter }) => {
      await fn();
      return meter.writeUnits;
    });
  expect(await cost(() => write(takeWrite(stockKey, 0, 1)))).toBe(1);
  const { taken } = await takeStock([{ stockKey, quantity: 1 }]);
  expect(await cost(() => transact(ticketWrites(taken, 'ord_cost')))).toBe(2);
  expect(await cost(() => claimTickets(taken, 'ord_cost'))).toBe(1);
});
