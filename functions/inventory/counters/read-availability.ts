import type * as z from 'zod/mini';
import type { StockChanged } from '../events.ts';
import { readHomes, readManyShards } from './read-shards.ts';
import { noStock, type Policy, positionOf, sells, unitsIn } from './stock.ts';

export interface Availability {
  readonly variantId: string;
  readonly tracked: boolean;
  readonly policy: Policy;
  /** Units free to sell, below zero on back-order; null for what is not tracked. */
  readonly available: number | null;
  /** Whether a buyer can have one now. A hint: the truth is asked by taking. */
  readonly inStock: boolean;
}

/** Reads how much there is of some variants, in the order asked; one call for a hundred shards. A variant without a record is out of stock. */
export const readAvailability = async (variantIds: readonly string[]): Promise<Availability[]> => {
  const found = await readManyShards(variantIds);
  return variantIds.map((variantId, index) => {
    const { home, others } = found[index] ?? { home: noStock, others: [] };
    const { tracked, policy } = home;
    const available = unitsIn([home, ...others]);
    return {
      variantId,
      tracked,
      policy,
      available: tracked ? available : null,
      inStock: sells({ n: available, open: home.open }),
    };
  });
};

/**
 * Reads shard 0 of variants as `stock.changed` states it, a hundred a call; a variant without a record is left out. A
 * hint: the fact that follows may say more already.
 */
export const readStockStates = async (
  variantIds: readonly string[],
): Promise<z.infer<(typeof StockChanged)['data']>[]> => {
  const homes = await readHomes(variantIds);
  return variantIds.flatMap((variantId, index) => {
    const home = homes[index];
    return home ? [{ variantId, shard: 0, available: sells(home), at: positionOf(home) }] : [];
  });
};
