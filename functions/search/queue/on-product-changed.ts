/** Takes changed products into the index, or out of it, those of a second together; the last state stays, in whatever order events arrive. */

import { queueTogether } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { ProductChanged } from '../../catalog/events.ts';
import { takeIn } from '../take-in.ts';

export const on = ProductChanged;
export const settings = { concurrency: 4, batch: 100, window: 1 } satisfies QueueSettings;

export const handler = queueTogether(on, (events) => takeIn(events.map(({ data }) => data.productId)));
