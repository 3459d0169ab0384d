import { nowMs } from '#lib/clock.ts';
import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { PriceProducts } from '../messages.ts';
import { applyPriceList } from '../price-lists/apply-price-list.ts';

/**
 * Writes a price list's prices to up to ten products. It writes what is stored now, so a repeated or late message has
 * no other effect.
 */
export const on = PriceProducts;

/** Few at a time: a large list is applied beside the shop's other work, not instead of it. */
export const settings = { batch: 5, concurrency: 4 } satisfies QueueSettings;

export const handler = queue(on, async ({ listId, productIds }) => {
  const done = await Promise.allSettled(productIds.map((id) => applyPriceList(listId, id, nowMs())));
  // One that failed comes again with its group; the others are then read and not written.
  const failed = done.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
});
