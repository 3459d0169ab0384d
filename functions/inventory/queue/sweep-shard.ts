/** Brings units back whose take was never followed by a ticket; run twice or late it changes nothing more. */

import { queue } from '#lib/queue.ts';
import { sendMessages } from '#lib/send.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { sweepShard } from '../audit/sweep-shard.ts';
import { MOST_AGAIN, SweepShard } from '../messages.ts';

export const on = SweepShard;

export const settings = { concurrency: 4, recursiveLoop: 'Allow' } satisfies QueueSettings;

export const handler = queue(on, async (message) => {
  const done = await sweepShard(message.what, message.shard, message.to);
  if (!done && message.again < MOST_AGAIN) await sendMessages(SweepShard, [{ ...message, again: message.again + 1 }]);
});
