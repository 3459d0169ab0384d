/** Starts the clock of an order's hold; a second clock does no harm, each one looks before it ends anything. */

import { msOf, nowMs } from '#lib/clock.ts';
import type { QueueSettings } from '#lib/function-settings.ts';
import { queue } from '#lib/queue.ts';
import { sendMessages } from '#lib/send.ts';
import { OrderPlaced } from '../events.ts';
import { ExpireOrder } from '../messages.ts';

export const on = OrderPlaced;

export const settings = { concurrency: 10 } satisfies QueueSettings;

export const handler = queue(on, async ({ data }) => {
  const seconds = Math.max(1, Math.ceil((msOf(data.expiresAt) - nowMs()) / 1000));
  await sendMessages(ExpireOrder, [{ orderId: data.orderId, due: data.expiresAt }], { delaySeconds: seconds });
});
