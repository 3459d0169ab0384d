/** Ends an order whose hold has run out. A hold of more than 15 minutes is sent on once, as a queue delays by no more. */

import { msOf, nowMs } from '#lib/clock.ts';
import { nextSelfSend, sendAt } from '#lib/due-index.ts';
import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { ExpireOrder } from '../messages.ts';
import { endOrder } from '../placing/end-order.ts';

export const on = ExpireOrder;
export const settings = { concurrency: 10, recursiveLoop: 'Allow' } satisfies QueueSettings;

export const handler = queue(on, async (message) => {
  const due = msOf(message.due);
  if (due > nowMs()) await sendAt(ExpireOrder, message, { id: message.orderId, due, selfSends: nextSelfSend(message) });
  else await endOrder(message.orderId, 'expired', message.asked ?? 0);
});
