import { isoTime, nowMs } from '#lib/clock.ts';
import { busy } from '#lib/refusals.ts';
import { transactIf } from '#lib/table.ts';
import { actor } from '#lib/trace.ts';
import { creditShard } from '../ledger/credit-shard.ts';
import { giveBack } from '../ledger/give-back.ts';
import { oweWrite } from '../ledger/stock-table.ts';
import { openStock } from './open-stock.ts';
import { limitWrite } from './shard-table.ts';
import { type Shortage, takeUnits, type UnitsTaken } from './take-units.ts';

const ATTEMPTS = 5;

/**
 * Takes units of a limit: stock whose whole is the limit, opened when it is first used. A limit that was raised since adds
 * the difference, once; one that was lowered counts from now on, whatever was taken before.
 */
export const takeLimited = async (
  { stockKey, quantity, limit }: { readonly stockKey: string; readonly quantity: number; readonly limit: number },
  ref: string | undefined,
): Promise<UnitsTaken | Shortage> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const got = await takeUnits(stockKey, quantity, { ref });
    if ('ticket' in got) {
      // Of the units left, those above today's limit do not count.
      const above = Math.max(0, (got.limit ?? limit) - limit);
      if (got.left >= above) return got;
      await giveBack([got.ticket], ref);
      return { stockKey, available: Math.max(0, got.left + quantity - above) };
    }
    // The image that proved the refusal decides, not a later one: others may have opened or raised it since.
    const { home } = got;
    if (!home) {
      await openStock(stockKey, { quantity: limit, tracked: true, policy: 'deny', limit });
      continue;
    }
    if (home.limit === undefined || home.limit >= limit) {
      return { stockKey, available: Math.max(0, got.available - ((home.limit ?? limit) - limit)) };
    }
    await raise(stockKey, { limit: home.limit, v: home.v }, limit);
  }
  throw busy('The limit kept changing; send the same request again.');
};

/** The one time beside opening that a counter's item is in a transaction: rare, and few want it. */
const raise = async (
  stockKey: string,
  from: { readonly limit: number; readonly v: number },
  to: number,
): Promise<void> => {
  const part = {
    id: `limit-${from.v}-${to}`,
    q: to - from.limit,
    at: isoTime(nowMs()),
    reason: `limit raised from ${from.limit} to ${to}`,
    actor: actor(),
  };
  await transactIf([limitWrite(stockKey, from, to), oweWrite(stockKey, 0, part)]);
  await creditShard(stockKey, 0);
};
