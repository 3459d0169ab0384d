import { isoTime, nowMs, sleep } from '#lib/clock.ts';
import { isConflict, isTransient, RetryableError } from '#lib/retryable-error.ts';
import { get, transactIf, writeIf } from '#lib/table.ts';
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
 * @param ours an owed entry that alone matters: it is enough that another has taken it in, who is about to count it
 */
export const creditShard = async (what: string, shard: number, ours?: string): Promise<void> => {
  for (let round = 1; round <= ROUNDS; round += 1) {
    // The next credit is looked for last: what another took out of the owed entries before our look is in it, or counted.
    const [owed, item] = await Promise.all([
      owedPage(what, shard, PARTS),
      get(shardAt(what, shard), { consistent: true }),
    ]);
    const counter = shardFrom(item);
    if (!counter) return;
    if (ours !== undefined && owed.length < PARTS && !owed.some(({ id }) => id === ours)) return;
    const k = counter.c + 1;
    const waiting = creditFrom(await get(creditAt(what, shard, k), { consistent: true }));
    if (waiting) {
      await writeIf(countInWrite(what, shard, waiting));
      continue;
    }
    if (owed.length === 0) return;
    const credit = creditOf(k, owed);
    if (!(await takeIn(what, shard, credit))) continue;
    await writeIf(countInWrite(what, shard, credit));
    // Whoever owes later credits later: a short page was the last.
    if (owed.length < PARTS) return;
  }
  throw new RetryableError('credit: others kept coming first');
};

/** Credits what is owed of some things, once each: whatever comes back is owed to shard 0. */
export const creditHomes = async (things: readonly { readonly what: string }[]): Promise<void> => {
  for (const what of new Set(things.map((thing) => thing.what))) await creditShard(what, 0);
};

const creditOf = (k: number, parts: CreditPart[]): Credit => ({
  k,
  q: parts.reduce((sum, part) => sum + part.q, 0),
  at: isoTime(nowMs()),
  parts,
});

/** Makes the credit out of its parts, all or none. Who loses against another looks again; so does who only met a conflict. */
const takeIn = async (what: string, shard: number, credit: Credit): Promise<boolean> => {
  try {
    return await transactIf([
      creditWrite(what, shard, credit),
      ...credit.parts.map((part) => owedTakenWrite(what, shard, part.id)),
    ]);
  } catch (error) {
    if (!isTransient(error) && !isConflict(error)) throw error;
    await sleep(Math.random() * 100);
    return false;
  }
};
