import { isoTime, nowMs } from '#lib/clock.ts';
import { batchGet, writeIf } from '#lib/table.ts';
import { actor } from '#lib/trace.ts';
import { creditShard } from './credit-shard.ts';
import { isOpen, noStock, type Settings } from './stock.ts';
import { creditAt, creditFrom, creditWrite, homeWrite, shardAt } from './stock-table.ts';

/**
 * Opens the stock record of a variant with an opening balance, only where there is none: a repeat changes nothing, and
 * what was sold meanwhile stays sold. The balance is credit 1, put before the counter that counts it in.
 *
 * @returns whether this call opened it
 */
export const openStock = async (what: string, opening: Settings & { readonly quantity: number }): Promise<boolean> => {
  const [home, first] = await batchGet([shardAt(what, 0), creditAt(what, 0, 1)], { consistent: true });
  if (home) return false;
  const balance = creditFrom(first)?.q ?? (await putBalance(what, opening.quantity));
  const { tracked, policy } = opening;
  const opened = await writeIf(
    homeWrite(what, { ...noStock, n: balance, c: balance === 0 ? 0 : 1, tracked, policy, open: isOpen(opening) }),
  );
  // Two openings at once: the other's counter may not know of this balance yet.
  if (!opened) await creditShard(what, 0);
  return opened;
};

const putBalance = async (what: string, quantity: number): Promise<number> => {
  if (quantity === 0) return 0;
  const at = isoTime(nowMs());
  const part = { id: 'opening', q: quantity, at, reason: 'opening balance', actor: actor() };
  const first = { k: 1, q: quantity, at, parts: [part] };
  if (await writeIf(creditWrite(what, 0, first))) return quantity;
  const [found] = await batchGet([creditAt(what, 0, 1)], { consistent: true });
  return creditFrom(found)?.q ?? 0;
};
