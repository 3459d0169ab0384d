/** Starts the clock of an order's hold; a second clock does no harm, each one looks before it ends anything. */

import { msOf } from '#lib/clock.ts';
import { sendAt } from '#lib/due-index.ts';
import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { OrderPlaced } from '../events.ts';
import { ExpireOrder } from '../messages.ts';

export const on = OrderPlaced;

export const settings = { concurrency: 10 } satisfies QueueSettings;

export const handler = queue(on, async ({ data }) => {
  const { orderId, expiresAt } = data;
  await sendAt(ExpireOrder, { orderId, due: expiresAt }, { id: orderId, due: msOf(expiresAt), selfSends: 0 });
});
