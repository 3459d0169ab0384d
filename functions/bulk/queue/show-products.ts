/** Brings the products of a chunk to pages and lists and ends the import with the last one; a repeat changes nothing. */

import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { ShowProducts } from '../messages.ts';
import { showProducts } from '../show-products.ts';

export const on = ShowProducts;
export const settings = { timeout: 60, concurrency: 4, batch: 1 } satisfies QueueSettings;

export const handler = queue(on, showProducts);
