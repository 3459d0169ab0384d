import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { RebuildDescriptions } from '../messages.ts';
import { rebuildCollections, rebuildProducts } from '../rebuild/rebuild-descriptions.ts';

/** Keeps the descriptions of some products and collections as the present filter makes them; a repeat changes nothing. */
export const on = RebuildDescriptions;

/** Few at a time: a whole shop is gone through beside its other work, not instead of it. */
export const settings = { batch: 5, concurrency: 2 } satisfies QueueSettings;

export const handler = queue(on, async ({ productIds, collectionIds }) => {
  await rebuildProducts(productIds);
  await rebuildCollections(collectionIds);
});
