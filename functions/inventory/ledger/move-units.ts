import { isoTime, nowMs } from '#lib/clock.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import { ConditionFailed, get, transactIf, write, writeIf } from '#lib/table.ts';
import { readHome, readOthers } from '../counters/read-shards.ts';
import { movedWrite, moveWrite, shardAt, shardFrom } from '../counters/shard-table.ts';
import { type Move, moveOf, type Shard, unitsIn } from '../counters/stock.ts';
import { creditShard } from './credit-shard.ts';
import { oweWrite, ticketWrite } from './stock-table.ts';
import { ticketId } from './ticket.ts';

/** With fewer units a shard, buyers would look for units more often than they find them. */
const SHARE = 4;
const ROUNDS = 50;

/**
 * Completes a move that is in transit: its ticket says `moved` and its units are owed in one transaction, then they are
 * credited, then the shard is free for the next. Anyone may do it, at any time, any number of times.
 */
export const helpMove = async (stockKey: string, from: number, move: Move): Promise<void> => {
  const now = nowMs();
  const ticket = { what: stockKey, shard: from, from: move.mt, quantity: move.mq };
  await transactIf([
    ticketWrite(ticket, { state: 'moved', now }),
    oweWrite(stockKey, move.md, { id: ticketId(ticket), q: move.mq, at: isoTime(now) }),
  ]);
  await creditShard(stockKey, move.md);
  await writeIf(movedWrite(stockKey, from, move.mt));
};

/** Completes the move that a shard has in transit, if there is one; answers whether there was. */
export const help = async (stockKey: string, number: number, shard: Shard): Promise<boolean> => {
  const move = moveOf(shard);
  if (move) await helpMove(stockKey, number, move);
  return move !== undefined;
};

/** Moves units from one shard to another; answers whether it did. One end is always shard 0: `ep` counts what leaves it. */
export const moveUnits = async (stockKey: string, from: number, to: number, q: number): Promise<boolean> => {
  try {
    const after = await write(moveWrite(stockKey, from, to, q));
    await helpMove(stockKey, from, { mt: Number(after?.['t']) - q, mq: q, md: to });
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
};

/** Brings up to `most` units of a shard to shard 0; all of them without it, and until none is left. */
export const drainShard = async (stockKey: string, shard: number, most = Number.MAX_SAFE_INTEGER): Promise<void> => {
  for (let round = 1; round <= ROUNDS; round += 1) {
    const found = shardFrom(await get(shardAt(stockKey, shard), { consistent: true }));
    if (!found) return;
    if (await help(stockKey, shard, found)) continue;
    if (found.n <= 0) return;
    const moved = await moveUnits(stockKey, shard, 0, Math.min(found.n, most));
    if (moved && most <= found.n) return;
  }
  throw new RetryableError('drain: others kept coming first');
};

/** Brings the units of all shards from `least` on to shard 0. */
export const drainShards = async (stockKey: string, least = 1): Promise<void> => {
  const home = await readHome(stockKey);
  if (!home) return;
  await help(stockKey, 0, home);
  for (const { shard, n, mt } of await readOthers(stockKey, home.top)) {
    if (shard >= least && (n > 0 || mt !== undefined)) await drainShard(stockKey, shard);
  }
};

/**
 * Spreads what lies at shard 0 over the shards, evenly, as long as each gets a few. It may stop anywhere: units are found
 * wherever they are.
 */
export const spreadUnits = async (stockKey: string): Promise<void> => {
  const home = await readHome(stockKey);
  if (!home || home.open || home.shards <= 1) return;
  await help(stockKey, 0, home);
  const others = (await readOthers(stockKey, home.top)).filter(({ shard }) => shard < home.shards);
  const units = Math.max(0, unitsIn([home, ...others]));
  const used = Math.min(home.shards, Math.floor(units / SHARE));
  const fair = Math.floor(units / Math.max(1, used));
  let left = home.n - fair;
  for (const { shard, n } of others) {
    const lack = Math.min(fair - n, left);
    if (shard >= used || lack < SHARE / 2) continue;
    if (!(await moveUnits(stockKey, 0, shard, lack))) return;
    left -= lack;
  }
};
