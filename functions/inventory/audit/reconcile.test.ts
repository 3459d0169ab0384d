import { expect, test } from 'vitest';
import { newId } from '#lib/id.ts';
import { get, put, putNew, transact, update, write } from '#lib/table.ts';
import { loadStack } from '../../../stack/load.js';
import { testContext } from '../../../test/support/invoke.ts';
import { messagesIn, queueOf } from '../../../test/support/look.ts';
import { reconcile } from '../../../tools/operate/reconcile.ts';
import { reshard } from '../counters/reshard.ts';
import { shardKey, table } from '../counters/shard-table.ts';
import { credited, opened } from '../ledger/ledger.fixture.ts';
import { creditAt, creditWrite, oweWrite } from '../ledger/stock-table.ts';
import { SWEEP_AFTER_SECONDS } from '../messages.ts';
import { takeStock, ticketWrites } from '../public.ts';
import { handler } from '../schedule/reconcile-stock.ts';
import { auditStock } from './audit-stock.ts';
import { sumsAt, sumsFrom, turnAt } from './audit-table.ts';
import { reconcileStock } from './reconcile-stock.ts';
import { sweepShard } from './sweep-shard.ts';

const at = '2026-01-01T00:10:00.000Z';
const old = '2026-01-01T00:00:00.000Z';
const part = (id: string, q: number) => ({ id, q, at });

test('npm run reconcile: right books say so; a counter that was tampered with, and a credit too many, are reported', async () => {
  const [right, wrong, extra] = [await opened(40), await opened(9), await opened(5)];
  await reshard(right, 4);
  await takeStock([{ stockKey: right, quantity: 15 }]);
  const lines: string[] = [];
  expect(await reconcile([right], (line) => lines.push(line))).toBe(0);
  expect(lines.at(-1)).toBe('1 counted, 0 differ; units: 25 available, 0 held, 0 sold and not sent, 15 on their way');
  await write(update(table, shardKey(wrong, 0), 'SET #n = #n + :one', { one: 1 }));
  const ticket = (await takeStock([{ stockKey: extra, quantity: 2 }])).taken;
  await transact(ticketWrites(ticket, 'ord_1'));
  await write(creditWrite(extra, 0, { k: 2, q: 2, at, parts: [part('ticket-0-0', 2)] }));
  expect(await reconcile([right, wrong, extra], (line) => lines.push(line))).toBe(2);
  expect(lines).toContain(`DIFFERS ${wrong} shard 0: counter at n + t: found 10, expected 9`);
  expect(lines.join('\n')).toMatch(
    new RegExp(`DIFFERS ${extra} shard 0: returned at tickets, fingerprint [0-9a-f]+: found 2, expected 0`),
  );
});

test('the schedule goes round everything in parts, alarms what differs, and asks for sweeps of what is on its way', async () => {
  const [coupon, lost] = [`coupon#${newId('C')}`, await opened(3)];
  await takeStock([{ stockKey: coupon, quantity: 1, open: { quantity: 2 } }]);
  await takeStock([{ stockKey: lost, quantity: 2 }]);
  await write(update(table, shardKey(coupon, 0), 'SET #n = :n', { n: 2 }));
  const seen = { looked: 0, differing: 0 };
  // Each run has little time; a whole round comes to everything.
  const wanted = [`"what":"${lost}"`];
  for (let run = 0; run < 5000 && wanted.length > 0; run += 1) {
    const { looked, differing } = await reconcileStock({ begin: 150, end: 90_000 });
    seen.looked += looked;
    seen.differing += differing;
    if (seen.differing > 0 && run % 3 === 0) {
      const sent = (await messagesIn(queueOf('inventory', 'sweep-shard'))).map((one) => JSON.stringify(one));
      if (sent.some((one) => one.includes(lost))) wanted.pop();
    }
  }
  expect(wanted).toEqual([]);
  expect(seen.differing).toBeGreaterThan(0);
  await handler({}, testContext());
});

test('a unit is stranded for 151 s at worst when every call of the sweep works, 180 s more for each time it fails', async () => {
  const { functions } = await loadStack();
  const triggerOf = (id: string) => functions.find((one) => one.id === id)?.trigger;
  const [stream, queue] = [triggerOf('inventory/publish-events'), triggerOf('inventory/sweep-shard')];
  const timeout = functions.find(({ id }) => id === 'inventory/sweep-shard')?.timeoutSeconds ?? 0;
  const window = stream?.kind === 'stream' ? stream.windowSeconds : 0;
  expect(window + SWEEP_AFTER_SECONDS + timeout).toBe(151);
  expect(queue?.kind === 'queue' && queue.queue.visibilitySeconds).toBe(180);
});

test('owed for long and forgotten by everybody: an audit says so, a sweep ends it', async () => {
  const stockKey = await opened(1);
  await write(oweWrite(stockKey, 0, { id: 'ret_9#l', q: 3, at: old }));
  expect((await auditStock(stockKey)).differences).toEqual([
    { shard: 0, law: 'stranded', at: 'ret_9#l', found: 3, expected: 0 },
  ]);
  await sweepShard(stockKey, 0, 0);
  expect(await auditStock(stockKey)).toMatchObject({ available: 4, onTheWay: 0, differences: [] });
});

const sumsOf = async (stockKey: string) => sumsFrom(await get(sumsAt(stockKey, 0), { consistent: true }));
/** Sets the mark of the schedule so that its next run begins with one thing. */
const beginWith = async (stockKey: string): Promise<void> => {
  const item = await get({ table, key: shardKey(stockKey, 0) }, { consistent: true });
  const list = Number(String(item?.['gsi1pk']).split('#')[1]);
  const { turn = 0 } = (await get(turnAt, { consistent: true })) ?? {};
  await write(put(table, { ...turnAt.key, turn: Number(turn) + 1, list, after: stockKey.slice(0, -1) }));
};

test('a thing with more than 4,000 credits is audited by the schedule, and a difference that is planted there is found', async () => {
  const stockKey = await credited(4_500);
  await beginWith(stockKey);
  expect(await reconcileStock({ begin: 0, end: 90_000 })).toEqual({ looked: 1, differing: 0 });
  expect(await sumsOf(stockKey)).toMatchObject({ through: 4_500, credited: 4_504 });
  await write(update(table, shardKey(stockKey, 0), 'SET #n = #n + :one', { one: 1 }));
  await beginWith(stockKey);
  expect(await reconcileStock({ begin: 0, end: 90_000 })).toEqual({ looked: 1, differing: 1 });
  const lines: string[] = [];
  expect(await reconcile([stockKey], (line) => lines.push(line))).toBe(1);
  expect(lines[0]).toBe(`DIFFERS ${stockKey} shard 0: counter at n + t: found 4505, expected 4504`);
});

test('a run without time for all of it keeps what it has summed up, and the next one goes on with the same thing', async () => {
  const stockKey = await credited(2_500);
  await beginWith(stockKey);
  expect(await reconcileStock({ begin: 0, end: 0 })).toEqual({ looked: 0, differing: 0 });
  expect((await sumsOf(stockKey)).through).toBe(2_000);
  expect(await reconcileStock({ begin: 0, end: 90_000 })).toEqual({ looked: 1, differing: 0 });
  expect((await sumsOf(stockKey)).through).toBe(2_500);
});

test('a row that cannot be read is an alarm, and what comes after it is audited', async () => {
  const [bad, good] = [await opened(1), await opened(1)];
  await write(putNew(table, { ...creditAt(bad, 0, 2).key, q: 'many' }));
  await beginWith(bad);
  expect(await reconcileStock({ begin: 0, end: 90_000 })).toEqual({ looked: 1, differing: 1 });
  await beginWith(good);
  expect(await reconcileStock({ begin: 0, end: 90_000 })).toEqual({ looked: 1, differing: 0 });
});
