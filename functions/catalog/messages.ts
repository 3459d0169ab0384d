import * as z from 'zod/mini';
import { defineMessage } from '#lib/queue.ts';

/** Build what is shown of a product again: its page, the pages at addresses it had, its cards. */
export const BuildDocuments = defineMessage(
  'catalog',
  'build-documents',
  z.object({ productId: z.string(), formerSlugs: z.array(z.string()) }),
);

/** Bring products up to date with a price list: one, or all that have a price in it after a variant. */
export const ApplyPriceList = defineMessage(
  'catalog',
  'apply-price-list',
  z.object({ listId: z.string(), productId: z.optional(z.string()), after: z.optional(z.string()) }),
);
