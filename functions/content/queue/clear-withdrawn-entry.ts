/** Deletes the pictures of a withdrawn entry, and has the edge forget it and them; a repeat changes nothing. */
import { nowMs } from '#lib/clock.ts';
import { nextSelfSend, sendAt } from '#lib/due-index.ts';
import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { ClearWithdrawn } from '../messages.ts';
import { clearWithdrawn } from '../withdrawal/clear-withdrawn.ts';

/** Files are deleted by a queue of media's within seconds, and as long functions may answer what they read before. */
const AGAIN_MS = 6000;

export const on = ClearWithdrawn;
export const settings = { concurrency: 2, recursiveLoop: 'Allow' } satisfies QueueSettings;

export const handler = queue(on, async (message) => {
  const now = nowMs();
  if (await clearWithdrawn(message, now)) return;
  const again = { id: `${message.entryId}#withdrawn`, due: now + AGAIN_MS, selfSends: nextSelfSend(message) };
  await sendAt(ClearWithdrawn, message, again);
});
