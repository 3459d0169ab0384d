import * as z from 'zod/mini';
import { defineMessage } from '#lib/queue.ts';

/** Build what is shown of a product again: its page, the pages at addresses it had, its cards. */
export const BuildDocuments = defineMessage(
  'catalog',
  'build-documents',
  z.object({ productId: z.string(), formerSlugs: z.array(z.string()) }),
);
