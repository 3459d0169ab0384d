/** Releases the tickets of an order that was cancelled unpaid; units that were sold are never released. A repeat changes nothing. */

import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { OrderCancelled } from '../../orders/events.ts';
import { releaseTickets } from '../ledger/release-tickets.ts';

export const on = OrderCancelled;

export const settings = { concurrency: 10 } satisfies QueueSettings;

export const handler = queue(on, async ({ data }) => {
  if (!data.paid) await releaseTickets(data.tickets, data.orderId);
});
