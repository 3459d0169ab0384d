/** Indexes some products as they are now, at most 100; a repeated message changes nothing. */

import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { indexProducts } from '../index-products.ts';
import { IndexProducts } from '../messages.ts';

export const on = IndexProducts;
export const settings = { concurrency: 2 } satisfies QueueSettings;

export const handler = queue(on, ({ productIds }) => indexProducts(productIds));
