/** Claims the tickets of a paid order: its units are sold. A repeat changes nothing. */

import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { OrderPaid } from '../../orders/events.ts';
import { claimTickets } from '../ledger/claim-tickets.ts';

export const on = OrderPaid;

export const settings = { concurrency: 10 } satisfies QueueSettings;

export const handler = queue(on, ({ data }) => claimTickets(data.tickets, data.orderId));
