/**
 * Starts the clock of an order's hold, and puts what staff finds the order by; a second clock does no harm, each one looks
 * before it ends anything, and what was put is put again as it was.
 */

import { msOf } from '#lib/clock.ts';
import { sendAt } from '#lib/due-index.ts';
import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { OrderPlaced } from '../events.ts';
import { putLookups } from '../finding/lookups-table.ts';
import { ExpireOrder } from '../messages.ts';

export const on = OrderPlaced;

export const settings = { concurrency: 10 } satisfies QueueSettings;

export const handler = queue(on, async ({ data }) => {
  const { orderId, expiresAt } = data;
  await sendAt(ExpireOrder, { orderId, due: expiresAt }, { id: orderId, due: msOf(expiresAt), selfSends: 0 });
  await putLookups({ id: orderId, number: data.number, lines: data.lines });
});
