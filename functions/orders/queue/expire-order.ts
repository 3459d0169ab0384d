/**
 * Ends an order whose hold has run out. A hold of more than 15 minutes is sent on, as a queue delays by no more, and so is
 * one that was raised.
 */

import { msOf, nowMs } from '#lib/clock.ts';
import { nextSelfSend, sendAt } from '#lib/due-index.ts';
import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { ExpireOrder } from '../messages.ts';
import { endOrder } from '../placing/end-order.ts';

export const on = ExpireOrder;
export const settings = { concurrency: 10, recursiveLoop: 'Allow' } satisfies QueueSettings;

export const handler = queue(on, async (message) => {
  const sendOn = (due: string) =>
    sendAt(ExpireOrder, { ...message, due }, { id: message.orderId, due: msOf(due), selfSends: nextSelfSend(message) });
  if (msOf(message.due) > nowMs()) return sendOn(message.due);
  const order = await endOrder(message.orderId, 'expired', message.asked ?? 0);
  if (order.status === 'pending') await sendOn(order.expiresAt);
});
