/** Publishes when a variant comes in or runs out, and asks for a sweep of every shard that moved. */

import { publish, sendMessages } from '#lib/send.ts';
import { stream } from '#lib/stream.ts';
import type { StreamSettings } from '#stack/function-settings.ts';
import { SWEEP_AFTER_SECONDS, SweepShard } from '../messages.ts';
import { stockFacts, sweepsAfter } from '../stock-changes.ts';

/** A second's changes are one batch: at most one fact and one sweep per shard and second, however hot it is. */
export const settings = { batch: 1000, window: 1 } satisfies StreamSettings;

export const handler = stream({
  work: async (changes) => {
    await sendMessages(SweepShard, sweepsAfter(changes), { delaySeconds: SWEEP_AFTER_SECONDS });
    await publish(stockFacts(changes));
  },
});
