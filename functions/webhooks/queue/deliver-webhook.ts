/** Makes one attempt of a delivery and plans the next; the same message twice posts once. */

import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { deliver } from '../deliver.ts';
import { DeliverWebhook } from '../messages.ts';

export const on = DeliverWebhook;
export const settings = { concurrency: 4, recursiveLoop: 'Allow' } satisfies QueueSettings;

export const handler = queue(on, deliver);
