import * as z from 'zod/mini';
import { defineMessage } from '#lib/queue.ts';

/** So long a take may go without its ticket. No safety hangs on it: a late owner's put fails, and it takes again. */
export const SWEEP_AFTER_SECONDS = 120;

/** Voids what is missing below `to` of a shard's tickets, and credits what is owed to it. */
export const SweepShard = defineMessage(
  'inventory',
  'sweep-shard',
  z.object({ what: z.string(), shard: z.int(), to: z.int() }),
);
