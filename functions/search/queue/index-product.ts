/** Indexes a product as it is now; a repeated message changes nothing. */

import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { indexProduct } from '../index-product.ts';
import { IndexProduct } from '../messages.ts';

export const on = IndexProduct;
export const settings = { concurrency: 2 } satisfies QueueSettings;

export const handler = queue(on, ({ productId }) => indexProduct(productId));
