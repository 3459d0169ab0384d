import { batchGet } from '#lib/table.ts';
import { variantAt, variantFrom } from '../catalog/public.ts';
import { readAround, readHomes } from './counters/read-shards.ts';
import { summaryOf } from './counters/read-stock.ts';
import { listVariants } from './counters/shard-table.ts';
import type { HomeShard, StockSummary } from './counters/stock.ts';

/** Other shards than shard 0 that a page reads: one call. */
const OTHERS = 100;

/**
 * Lists the stock records in the order of their variants' ids, which is that of their creation, after the variant `after`.
 * A page of variants with many shards is shorter than `limit`: the whole is at most eleven calls.
 */
export const listStock = async (
  limit: number,
  after: string | undefined,
): Promise<{ items: StockSummary[]; last: string | undefined }> => {
  const found = await listVariants(after, limit + 1);
  const homes = await readHomes(found.slice(0, limit));
  const page = found.slice(0, fitting(homes));
  const [shards, variants] = await Promise.all([
    readAround(page, homes.slice(0, page.length)),
    batchGet(page.map(variantAt)),
  ]);
  const items = page.map((variantId, index) =>
    // A variant that the catalog no longer has goes by its id, which every route takes as well.
    summaryOf({ variantId, sku: variantFrom(variants[index])?.sku ?? variantId }, shards[index]),
  );
  return { items, last: found.length > page.length ? page.at(-1) : undefined };
};

/** How many of them one call more can read whole; at least one. */
const fitting = (homes: readonly (HomeShard | undefined)[]): number => {
  let others = 0;
  const end = homes.findIndex((home, index) => {
    others += (home?.top ?? 1) - 1;
    return index > 0 && others > OTHERS;
  });
  return end < 0 ? homes.length : end;
};
