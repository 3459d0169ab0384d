import * as z from 'zod/mini';
import { defineMessage } from '#lib/queue.ts';

/** Asks for a shard's snapshot to be built up to a request, unless it was meanwhile. */
export const BuildShard = defineMessage('search', 'build-shard', z.object({ shard: z.int(), dirty: z.int() }));

/** Asks for a product to be indexed as it is now. */
export const IndexProduct = defineMessage('search', 'index-product', z.object({ productId: z.string() }));
