import { isoTime, nowMs } from '#lib/clock.ts';
import { deterministicId, newId } from '#lib/id.ts';
import type { Caller } from '#lib/identity.ts';
import { IdempotencyKeyReused } from '#lib/refusals.ts';
import { ConditionFailed, transact } from '#lib/table.ts';
import { actor } from '#lib/trace.ts';
import { creditShard } from '../ledger/credit-shard.ts';
import { giveBack } from '../ledger/give-back.ts';
import { spreadUnits } from '../ledger/move-units.ts';
import { adjustmentWrite, oweWrite, ticketWrite } from '../ledger/stock-table.ts';
import { openStock } from './open-stock.ts';
import { homeFrom } from './shard-table.ts';
import type { CreditPart } from './stock.ts';
import { type Shortage, takeUnits } from './take-units.ts';

/** What staff changes: `delta` units, never 0, and why. The same `id` again changes nothing. */
export interface Adjustment {
  readonly id: string;
  readonly delta: number;
  readonly reason: string;
}

const ATTEMPTS = 5;

/**
 * Adjusts the stock of a variant: up as owed units that are credited, down as a take whose ticket says `adjusted`. The
 * record of the adjustment joins either transaction, so its units move once, whatever is repeated or lost.
 *
 * @returns the shortage when fewer units are available than are to be taken away
 */
export const adjustStock = async (stockKey: string, adjustment: Adjustment): Promise<Shortage | undefined> => {
  const { id, delta, reason } = adjustment;
  const part: CreditPart = { id, q: delta, at: isoTime(nowMs()), reason, actor: actor() };
  if (delta < 0) return takeAway(stockKey, part);
  await openStock(stockKey, { quantity: 0, tracked: true, policy: 'deny' });
  await once(part, () => transact([adjustmentWrite(stockKey, part), oweWrite(stockKey, 0, part)]));
  const home = homeFrom(await creditShard(stockKey, 0));
  if (home && home.shards > 1) await spreadUnits(stockKey);
  return undefined;
};

const takeAway = async (stockKey: string, part: CreditPart): Promise<Shortage | undefined> => {
  const { id, reason = '', actor: by = '' } = part;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const got = await takeUnits(stockKey, -part.q, { ref: id, adjusting: true });
    if ('available' in got) return got;
    const { ticket } = got;
    const said = { state: 'adjusted', ref: id, reason, actor: by, now: nowMs() } as const;
    const result = await once(part, () => transact([adjustmentWrite(stockKey, part), ticketWrite(ticket, said)]));
    if (result === 'done') return undefined;
    if (result === 'repeated') {
      await giveBack([ticket], id);
      return undefined;
    }
  }
  throw new Error('adjust: the taken units were swept every time');
};

/** The first write of the transaction is the adjustment's record: when it is there, the adjustment was made before. */
const once = async (part: CreditPart, act: () => Promise<void>): Promise<'done' | 'repeated' | 'swept'> => {
  try {
    await act();
    return 'done';
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    if (error.index !== 0) return 'swept';
    if (error.found?.['q'] === part.q) return 'repeated';
    throw new IdempotencyKeyReused();
  }
};

/**
 * The id of an adjustment: a new one, or the one that a caller's Idempotency-Key stands for. So a request that failed
 * half-way, which is never stored as an answer, still moves its units once when it is sent again.
 */
export const adjustmentId = (caller: Caller, key: string | undefined): string =>
  key === undefined ? newId('adj') : deterministicId('adj', [caller.kind === 'key' ? caller.keyId : '', key]);
