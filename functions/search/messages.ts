import * as z from 'zod/mini';
import { defineMessage } from '#lib/queue.ts';

/** A shard is to be built up to a request, unless it was meanwhile. */
export const BuildShard = defineMessage('search', 'build-shard', z.object({ shard: z.int(), dirty: z.int() }));

/** A product is to be looked at again. */
export const IndexProduct = defineMessage('search', 'index-product', z.object({ productId: z.string() }));
