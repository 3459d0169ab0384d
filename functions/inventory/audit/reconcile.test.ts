import { expect, test } from 'vitest';
import { newId } from '#lib/id.ts';
import { transact, update, write } from '#lib/table.ts';
import { loadStack } from '../../../local/stack.ts';
import { testContext } from '../../../test/support/invoke.ts';
import { messagesIn, queueOf } from '../../../test/support/look.ts';
import { reconcile } from '../../../tools/operate/reconcile.ts';
import { reshard } from '../counters/reshard.ts';
import { shardKey, table } from '../counters/shard-table.ts';
import { opened } from '../ledger/ledger.fixture.ts';
import { creditWrite, oweWrite } from '../ledger/stock-table.ts';
import { SWEEP_AFTER_SECONDS } from '../messages.ts';
import { takeStock, ticketWrites } from '../public.ts';
import { handler } from '../schedule/reconcile-stock.ts';
import { auditStock } from './audit-stock.ts';
import { reconcileStock } from './reconcile-stock.ts';
import { sweepShard } from './sweep-shard.ts';

const at = '2026-01-01T00:10:00.000Z';
const old = '2026-01-01T00:00:00.000Z';
const part = (id: string, q: number) => ({ id, q, at });

test('npm run reconcile: right books say so; a counter that was tampered with, and a credit too many, are reported', async () => {
  const [right, wrong, extra] = [await opened(40), await opened(9), await opened(5)];
  await reshard(right, 4);
  await takeStock([{ what: right, quantity: 15 }]);
  const lines: string[] = [];
  expect(await reconcile([right], (line) => lines.push(line))).toBe(0);
  expect(lines.at(-1)).toBe('1 counted, 0 differ; units: 25 available, 0 held, 0 sold and not sent, 15 on their way');
  await write(update(table, shardKey(wrong, 0), 'SET #n = #n + :one', { one: 1 }));
  const ticket = (await takeStock([{ what: extra, quantity: 2 }])).taken;
  await transact(ticketWrites(ticket, 'ord_1'));
  await write(creditWrite(extra, 0, { k: 2, q: 2, at, parts: [part('ticket-0-0', 2)] }));
  expect(await reconcile([right, wrong, extra], (line) => lines.push(line))).toBe(2);
  expect(lines).toContain(`DIFFERS ${wrong} shard 0: counter at n + t: found 10, expected 9`);
  expect(lines).toContain(`DIFFERS ${extra} shard 0: returned at ticket-0-0: found 2, expected 0`);
});

test('the schedule goes round everything in parts, alarms what differs, and asks for sweeps of what is on its way', async () => {
  const [coupon, lost] = [`coupon#${newId('C')}`, await opened(3)];
  await takeStock([{ what: coupon, quantity: 1, open: { quantity: 2 } }]);
  await takeStock([{ what: lost, quantity: 2 }]);
  await write(update(table, shardKey(coupon, 0), 'SET #n = :n', { n: 2 }));
  const seen = { looked: 0, differing: 0 };
  // Each run has little time; a whole round comes to everything.
  const wanted = [`"what":"${lost}"`];
  for (let run = 0; run < 5000 && wanted.length > 0; run += 1) {
    const { looked, differing } = await reconcileStock(150);
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
  const { handlers } = await loadStack();
  const settingsOf = (id: string) => handlers.find((one) => one.id === id)?.exports['settings'] as { window?: number; timeout?: number } | undefined; // biome-ignore format: a row
  const window = settingsOf('inventory/publish-events')?.window ?? 0;
  const timeout = settingsOf('inventory/sweep-shard')?.timeout ?? 30;
  expect(window + SWEEP_AFTER_SECONDS + timeout).toBe(151);
  expect(6 * timeout).toBe(180);
});

test('owed for long and forgotten by everybody: an audit says so, a sweep ends it', async () => {
  const what = await opened(1);
  await write(oweWrite(what, 0, { id: 'ret_9#l', q: 3, at: old }));
  expect((await auditStock(what)).differences).toEqual([
    { shard: 0, law: 'stranded', at: 'ret_9#l', found: 3, expected: 0 },
  ]);
  await sweepShard(what, 0, 0);
  expect(await auditStock(what)).toMatchObject({ available: 4, onTheWay: 0, differences: [] });
});
