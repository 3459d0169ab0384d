/** Sends a mail that was asked for by hand; a repeat sends nothing. */

import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { SendNotification } from '../messages.ts';
import { sendNotification } from '../notify.ts';

export const on = SendNotification;

export const settings = { concurrency: 2, batch: 5 } satisfies QueueSettings;

export const handler = queue(on, async ({ id }) => {
  await sendNotification(id);
});
