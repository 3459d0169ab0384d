/** Releases the tickets of an order that expired without money. A repeat changes nothing. */

import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { OrderExpired } from '../../orders/events.ts';
import { releaseTickets } from '../ledger/release-tickets.ts';

export const on = OrderExpired;

export const settings = { concurrency: 10 } satisfies QueueSettings;

export const handler = queue(on, ({ data }) => releaseTickets(data.tickets, data.orderId));
