import { isoTime, nowMs, sleep } from '#lib/clock.ts';
import { isConflict, isTransient, RetryableError } from '#lib/retryable-error.ts';
import { ConditionFailed, get, type Item, transactIf, write } from '#lib/table.ts';
import { shardAt, shardFrom } from '../counters/shard-table.ts';
import type { Credit, CreditPart } from '../counters/stock.ts';
import { countInWrite, creditAt, creditFrom, creditWrite, owedPage, owedTakenWrite } from './stock-table.ts';

/** Owed entries that one credit takes in: with the credit itself they fit one transaction of 100. */
const PARTS = 90;
const ROUNDS = 50;

/**
 * Brings the units that are owed to a shard back into its counter. Anyone may do it at any time, for anyone: an owed
 * entry goes into one credit by a transaction, and a credit is counted in once, in order. The counter itself is in no
 * transaction, so takes are never cancelled by it. When it returns, what was owed at its beginning is counted in.
 *
 * @param ours an owed entry that alone matters: it is enough that another credit, still to be counted in, has taken it
 * @returns the shard's item as it was seen last; nothing where there is none
 */
export const creditShard = async (stockKey: string, shard: number, ours?: string): Promise<Item | undefined> => {
  for (let round = 1; round <= ROUNDS; round += 1) {
    // The next credit is looked for last: what another took out of the owed entries before our look is in it, or counted.
    const [owed, item] = await Promise.all([
      owedPage(stockKey, shard, PARTS),
      get(shardAt(stockKey, shard), { consistent: true }),
    ]);
    const counter = shardFrom(item);
    if (!counter) return undefined;
    if (ours !== undefined && owed.length < PARTS && !owed.some(({ id }) => id === ours)) return item;
    const k = counter.c + 1;
    const waiting = creditFrom(await get(creditAt(stockKey, shard, k), { consistent: true }));
    if (waiting) {
      await countIn(stockKey, shard, waiting);
      continue;
    }
    if (owed.length === 0) return item;
    const credit = creditOf(k, owed);
    if (!(await takeIn(stockKey, shard, credit))) continue;
    const after = await countIn(stockKey, shard, credit);
    // What becomes owed later is credited later: a short page was the last.
    if (owed.length < PARTS) return after;
  }
  throw new RetryableError('credit: others kept coming first');
};

/** Counts a credit in, unless another was faster; answers the shard's item after it. */
const countIn = async (stockKey: string, shard: number, credit: Credit): Promise<Item | undefined> => {
  try {
    return await write(countInWrite(stockKey, shard, credit));
  } catch (error) {
    if (error instanceof ConditionFailed) return error.found;
    throw error;
  }
};

/** Credits what is owed of some things, once each: whatever comes back is owed to shard 0. */
export const creditHomes = async (things: readonly { readonly what: string }[]): Promise<void> => {
  for (const stockKey of new Set(things.map((thing) => thing.what))) await creditShard(stockKey, 0);
};

const creditOf = (k: number, parts: CreditPart[]): Credit => ({
  k,
  q: parts.reduce((sum, part) => sum + part.q, 0),
  at: isoTime(nowMs()),
  parts,
});

/** Puts the credit and deletes its owed entries, all or none. Answers false after a lost race or a conflict: read again. */
const takeIn = async (stockKey: string, shard: number, credit: Credit): Promise<boolean> => {
  try {
    return await transactIf([
      creditWrite(stockKey, shard, credit),
      ...credit.parts.map((part) => owedTakenWrite(stockKey, shard, part.id)),
    ]);
  } catch (error) {
    if (!isTransient(error) && !isConflict(error)) throw error;
    await sleep(Math.random() * 100);
    return false;
  }
};
