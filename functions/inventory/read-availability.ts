import { batchGet, type Item } from '#lib/table.ts';
import { noStock, type Policy, sells } from './stock.ts';
import { homeFrom, shardAt } from './stock-table.ts';

export interface Availability {
  readonly variantId: string;
  readonly tracked: boolean;
  readonly policy: Policy;
  /** Units free to sell, below zero on back-order; null for what is not tracked. */
  readonly available: number | null;
  /** Whether a buyer can have one now. A hint: the truth is asked by taking. */
  readonly inStock: boolean;
}

/** How much there is of some variants, in the order asked; one call for a hundred. A variant without a record is out of stock. */
export const readAvailability = async (variantIds: readonly string[]): Promise<Availability[]> => {
  const items: (Item | undefined)[] = [];
  for (let start = 0; start < variantIds.length; start += 100) {
    items.push(...(await batchGet(variantIds.slice(start, start + 100).map((id) => shardAt(id, 0)))));
  }
  return variantIds.map((variantId, index) => {
    const home = homeFrom(items[index]) ?? noStock;
    const { tracked, policy } = home;
    return { variantId, tracked, policy, available: tracked ? home.n : null, inStock: sells(home) };
  });
};
