/**
 * Has a product indexed whose availability flipped, three seconds later, when catalog has handled the same event. A
 * repeated event indexes it twice.
 */

import { queue } from '#lib/queue.ts';
import { sendMessages } from '#lib/send.ts';
import { get } from '#lib/table.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { variantAt, variantFrom } from '../../catalog/public.ts';
import { StockChanged } from '../../inventory/events.ts';
import { IndexProduct } from '../messages.ts';

/** Seconds left to catalog for the same event. */
const LATER_SECONDS = 3;

export const on = StockChanged;
export const settings = { concurrency: 2 } satisfies QueueSettings;

export const handler = queue(on, async ({ data }) => {
  const variant = variantFrom(await get(variantAt(data.variantId), { consistent: true }));
  if (variant) await sendMessages(IndexProduct, [{ productId: variant.productId }], { delaySeconds: LATER_SECONDS });
});
