/** Sends the buyer the way back to an order that was asked for; a repeat sends nothing. */

import { msOf } from '#lib/clock.ts';
import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { OrderLinkAsked } from '../../orders/events.ts';
import { notifyOnce } from '../notify.ts';

export const on = OrderLinkAsked;

/** Few at once: a mail service takes so many a second, and the rest waits in the queue without being received. */
export const settings = { concurrency: 4, batch: 5 } satisfies QueueSettings;

export const handler = queue(on, async (event) => {
  await notifyOnce({ eventId: event.id, at: msOf(event.timestamp), kind: 'order-link', told: event.data });
});
