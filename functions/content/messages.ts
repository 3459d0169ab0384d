import * as z from 'zod/mini';
import { selfSends } from '#lib/due-index.ts';
import { defineMessage } from '#lib/queue.ts';

/** Deletes the pictures of an entry that was withdrawn, and has the edge forget what it keeps of it and of them. */
export const ClearWithdrawn = defineMessage(
  'content',
  'clear-withdrawn-entry',
  z.object({
    entryId: z.string(),
    /** When it was withdrawn, milliseconds since 1970: names the purge. */
    at: z.int(),
    /** Those that it alone used, by the folders of their files. */
    media: z.array(z.object({ mediaId: z.string(), folder: z.string() })),
    selfSends,
  }),
);

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
