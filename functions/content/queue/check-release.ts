/** Looks whether what follows an armed release is ready, a margin ahead and half a margin ahead; a repeat changes nothing. */
import { nowMs } from '#lib/clock.ts';
import { nextSelfSend, sendAt } from '#lib/due-index.ts';
import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { CheckRelease } from '../messages.ts';
import { checkDecided, checkReady } from '../releases/check-release.ts';

export const on = CheckRelease;
/** A look reads three items for each price of its lists. */
export const settings = { concurrency: 2, timeout: 120, recursiveLoop: 'Allow' } satisfies QueueSettings;

export const handler = queue(on, async (message) => {
  const { releaseId, at, look, due } = message;
  // A wait that is longer than a queue's comes early.
  if (due > nowMs())
    return sendAt(CheckRelease, message, { id: `${releaseId}#${at}#${look}`, due, selfSends: nextSelfSend(message) });
  await (look === 'ready' ? checkReady : checkDecided)({ releaseId, at }, nowMs());
});
