import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { ApplyPriceList } from '../messages.ts';
import { sendProductsToPrice } from '../price-lists/apply-price-list.ts';

/**
 * Fans a changed price list out over its products: reads its prices and sends their products, ten a message, to
 * `price-products`. It sends nothing to itself; one that was cut short starts again, and a repeated message has the
 * same effect.
 */
export const on = ApplyPriceList;

/** One message an invocation, with time for some millions of prices. */
export const settings = { batch: 1, concurrency: 2, timeout: 300 } satisfies QueueSettings;

export const handler = queue(on, ({ listId }) => sendProductsToPrice(listId));
