/** Indexes a changed product, or removes it; the last state stays, in whatever order events arrive. */
import type { QueueSettings } from '#lib/function-settings.ts';
import { queue } from '#lib/queue.ts';
import { ProductChanged } from '../../catalog/events.ts';
import { indexProduct } from '../index-product.ts';

export const on = ProductChanged;
export const settings = { concurrency: 4 } satisfies QueueSettings;

export const handler = queue(on, ({ data }) => indexProduct(data.productId));
