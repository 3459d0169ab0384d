import * as z from 'zod/mini';
import { selfSends } from '#lib/due-index.ts';
import { defineMessage } from '#lib/queue.ts';

/** One step of an export. A message of a step that is done, or of an export that has ended, changes nothing. */
export const ExportStep = defineMessage(
  'bulk',
  'work-export',
  z.object({
    exportId: z.string(),
    step: z.int().check(z.nonnegative()),
    /** Sent in case the message that starts the export was lost: it does nothing once one has begun. */
    isReminder: z.optional(z.boolean()),
    selfSends,
  }),
);
export type ExportStep = z.infer<(typeof ExportStep)['schema']>;
