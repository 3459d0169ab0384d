import * as z from 'zod/mini';
import { selfSends } from '#lib/due-index.ts';
import { defineMessage } from '#lib/queue.ts';

/** Asks for the documents of some entries' revisions to be made again where an older filter made them. */
export const RebuildRevisions = defineMessage(
  'content',
  'rebuild-revisions',
  z.object({ entryIds: z.array(z.string()) }),
);
export const REBUILT_A_MESSAGE = 10;

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

/** Looks at an armed release: a margin ahead, when it may still be disarmed, and half a margin ahead, when it is decided. */
export const CheckRelease = defineMessage(
  'content',
  'check-release',
  z.object({
    releaseId: z.string(),
    /** The moment that it was armed for, ISO 8601 in UTC. */
    at: z.string(),
    look: z.enum(['ready', 'decided']),
    /** When to look, milliseconds since 1970. */
    due: z.int(),
    selfSends,
  }),
);
