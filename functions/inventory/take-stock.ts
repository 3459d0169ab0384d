import { log } from '#lib/log.ts';
import { busy } from '#lib/problem.ts';
import { ConditionFailed, write } from '#lib/table.ts';
import { giveBack } from './give-back.ts';
import { takeWrite } from './stock-table.ts';
import type { Ticket } from './ticket.ts';
import { isTransient } from './transient.ts';

export interface Want {
  /** A variant's id, or whatever else is counted. */
  readonly what: string;
  readonly quantity: number;
}
/** What could not be had, and how many were seen to be left. */
export interface Shortage {
  readonly what: string;
  readonly available: number;
}
export type Taken = { readonly taken: Ticket[] } | { readonly taken: Ticket[]; readonly refused: Shortage };

/**
 * Takes units for each want: one conditional update each, one ticket each, in the order of the wants. If one is refused
 * or fails, what was taken is given back. A ticket that is never put (see `ticketWrites`) comes back by the sweeper.
 *
 * @param ref whose take it is, for the ledger: the order's id
 * @throws Refusal 503 `try-again` when the table is throttled or does not answer in time: that is never "sold out"
 */
export const takeStock = async (wants: readonly Want[], ref?: string): Promise<Taken> => {
  const taken: Ticket[] = [];
  try {
    // Everybody takes in one order, so of two buyers who want the last of two things one gets both.
    for (const want of wants.toSorted(byWhat)) {
      const result = await takeUnits(want.what, want.quantity);
      if ('available' in result) {
        await giveBack(taken, ref);
        return { taken: [], refused: result };
      }
      taken.push(result);
    }
  } catch (error) {
    await giveBack(taken, ref);
    throw error;
  }
  return { taken };
};

const byWhat = (a: Want, b: Want): number => (a.what < b.what ? -1 : a.what > b.what ? 1 : 0);

/** Takes units of one thing from its shard; a refusal tells how many were seen. */
export const takeUnits = async (what: string, quantity: number, adjusting = false): Promise<Ticket | Shortage> => {
  if (!Number.isSafeInteger(quantity) || quantity < 1) throw new Error(`take: ${quantity} is not a number of units`);
  const shard = 0;
  try {
    const after = await write(takeWrite(what, shard, quantity, adjusting));
    return { what, shard, from: Number(after?.['t']) - quantity, quantity };
  } catch (error) {
    const refused = error instanceof ConditionFailed;
    // A refusal after a lost answer may be the effect of our own first try, whose units the sweeper brings back.
    if (refused && error.attempts === 1) return { what, available: Math.max(0, Number(error.found?.['n'] ?? 0)) };
    if (!refused && !isTransient(error)) throw error;
    log.warn('take without an answer', { what, reason: String(error) });
    throw busy('The stock could not be asked just now; send the same request again.');
  }
};
