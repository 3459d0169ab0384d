import { nowMs } from '#lib/clock.ts';
import type { QueueSettings } from '#lib/function-settings.ts';
import { queue } from '#lib/queue.ts';
import { sendMessages } from '#lib/send.ts';
import { ApplyPriceList } from '../messages.ts';
import { applyPriceList, productsIn } from '../price-lists/apply-price-list.ts';

/**
 * Brings products up to date with a price list: one product, or message by message all that have a price in it. It
 * reads what is true now, so a repeat or an old message does no harm.
 */
export const on = ApplyPriceList;

/** A large list is worked off beside the shop's other work, not instead of it. */
export const settings = { batch: 5, concurrency: 4 } satisfies QueueSettings;

export const handler = queue(on, async ({ listId, productId, after }) => {
  if (productId !== undefined) return applyPriceList(listId, productId, nowMs());
  const { productIds, last } = await productsIn(listId, after === undefined ? undefined : { pk: listId, sk: after });
  await sendMessages(ApplyPriceList, [
    ...productIds.map((id) => ({ listId, productId: id })),
    ...(last ? [{ listId, after: String(last['sk']) }] : []),
  ]);
});
