import { nowMs } from '#lib/clock.ts';
import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { matchCollections } from '../collections/match-collections.ts';
import { MatchCollections } from '../messages.ts';

/**
 * Updates a product's collections to the rules and collections as they are stored now; a repeated message writes
 * nothing.
 */
export const on = MatchCollections;

/** Few at a time: an import's products are matched beside the shop's other work, not instead of it. */
export const settings = { batch: 5, concurrency: 4 } satisfies QueueSettings;

export const handler = queue(on, ({ productId, collectionId }) => matchCollections(productId, collectionId, nowMs()));
