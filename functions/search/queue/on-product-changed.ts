/** Indexes a changed product, or removes it; the last state stays, in whatever order events arrive. */

import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { ProductChanged } from '../../catalog/events.ts';
import { indexProduct } from '../index-product.ts';

export const on = ProductChanged;
export const settings = { concurrency: 4 } satisfies QueueSettings;

export const handler = queue(on, ({ data }) => indexProduct(data.productId));
