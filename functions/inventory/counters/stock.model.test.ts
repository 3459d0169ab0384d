import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newId } from '#lib/id.ts';
import { Refusal } from '#lib/problem.ts';
import { isTransient } from '#lib/retryable-error.ts';
import { transactIf } from '#lib/table.ts';
import { sweepShard } from '../audit/sweep-shard.ts';
import { claimTickets } from '../ledger/claim-tickets.ts';
import { voidTicket } from '../ledger/give-back.ts';
import { auditOf, opened, shardOf, ticketsOf } from '../ledger/ledger.fixture.ts';
import { releaseTickets } from '../ledger/release-tickets.ts';
import type { Ticket } from '../ledger/ticket.ts';
import { giveBack, takeStock, ticketWrites } from '../public.ts';
import { adjustStock } from './adjust-stock.ts';

/** On a busy machine an answer may be late: the same again, until the outcome is known. */
const known = async <T>(act: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      const again = isTransient(error) || (error instanceof Refusal && error.code === 'try-again');
      if (!again || attempt === 20) throw error;
    }
  }
};

/** A buyer's script: what happens to one take, and where its function dies. */
const ends = ['hold', 'pay', 'expire', 'give-back', 'die', 'die-owing', 'hold-twice', 'expire-twice'] as const;
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ quantity: fc.integer({ min: 1, max: 4 }), end: fc.constantFrom(...ends) }) },
  { weight: 1, arbitrary: fc.record({ sweep: fc.constant(true) }) },
  { weight: 1, arbitrary: fc.record({ adjust: fc.constantFrom(-2, -1, 1, 3) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

test('any interleaving of buyers, crashes, sweeps and adjustments conserves units, and tickets tile', async () => {
  const run = async (stockKey: string, one: Step, pauses: Iterator<number>): Promise<number> => {
    const pause = async () => {
      for (let turns = pauses.next().value ?? 0; turns > 0; turns -= 1) await new Promise(setImmediate);
    };
    await pause();
    if ('sweep' in one) {
      await known(async () => sweepShard(stockKey, 0, (await shardOf(stockKey))?.t ?? 0));
      return 0;
    }
    const ref = newId('ord');
    if ('adjust' in one) {
      const short = await known(() => adjustStock(stockKey, { id: `adj_${ref}`, delta: one.adjust, reason: 'count' }));
      return short ? 0 : one.adjust;
    }
    const { taken } = await known(() => takeStock([{ stockKey, quantity: one.quantity }], ref));
    await pause();
    await buyer(taken, ref, one.end, pause);
    return 0;
  };

  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 12 }),
      fc.array(step, { minLength: 4, maxLength: 14 }),
      fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 60, maxLength: 60 }),
      async (opening, steps, turns) => {
        const stockKey = await opened(opening);
        const pauses = turns.values();
        const added = await Promise.all(steps.map((one) => run(stockKey, one, pauses)));
        // The dust settles: what any run left behind is swept.
        await known(async () => sweepShard(stockKey, 0, (await shardOf(stockKey))?.t ?? 0));
        const audit = await auditOf(stockKey);
        expect(audit).toEqual({ gaps: [], counted: audit.credited, credited: audit.credited, waiting: 0, owed: 0 });
        const kept = (await ticketsOf(stockKey)).filter(({ state }) => state === 'held' || state === 'claimed');
        const inside = kept.reduce((sum, { q }) => sum + q, 0);
        const n = (await shardOf(stockKey))?.n ?? 0;
        expect(n).toBeGreaterThanOrEqual(0);
        expect(n + inside).toBe(opening + added.reduce((sum, delta) => sum + delta, 0));
      },
    ),
    { numRuns: 40 },
  );
});

/** What becomes of some tickets. A hold that is refused gives back, as placing an order does. */
const buyer = async (
  tickets: Ticket[],
  ref: string,
  end: (typeof ends)[number],
  pause: () => Promise<void>,
): Promise<void> => {
  if (tickets.length === 0 || end === 'die') return;
  if (end === 'die-owing') return void (await known(() => voidTicket(tickets[0]!, ref)));
  if (end === 'give-back') return giveBack(tickets, ref);
  const writes = ticketWrites(tickets, ref);
  const held = await known(() => transactIf(writes, ref));
  await pause();
  if (end === 'hold-twice') expect(await known(() => transactIf(ticketWrites(tickets, ref)))).toBe(false);
  if (!held) return giveBack(tickets, ref);
  if (end === 'pay') await Promise.all([known(() => claimTickets(tickets, ref)), giveBack(tickets, ref)]);
  const release = () => known(() => releaseTickets(tickets, ref));
  if (end === 'expire') await release();
  if (end === 'expire-twice') await Promise.all([release(), release()]);
};
