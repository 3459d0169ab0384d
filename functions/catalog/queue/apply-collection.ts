import type { QueueSettings } from '#lib/function-settings.ts';
import { queue } from '#lib/queue.ts';
import { sendMessages } from '#lib/send.ts';
import { productsToMatch } from '../collections/apply-collection.ts';
import { ApplyCollection, MatchCollections } from '../messages.ts';

/**
 * Has the products of a changed collection brought up to date, a page of the shop a message: those that it gains and
 * those that it loses. It reads what is true now, so a repeat or an old message does no harm.
 */
export const on = ApplyCollection;

/** A large shop is gone through beside its other work, not instead of it. */
export const settings = { batch: 5, concurrency: 4 } satisfies QueueSettings;

export const handler = queue(on, async ({ collectionId, version, productIds, after }) => {
  if (productIds) {
    return sendMessages(
      MatchCollections,
      productIds.map((productId) => ({ productId, collectionId })),
    );
  }
  const page = await productsToMatch(collectionId, version, after);
  await sendMessages(
    MatchCollections,
    page.productIds.map((productId) => ({ productId })),
  );
  if (page.after !== undefined) await sendMessages(ApplyCollection, [{ collectionId, version, after: page.after }]);
});
