import type * as z from 'zod/mini';
import type { Item, Ref } from '#lib/table.ts';
import type { StockChanged } from '../events.ts';
import { readHomes, readManyShards } from './read-shards.ts';
import { homeFrom, shardAt } from './shard-table.ts';
import { isAlone, noStock, type Policy, positionOf, sells, unitsIn } from './stock.ts';

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

/** Names where shard 0 of a variant's stock lies, to be read in a batch with items of other modules. */
export const stockAt = (variantId: string): Ref => shardAt(variantId, 0);

/**
 * Answers how many units a buyer can have, from the item that was read there: a hint, the truth is asked by taking.
 * `undefined` where any number can be had, or where shard 0 does not know: units may be in other shards, until the first
 * refusal has proven those empty.
 */
export const unitsLeft = (item: Item | undefined): number | undefined => {
  const home = homeFrom(item) ?? noStock;
  return home.open || !isAlone(home) ? undefined : Math.max(0, home.n);
};
