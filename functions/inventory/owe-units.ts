import { isoTime, nowMs } from '#lib/clock.ts';
import type { Write } from '#lib/table.ts';
import { actor } from '#lib/trace.ts';
import { creditShard } from './credit-shard.ts';
import { spreadUnits } from './move-units.ts';
import { oweWrite } from './stock-table.ts';

/**
 * The write that owes units which came back (a refund, a return), for the transaction that records it: that record is
 * what makes it happen once. `creditUnits` afterwards brings them into the counter; if that never happens the sweeper does.
 *
 * @param id names what brings them back, once and for ever: `<refund or return>#<line>`
 */
export const oweUnits = (what: string, quantity: number, id: string): Write =>
  oweWrite(what, 0, { id, q: quantity, at: isoTime(nowMs()), reason: 'restocked', actor: actor() });

/** Brings what is owed of some things into their counters and spreads it over their shards; repeatable. */
export const creditUnits = async (whats: readonly string[]): Promise<void> => {
  for (const what of new Set(whats)) {
    await creditShard(what, 0);
    await spreadUnits(what);
  }
};
