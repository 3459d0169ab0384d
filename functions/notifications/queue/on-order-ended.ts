/** Tells the buyer that an order was cancelled, or expired after a payment was refused; a repeat sends nothing. */

import { msOf } from '#lib/clock.ts';
import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { OrderCancelled, OrderExpired } from '../../orders/events.ts';
import { notifyOnce } from '../notify.ts';

export const on = [OrderCancelled, OrderExpired] as const;

/** Few at once: a mail service takes so many a second, and the rest waits in the queue without being received. */
export const settings = { concurrency: 4, batch: 5 } satisfies QueueSettings;

export const handler = queue(on, async (event) => {
  const fact = { eventId: event.id, at: msOf(event.timestamp) };
  if (event.type === 'order.cancelled') await notifyOnce({ ...fact, kind: 'order-cancelled', told: event.data });
  // One that never tried to pay has left, and is not written to.
  else if (event.data.declined) await notifyOnce({ ...fact, kind: 'order-expired', told: event.data });
});
