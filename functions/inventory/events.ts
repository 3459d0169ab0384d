import * as z from 'zod/mini';
import { defineEvent } from '#lib/event.ts';

/**
 * One shard of a variant's stock came in or ran out, or its record was opened or adjusted. `at` rises with each change of
 * the shard: a consumer keeps the highest per shard, and a variant is available when any of its shards is.
 */
export const StockChanged = defineEvent({
  type: 'stock.changed',
  derived: true,
  version: 1,
  data: z.object({
    variantId: z.string().check(z.describe('The variant.')),
    shard: z.int().check(z.describe('The counter that changed.')),
    available: z.boolean().check(z.describe('Whether that counter has units to sell.')),
    at: z.int().check(z.describe('The counter’s own clock: the higher is the newer.')),
  }),
});
