import { queueTogether } from '#lib/queue.ts';
import { batchGet } from '#lib/table.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { StockChanged } from '../../inventory/events.ts';
import { variantAt, variantFrom } from '../catalog-table.ts';
import { noteStock } from '../product/note-stock.ts';

/**
 * Stores, by shard, whether variants are available: the event with the shard's highest `at` counts, so a repeated or late
 * one changes nothing. A variant is available when any shard is; the stream has its page built again.
 */
export const on = StockChanged;

export const settings = { concurrency: 4 } satisfies QueueSettings;

export const handler = queueTogether(on, async (events) => {
  const states = events.map(({ data }) => data);
  const variants = await batchGet(
    states.map(({ variantId }) => variantAt(variantId)),
    { consistent: true },
  );
  // Of a variant that is not stored yet no product is known: its page reads the hint when it is built.
  await noteStock(states.map((state, index) => ({ ...state, productId: variantFrom(variants[index])?.productId })));
});
