import { giveBack } from '../ledger/give-back.ts';
import type { Ticket } from '../ledger/ticket.ts';
import { limitStock } from './stock.ts';
import { takeLimited } from './take-limited.ts';
import { type Shortage, takeUnits, type UnitsTaken } from './take-units.ts';

export interface Want {
  /** A variant's id, or whatever else is counted: see `couponStock` and `limitStock`. */
  readonly stockKey: string;
  readonly quantity: number;
  /** Of a limit: how many there are in all. Its stock is opened on first use, and follows a limit that was changed. */
  readonly open?: { readonly quantity: number };
}
export type Taken = { readonly taken: Ticket[] } | { readonly taken: Ticket[]; readonly refused: Shortage };

/**
 * Takes units for each want: one conditional update each, one ticket each, in the order of the wants' names. For a buyer,
 * what a variant's purchase limit allows is taken along, as stock of that buyer with a ticket of its own. If one is
 * refused or fails, what was taken is given back. A ticket that is never put (see `ticketWrites`) comes back by the sweeper.
 *
 * @param ref whose take it is, for the ledger: the order's id
 * @param buyerKey whose purchase limits count; without it none does
 * @throws Refusal 503 `try-again` when the table is throttled or does not answer in time: that is never "sold out"
 */
export const takeStock = async (wants: readonly Want[], ref?: string, buyerKey?: string): Promise<Taken> => {
  const taken: Ticket[] = [];
  const one = async (want: Want): Promise<UnitsTaken | Shortage> => {
    const { stockKey, quantity, open } = want;
    const got = open
      ? await takeLimited({ stockKey, quantity, limit: open.quantity }, ref)
      : await takeUnits(stockKey, quantity, { ref });
    if ('ticket' in got) taken.push(got.ticket);
    return got;
  };
  try {
    // Everybody takes in one order, so of two buyers who want the last of two things one gets both.
    for (const want of wants.toSorted(byWhat)) {
      let got = await one(want);
      if ('ticket' in got && buyerKey !== undefined && got.purchaseLimit !== undefined) {
        const { quantity } = want;
        got = await one({
          stockKey: limitStock(want.stockKey, buyerKey),
          quantity,
          open: { quantity: got.purchaseLimit },
        });
      }
      if ('ticket' in got) continue;
      await giveBack(taken, ref);
      return { taken: [], refused: { stockKey: got.stockKey, available: got.available } };
    }
  } catch (error) {
    await giveBack(taken, ref);
    throw error;
  }
  return { taken };
};

const byWhat = (a: Want, b: Want): number => (a.stockKey < b.stockKey ? -1 : a.stockKey > b.stockKey ? 1 : 0);
