/**
 * Has products indexed whose availability flipped, three seconds later, when catalog has handled the same events. A
 * repeated event indexes its product twice.
 */

import { queueTogether } from '#lib/queue.ts';
import { sendMessages } from '#lib/send.ts';
import { batchGet } from '#lib/table.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { variantAt, variantFrom } from '../../catalog/public.ts';
import { StockChanged } from '../../inventory/events.ts';
import { IndexProducts } from '../messages.ts';

/** Seconds left to catalog for the same event. */
const LATER_SECONDS = 3;

export const on = StockChanged;
export const settings = { concurrency: 2, batch: 100, window: 1 } satisfies QueueSettings;

export const handler = queueTogether(on, async (events) => {
  const ids = new Set(events.map(({ data }) => data.variantId));
  const variants = await batchGet([...ids].map(variantAt), { consistent: true });
  const productIds = new Set(variants.flatMap((item) => variantFrom(item)?.productId ?? []));
  if (productIds.size > 0)
    await sendMessages(IndexProducts, [{ productIds: [...productIds] }], { delaySeconds: LATER_SECONDS });
});
