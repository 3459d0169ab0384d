import { queue } from '#lib/queue.ts';
import { get, writeIf } from '#lib/table.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { StockChanged } from '../../inventory/events.ts';
import { hintWrite, variantAt, variantFrom } from '../catalog-table.ts';

/**
 * Stores, by shard, whether a variant is available: the event with the shard's highest `at` counts, so a repeated or
 * late one changes nothing. A variant is available when any shard is; the stream has its page built again.
 */
export const on = StockChanged;

export const settings = { concurrency: 4 } satisfies QueueSettings;

export const handler = queue(on, async ({ data }) => {
  const variant = variantFrom(await get(variantAt(data.variantId), { consistent: true }));
  await writeIf(
    hintWrite({
      variantId: data.variantId,
      // Of a variant that is not stored yet: its page reads this hint when it is built.
      productId: variant?.productId,
      shard: data.shard,
      available: data.available,
      at: data.at,
    }),
  );
});
