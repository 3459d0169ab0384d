import { readManyShards } from './read-shards.ts';
import { noStock, type Policy, sells, unitsIn } from './stock.ts';

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
