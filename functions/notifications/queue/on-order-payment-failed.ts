/** Tells the buyer that a payment did not go through and may be tried again; a repeat sends nothing. */

import { msOf } from '#lib/clock.ts';
import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { OrderPaymentFailed } from '../../orders/events.ts';
import { notifyOnce } from '../notify.ts';

export const on = OrderPaymentFailed;

/** Few at once: a mail service takes so many a second, and the rest waits in the queue without being received. */
export const settings = { concurrency: 4, batch: 5 } satisfies QueueSettings;

export const handler = queue(on, async (event) => {
  await notifyOnce({ eventId: event.id, at: msOf(event.timestamp), kind: 'payment-failed', told: event.data });
});
