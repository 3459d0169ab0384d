import * as z from 'zod/mini';
import { defineEvent } from '#lib/event.ts';

/**
 * One shard of a variant's stock came in or ran out, or its record was opened or adjusted. `at` rises with each change of
 * the shard: a consumer keeps the highest per shard, and a variant is available when any of its shards is.
 */
export const StockChanged = defineEvent({
  type: 'stock.changed',
  version: 1,
  data: z.object({ variantId: z.string(), shard: z.int(), available: z.boolean(), at: z.int() }),
});
