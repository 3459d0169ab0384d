/** Brings a changed product into the index, or takes it out; in whatever order changes arrive, the last state stays. */
import type { QueueSettings } from '#lib/function-settings.ts';
import { queue } from '#lib/queue.ts';
import { ProductChanged } from '../../catalog/events.ts';
import { indexProduct } from '../index-product.ts';

export const on = ProductChanged;
export const settings = { concurrency: 4 } satisfies QueueSettings;

export const handler = queue(on, ({ data }) => indexProduct(data.productId));
