import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { sendProductsToMatch } from '../collections/apply-collection.ts';
import { ApplyCollection } from '../messages.ts';

/**
 * Fans a collection's changed rule out over the whole shop: reads the products' keys and sends them, a hundred a
 * message, to `match-products`. It sends nothing to itself; one that was cut short starts again, and a repeated message
 * has the same effect.
 */
export const on = ApplyCollection;

/** One message an invocation, with time for the keys of some ten million products. */
export const settings = { batch: 1, concurrency: 2, timeout: 300 } satisfies QueueSettings;

export const handler = queue(on, ({ collectionId, version }) => sendProductsToMatch(collectionId, version));
