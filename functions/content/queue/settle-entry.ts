/** Tells what of an entry's timeline came to pass, and which media it uses; a repeat changes nothing. */
import { nowMs } from '#lib/clock.ts';
import { nextSelfSend, sendAt } from '#lib/due-index.ts';
import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { settleEntry } from '../entries/settle-entry.ts';
import { SettleEntry } from '../messages.ts';

export const on = SettleEntry;
export const settings = { concurrency: 5, recursiveLoop: 'Allow' } satisfies QueueSettings;

export const handler = queue(on, async (message) => {
  const { entryId, due } = message;
  // A wait that is longer than a queue's comes early.
  if (due !== undefined && due > nowMs()) {
    return sendAt(SettleEntry, message, { id: `${entryId}#${due}`, due, selfSends: nextSelfSend(message) });
  }
  await settleEntry(entryId, nowMs());
});
