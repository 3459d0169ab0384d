/** Notes which media a product uses; a repeat, or older news, changes nothing. */
import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { ProductChanged } from '../../catalog/events.ts';
import { noteUses } from '../note-uses.ts';

export const on = ProductChanged;
export const settings = { concurrency: 5 } satisfies QueueSettings;

export const handler = queue(on, async ({ data: { productId, version, mediaIds } }) => {
  if (mediaIds) await noteUses({ kind: 'product', id: productId }, version, mediaIds);
});
