import { nowMs } from '#lib/clock.ts';
import { batchGet, writeIf } from '#lib/table.ts';
import { creditsFrom, ticketsFrom } from '../ledger/stock-table.ts';
import { endOf, isFinal } from '../ledger/ticket.ts';
import { marksAt, marksFrom, sumsAt, sumsFrom, sumsWrite } from './audit-table.ts';
import { type LedgerSums, withCredit, withTicket } from './ledger-sums.ts';

/** Rows between two writes of the sums: so much work is lost at most. */
const STEP = 2_000;

/**
 * Raises the sums of a shard's settled ledger: over its credits up to `c`, and over its tickets below the low mark. Rows
 * are only read, for a credit's item is the arbiter of its number: a credit that comes late finds it there. Any number of
 * raisers may run at once: a write of the sums is refused unless they are as they were read, and then they are read again.
 *
 * @param c the last credit that the counter has
 * @param until milliseconds since 1970: it stops then, and goes on there when it is called again
 * @returns whether it came to the end
 */
export const raiseSums = async (stockKey: string, shard: number, c: number, until: number): Promise<boolean> => {
  for (;;) {
    const refs = [sumsAt(stockKey, shard), marksAt(stockKey, shard)];
    const [item, marks] = await batchGet(refs, { consistent: true });
    const before = sumsFrom(item);
    const after = await overTickets(
      stockKey,
      shard,
      await overCredits(stockKey, shard, before, c),
      marksFrom(marks).low,
    );
    if (after === before) return true;
    await writeIf(sumsWrite(stockKey, shard, after, before));
    if (nowMs() > until) return false;
  }
};

/** It ends before a number that is missing: the audit says so. */
const overCredits = async (stockKey: string, shard: number, before: LedgerSums, c: number): Promise<LedgerSums> => {
  let sums = before;
  const end = Math.min(c, before.through + STEP);
  if (before.through >= end) return before;
  for await (const credit of creditsFrom(stockKey, shard, before.through + 1)) {
    if (credit.k !== sums.through + 1) break;
    sums = withCredit(sums, credit);
    if (credit.k === end) break;
  }
  return sums;
};

/** It ends before a gap, an overlap, or a ticket that is not final: the audit reads from there. */
const overTickets = async (stockKey: string, shard: number, before: LedgerSums, low: number): Promise<LedgerSums> => {
  let sums = before;
  let rows = 0;
  for await (const ticket of ticketsFrom(stockKey, shard, before.below, low)) {
    if (ticket.from !== sums.below || endOf(ticket) > low || !isFinal(ticket.state)) break;
    sums = withTicket(sums, shard, ticket);
    rows += 1;
    if (rows === STEP) break;
  }
  return sums;
};
