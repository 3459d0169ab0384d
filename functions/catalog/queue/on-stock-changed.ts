import type { QueueSettings } from '#lib/function-settings.ts';
import { queue } from '#lib/queue.ts';
import { get, writeIf } from '#lib/table.ts';
import { StockChanged } from '../../inventory/events.ts';
import { hintWrite, variantAt, variantFrom } from '../catalog-table.ts';

/**
 * Keeps, by shard, whether a variant can be bought: the word with the highest `at` of its shard counts, so a repeat or
 * an old word changes nothing. A variant is available when any shard says so; the page is built again by the stream.
 */
export const on = StockChanged;

export const settings = { concurrency: 4 } satisfies QueueSettings;

export const handler = queue(on, async ({ data }) => {
  const variant = variantFrom(await get(variantAt(data.variantId), { consistent: true }));
  await writeIf(
    hintWrite({
      variantId: data.variantId,
      // Unknown yet: whoever writes the product builds its page, and finds this hint.
      productId: variant?.productId,
      shard: data.shard,
      available: data.available,
      at: data.at,
    }),
  );
});
