import { isoTime, nowMs } from '#lib/clock.ts';
import { get, transactIf, writeIf } from '#lib/table.ts';
import { actor } from '#lib/trace.ts';
import { creditWrite } from '../ledger/stock-table.ts';
import { homeWrite, shardAt } from './shard-table.ts';
import { isOpen, noStock, type Settings } from './stock.ts';

/**
 * Opens the stock record of a variant with an opening balance, only where there is none: a repeat changes nothing, and
 * what was sold meanwhile stays sold. Counter and credit 1 come into being together, the one time that a counter is in a
 * transaction: there is nothing to take from before.
 *
 * @returns whether this call opened it
 */
export const openStock = async (
  stockKey: string,
  opening: Settings & { readonly quantity: number; readonly limit?: number },
): Promise<boolean> => {
  if (await get(shardAt(stockKey, 0))) return false;
  const { quantity, tracked, policy, purchaseLimit, limit } = opening;
  const home = {
    ...noStock,
    tracked,
    policy,
    open: isOpen(opening),
    ...(purchaseLimit === undefined ? {} : { purchaseLimit }),
    ...(limit === undefined ? {} : { limit }),
  };
  if (quantity === 0) return writeIf(homeWrite(stockKey, home));
  const at = isoTime(nowMs());
  const parts = [{ id: 'opening', q: quantity, at, reason: 'opening balance', actor: actor() }];
  return transactIf([
    homeWrite(stockKey, { ...home, n: quantity, c: 1 }),
    creditWrite(stockKey, 0, { k: 1, q: quantity, at, parts }),
  ]);
};
