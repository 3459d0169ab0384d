import * as z from 'zod/mini';
import { defineMessage } from '#lib/queue.ts';

/** Asks for a shard's snapshot to be built up to a request, unless it was meanwhile. */
export const BuildShard = defineMessage('search', 'build-shard', z.object({ shard: z.int(), dirty: z.int() }));

/** Asks for some products, at most 100, to be indexed as they are now. */
export const IndexProducts = defineMessage('search', 'index-products', z.object({ productIds: z.array(z.string()) }));
export const INDEXED_A_MESSAGE = 100;
