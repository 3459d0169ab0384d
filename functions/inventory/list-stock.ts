import { batchGet } from '#lib/table.ts';
import { variantAt, variantFrom } from '../catalog/public.ts';
import { readManyShards } from './counters/read-shards.ts';
import { summaryOf } from './counters/read-stock.ts';
import { LISTS, listPage } from './counters/shard-table.ts';
import type { StockSummary } from './counters/stock.ts';

/** Stock records in the order of their variants' ids, which is that of their creation, after the variant `after`. */
export const listStock = async (
  limit: number,
  after: string | undefined,
): Promise<{ items: StockSummary[]; last: string | undefined }> => {
  const lists = await Promise.all(Array.from({ length: LISTS }, (_, list) => listPage(list, after, limit + 1)));
  const found = lists.flat().sort();
  const page = found.slice(0, limit);
  const [shards, variants] = await Promise.all([readManyShards(page), batchGet(page.map(variantAt))]);
  const items = page.map((variantId, index) =>
    // A variant that the catalog no longer has goes by its id, which every route takes as well.
    summaryOf({ variantId, sku: variantFrom(variants[index])?.sku ?? variantId }, shards[index]),
  );
  return { items, last: found.length > limit ? page.at(-1) : undefined };
};
