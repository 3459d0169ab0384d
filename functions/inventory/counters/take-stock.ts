import { sleep } from '#lib/clock.ts';
import { giveBack } from '../ledger/give-back.ts';
import type { Ticket } from '../ledger/ticket.ts';
import { wasScarce } from './shard-hints.ts';
import { limitStock } from './stock.ts';
import { takeLimited } from './take-limited.ts';
import { proveSoldOut, type Shortage, takeUnits, type UnitsTaken } from './take-units.ts';

export interface Want {
  /** A variant's id, or the key of whatever else is counted: see `couponStock` and `limitStock`. */
  readonly stockKey: string;
  readonly quantity: number;
  /** Of a limit: how many there are in all. Its stock is opened on first use, and follows a limit that was changed. */
  readonly open?: { readonly quantity: number };
}
export type Taken = { readonly taken: Ticket[] } | { readonly taken: Ticket[]; readonly refused: Shortage };

/** Whose take it is, for the ledger, and whose purchase limits count. */
interface Taker {
  readonly ref: string | undefined;
  readonly buyerKey: string | undefined;
}
interface Attempt {
  readonly taken: Ticket[];
  readonly refused?: Want & Shortage;
}

/** Tries in the agreed order before a refusal of several things is believed. */
const PASSES = 3;
/** The longest wait before a further pass, in milliseconds. */
const JITTER_MS = 60;

/**
 * Takes units for each want: one conditional update and one ticket each. For a buyer, what a variant's purchase limit
 * allows is taken along, as stock of that buyer with a ticket of its own. If one is refused or fails, what was taken is
 * given back. A ticket that is never put (see `ticketWrites`) comes back by the sweeper.
 *
 * Things that are scarce are taken first, in the order of their keys, and the others side by side. After a refusal all
 * are taken in that order, in up to three passes with a random wait between them: so of two buyers who want the last of
 * two things one gets both, although each may have held one and refused the other for a moment.
 *
 * @param ref whose take it is, for the ledger: the order's id
 * @param buyerKey whose purchase limits count; without it none does
 * @throws Refusal 503 `try-again` when the table is throttled or does not answer in time: that is never "sold out"
 */
export const takeStock = async (wants: readonly Want[], ref?: string, buyerKey?: string): Promise<Taken> => {
  const taker = { ref, buyerKey };
  const ordered = wants.toSorted(byStockKey);
  const scarce = ordered.filter(({ stockKey, quantity }) => wasScarce(stockKey, quantity));
  const plenty = ordered.filter((want) => !scarce.includes(want));
  let result = await take(scarce, plenty, taker);
  for (let pass = 1; result.refused && wants.length > 1 && pass <= PASSES; pass += 1) {
    if (pass > 1) await sleep(Math.random() * JITTER_MS);
    result = await takeInOrder(ordered, result.refused, taker);
  }
  const { taken, refused } = result;
  return refused ? { taken, refused: { stockKey: refused.stockKey, available: refused.available } } : { taken };
};

const byStockKey = (a: Want, b: Want): number => (a.stockKey < b.stockKey ? -1 : a.stockKey > b.stockKey ? 1 : 0);

/** Begins with a look at what was refused before: while that is sold out for certain, the others need not be held. */
const takeInOrder = async (ordered: readonly Want[], before: Want & Shortage, taker: Taker): Promise<Attempt> => {
  const soldOut = await proveSoldOut(before.stockKey, before.quantity);
  return soldOut ? { taken: [], refused: { ...before, ...soldOut } } : take(ordered, [], taker);
};

/** Takes some wants one after the other, then the rest side by side; all or none. */
const take = async (inTurn: readonly Want[], atOnce: readonly Want[], taker: Taker): Promise<Attempt> => {
  const taken: Ticket[] = [];
  const one = (want: Want) => takeWant(want, taker, taken);
  try {
    let refused: Attempt['refused'];
    for (const want of inTurn) {
      refused = await one(want);
      if (refused) break;
    }
    if (!refused) {
      const results = await Promise.allSettled(atOnce.map(one));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
      refused = results.flatMap((result) => (result.status === 'fulfilled' && result.value) || [])[0];
    }
    if (!refused) return { taken };
    await giveBack(taken, taker.ref);
    return { taken: [], refused };
  } catch (error) {
    await giveBack(taken, taker.ref);
    throw error;
  }
};

/** Takes one want, then what its purchase limit allows this buyer; puts the tickets into `taken`. Answers a shortage. */
const takeWant = async (want: Want, taker: Taker, taken: Ticket[]): Promise<(Want & Shortage) | undefined> => {
  const got = await takeOne(want, taker, taken);
  if (!('ticket' in got)) return { ...want, ...got };
  if (taker.buyerKey === undefined || got.purchaseLimit === undefined) return undefined;
  const stockKey = limitStock(want.stockKey, taker.buyerKey);
  const limit: Want = { stockKey, quantity: want.quantity, open: { quantity: got.purchaseLimit } };
  const allowed = await takeOne(limit, taker, taken);
  return 'ticket' in allowed ? undefined : { ...limit, ...allowed };
};

const takeOne = async (
  { stockKey, quantity, open }: Want,
  { ref }: Taker,
  taken: Ticket[],
): Promise<UnitsTaken | Shortage> => {
  const got = open
    ? await takeLimited({ stockKey, quantity, limit: open.quantity }, ref)
    : await takeUnits(stockKey, quantity, { ref });
  if ('ticket' in got) taken.push(got.ticket);
  return got;
};
