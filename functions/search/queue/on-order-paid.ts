/** Keeps the units of paid orders, by which results of the same words are ordered; a repeat changes nothing. */

import { queueTogether } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { OrderPaid } from '../../orders/events.ts';
import { keepPaid } from '../sources/units-paid.ts';

export const on = OrderPaid;
export const settings = { concurrency: 4, batch: 25, window: 5 } satisfies QueueSettings;

export const handler = queueTogether(on, (events) => keepPaid(events.map(({ data }) => data)));
