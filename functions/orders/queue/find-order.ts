/** Finds the order that a buyer asked a link for, and tells that it was asked; a repeat within minutes tells nothing. */

import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { lookUpOrder } from '../access/look-up-order.ts';
import { LookUpOrder } from '../messages.ts';

export const on = LookUpOrder;

export const settings = { concurrency: 2 } satisfies QueueSettings;

export const handler = queue(on, lookUpOrder);
