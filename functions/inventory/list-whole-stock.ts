import { batchGet } from '#lib/table.ts';
import { variantAt, variantFrom } from '../catalog/public.ts';
import { readStock } from './counters/read-stock.ts';
import { listVariants } from './counters/shard-table.ts';
import type { Stock } from './counters/stock.ts';

/** Variants whose counters and tickets are read at once. */
const AT_ONCE = 8;
/** Calls for one of them: some thousand open tickets. */
const CALLS = 40;

/** The stock of a variant with the name that a line of an order shows; null when the catalog no longer has it. */
export interface WholeStock extends Stock {
  readonly title: string | null;
}

/**
 * Reads the stock records in the order of their variants' ids, held and committed units too, which the list of staff
 * leaves out: some five calls for each of them, so not for a request.
 * @param span the ids between which they lie: behind the first, up to the second
 */
export const listWholeStock = async (
  limit: number,
  { after, until }: { readonly after: string; readonly until: string },
): Promise<{ items: WholeStock[]; last: string | undefined }> => {
  const found = (await listVariants(after, limit + 1)).filter((variantId) => variantId <= until);
  const page = found.slice(0, limit);
  const variants = page.length > 0 ? await batchGet(page.map(variantAt)) : [];
  const items: WholeStock[] = [];
  const left = [...page.entries()];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [index, variantId] = next;
      const variant = variantFrom(variants[index]);
      const stock = await readStock({ variantId, sku: variant?.sku ?? variantId }, { calls: CALLS });
      items[index] = { ...stock, title: variant?.title ?? null };
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { items, last: found.length > page.length ? page.at(-1) : undefined };
};
