import { isoTime, nowMs } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import type { Write } from '#lib/table.ts';
import { actor } from '#lib/trace.ts';
import { creditShard } from './credit-shard.ts';
import { spreadUnits } from './move-units.ts';
import { oweWrite } from './stock-table.ts';

/** Where units come in; from there they spread by themselves. */
const HOME = 0;

/**
 * Makes the write by which units of `stockKey` that were sold become owed to the shelf again (a refund, a return, an order called
 * off), for the transaction that decides it. Tickets of sold units are never released: this is a new entry of the ledger.
 *
 * @param id names the entry for good, `<refund or return>#<line>`; the caller's transaction happens once
 */
export const oweStock = (stockKey: string, quantity: number, id: string, reason: string): Write =>
  oweWrite(stockKey, HOME, { id, q: quantity, at: isoTime(nowMs()), reason, actor: actor() });

/**
 * Counts in what is owed and spreads it over the shards, after the transaction. It never throws and may be left out: the
 * table's stream has the owed entry, and the sweeper does the same.
 */
export const creditStock = async (stockKeys: readonly string[]): Promise<void> => {
  await Promise.all([...new Set(stockKeys)].map(credit));
};

const credit = async (stockKey: string): Promise<void> => {
  try {
    await creditShard(stockKey, HOME);
    await spreadUnits(stockKey);
  } catch (error) {
    log.error('units not credited yet', error, { stockKey });
  }
};
