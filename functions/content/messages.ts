import * as z from 'zod/mini';
import { selfSends } from '#lib/due-index.ts';
import { defineMessage } from '#lib/queue.ts';

/** Tells what of an entry's timeline has come to pass, and which media it uses; cleans up after one that was deleted. */
export const SettleEntry = defineMessage(
  'content',
  'settle-entry',
  z.object({
    entryId: z.string(),
    /** The moment that it waits for, milliseconds since 1970. */
    due: z.optional(z.int()),
    selfSends,
  }),
);
