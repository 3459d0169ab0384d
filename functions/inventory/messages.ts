import * as z from 'zod/mini';
import { defineMessage } from '#lib/queue.ts';

/** So long a take may go without its ticket. No safety hangs on it: a late owner's put fails, and it takes again. */
export const SWEEP_AFTER_SECONDS = 120;

/**
 * So often a sweep may ask for its own rest: Lambda ends chains of a function that reaches itself. That is 5,000 units
 * without a ticket; for more than those the hourly audit asks anew.
 */
export const MOST_AGAIN = 4;

/**
 * Asks for a sweep of one shard: the units below `to` without a ticket are voided, and what is owed is credited. `what` is
 * the stock key, under the name that messages on their way during a deployment have; `again` counts the times that a sweep asked for its
 * own rest.
 */
export const SweepShard = defineMessage(
  'inventory',
  'sweep-shard',
  z.object({ what: z.string(), shard: z.int(), to: z.int(), again: z._default(z.int(), 0) }),
);
