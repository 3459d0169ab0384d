/**
 * Has a product that came in or sold out looked at again, a moment later: its card says what catalog makes of the same
 * fact. A repeat looks twice.
 */
import type { QueueSettings } from '#lib/function-settings.ts';
import { queue } from '#lib/queue.ts';
import { sendMessages } from '#lib/send.ts';
import { get } from '#lib/table.ts';
import { variantAt, variantFrom } from '../../catalog/public.ts';
import { StockChanged } from '../../inventory/events.ts';
import { IndexProduct } from '../messages.ts';

/** Seconds that catalog gets to take the fact in. */
const LATER_SECONDS = 3;

export const on = StockChanged;
export const settings = { concurrency: 2 } satisfies QueueSettings;

export const handler = queue(on, async ({ data }) => {
  const variant = variantFrom(await get(variantAt(data.variantId), { consistent: true }));
  if (variant) await sendMessages(IndexProduct, [{ productId: variant.productId }], { delaySeconds: LATER_SECONDS });
});
