import { nowMs } from '#lib/clock.ts';
import type { QueueSettings } from '#lib/function-settings.ts';
import { queue } from '#lib/queue.ts';
import { matchCollections } from '../collections/match-collections.ts';
import { MatchCollections } from '../messages.ts';

/** Brings a product's collections up to date, as all of them are at this moment; a repeat writes nothing. */
export const on = MatchCollections;

/** An import has its products matched beside the shop's other work, not instead of it. */
export const settings = { batch: 5, concurrency: 4 } satisfies QueueSettings;

export const handler = queue(on, ({ productId, collectionId }) => matchCollections(productId, collectionId, nowMs()));
