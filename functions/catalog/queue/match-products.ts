import { queue } from '#lib/queue.ts';
import { sendMessages } from '#lib/send.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { productsToMatch } from '../collections/apply-collection.ts';
import { MatchCollections, MatchProducts } from '../messages.ts';

/**
 * Compares up to a hundred products with one collection and sends those that it gains or loses to `match-collections`.
 * It decides on what is stored now, so a repeated or late message has no other effect.
 */
export const on = MatchProducts;

/** Few at a time: a large shop is compared beside its other work, not instead of it. */
export const settings = { batch: 5, concurrency: 4 } satisfies QueueSettings;

export const handler = queue(on, async ({ collectionId, version, productIds }) => {
  const found = await productsToMatch(collectionId, version, productIds);
  await sendMessages(
    MatchCollections,
    found.map((productId) => ({ productId, collectionId })),
  );
});
