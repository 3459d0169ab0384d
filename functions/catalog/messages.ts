import * as z from 'zod/mini';
import { defineMessage } from '#lib/queue.ts';

/** Build what is shown of a product again: its page, the pages at addresses it had, its cards. */
export const BuildDocuments = defineMessage(
  'catalog',
  'build-documents',
  z.object({ productId: z.string(), formerSlugs: z.array(z.string()) }),
);

/**
 * Bring products up to date with a collection that changed: those that came or went by hand, or, of one by rule, all of
 * the shop after one. `version` is the rule's.
 */
export const ApplyCollection = defineMessage(
  'catalog',
  'apply-collection',
  z.object({
    collectionId: z.string(),
    version: z.int(),
    productIds: z.optional(z.array(z.string())),
    after: z.optional(z.string()),
  }),
);

/** Bring a product's collections up to date; `collectionId` is one by hand that may have taken it in. */
export const MatchCollections = defineMessage(
  'catalog',
  'match-collections',
  z.object({ productId: z.string(), collectionId: z.optional(z.string()) }),
);

/** Bring products up to date with a price list: one, or all that have a price in it after a variant. */
export const ApplyPriceList = defineMessage(
  'catalog',
  'apply-price-list',
  z.object({ listId: z.string(), productId: z.optional(z.string()), after: z.optional(z.string()) }),
);
