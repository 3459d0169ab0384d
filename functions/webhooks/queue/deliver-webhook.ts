/** Makes one attempt of a delivery and plans the next; the same message twice posts once. */
import { queue } from '#lib/queue.ts';
import { deliver } from '../deliver.ts';
import { DeliverWebhook } from '../messages.ts';

export const on = DeliverWebhook;
export const settings = { recursiveLoop: 'Allow' } as const;

export const handler = queue(on, deliver);
