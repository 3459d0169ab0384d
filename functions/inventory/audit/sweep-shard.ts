import { isoTime, nowMs } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import { batchGet, ConditionFailed, transact, writeIf } from '#lib/table.ts';
import { shardAt, shardFrom } from '../counters/shard-table.ts';
import { moveOf } from '../counters/stock.ts';
import { creditShard } from '../ledger/credit-shard.ts';
import { helpMove } from '../ledger/move-units.ts';
import { oweWrite, ticketFrom, ticketPage, ticketWrite } from '../ledger/stock-table.ts';
import { bucketOf, endOf, isFinal, ticketId } from '../ledger/ticket.ts';
import { type Marks, marksAt, marksFrom, marksWrite } from './audit-table.ts';

/** Voids and pages of one run, and milliseconds that it takes; what is left is another message's. */
const STEPS = 1_000;
const MOST_MS = 15_000;
/** Pages by which one run may raise the low mark. */
const LOW_PAGES = 32;

/**
 * Completes a move that is stuck, voids every unit below `to` that was taken and has no ticket (a lost answer, a crash),
 * and credits what is owed. Units are voided one by one in ascending order, each awaited, and never a gap as one range: the
 * ticket of a part of it may still be put, and the first put decides. Any number of sweeps may run at once or late.
 *
 * @param to the shard's `t` as it was when the sweep was asked for: later takes are none of its business
 * @returns whether it came to the end; if not, it is to be asked for again
 */
export const sweepShard = async (stockKey: string, shard: number, to: number): Promise<boolean> => {
  const [item, marksItem] = await batchGet([shardAt(stockKey, shard), marksAt(stockKey, shard)], { consistent: true });
  const counter = shardFrom(item);
  if (!counter) return true;
  // A move in transit is completed first, or its units would be voided on their way.
  const move = moveOf(counter);
  if (move) await helpMove(stockKey, shard, move);
  const end = Math.min(to, counter.t);
  const marks = marksFrom(marksItem);
  const swept = await sweep(stockKey, shard, marks.swept, end);
  if (bucketOf(swept) > bucketOf(marks.swept)) await raise(stockKey, shard, marks, swept);
  await creditShard(stockKey, shard);
  if (shard !== 0) await creditShard(stockKey, 0);
  return swept >= end;
};

/** Answers how far it came: up to there the tickets tile. */
const sweep = async (stockKey: string, shard: number, from: number, end: number): Promise<number> => {
  let [position, voided, steps] = [from, 0, 0];
  const until = nowMs() + MOST_MS;
  const goesOn = (): boolean => steps < STEPS && nowMs() < until;
  const fill = async (upTo: number): Promise<void> => {
    for (; position < upTo && goesOn(); steps += 1) {
      const after = await voidUnit(stockKey, shard, position);
      if (after === position + 1) voided += 1;
      position = after;
    }
  };
  for (let page = from; page < end && goesOn(); steps += 1) {
    const { tickets, next } = await ticketPage(stockKey, shard, page, end, { consistent: true });
    for (const ticket of tickets) {
      await fill(ticket.from);
      if (position < ticket.from) break;
      position = Math.max(position, endOf(ticket));
    }
    page = next;
  }
  await fill(end);
  if (voided > 0) log.warn('units without a ticket came back', { stockKey, shard, units: voided, below: position });
  return position;
};

/** Voids the unit at `position`, or finds the ticket that came first; answers where to go on. */
const voidUnit = async (stockKey: string, shard: number, position: number): Promise<number> => {
  const now = nowMs();
  const unit = { what: stockKey, shard, from: position, quantity: 1 };
  try {
    await transact([
      ticketWrite(unit, { state: 'void', now }),
      oweWrite(stockKey, 0, { id: ticketId(unit), q: 1, at: isoTime(now) }),
    ]);
    return position + 1;
  } catch (error) {
    if (!(error instanceof ConditionFailed) || !error.found) throw error;
    return endOf(ticketFrom(error.found));
  }
};

/** Raises the marks, a bucket at a time so that a quiet shop pays one write in 64 units. */
const raise = async (stockKey: string, shard: number, marks: Marks, swept: number): Promise<void> => {
  let low = marks.low;
  for (let page = 0; page < LOW_PAGES && low < swept; page += 1) {
    const before = low;
    const { tickets, next } = await ticketPage(stockKey, shard, low, swept);
    for (const ticket of tickets) {
      if (ticket.from !== low || !isFinal(ticket.state)) break;
      low = endOf(ticket);
    }
    if (low < next || low === before) break;
  }
  await writeIf(marksWrite(stockKey, shard, { low, swept }));
};
