import * as z from 'zod/mini';
import { defineMessage } from '#lib/queue.ts';

/** Asks for the documents of some products, at most 25: page, redirects at the slugs that each left, list entries. */
export const BuildDocuments = defineMessage(
  'catalog',
  'build-documents',
  z.object({ products: z.array(z.object({ productId: z.string(), formerSlugs: z.array(z.string()) })) }),
);
export const BUILT_A_MESSAGE = 25;

/** Asks for every product of the shop to be compared with a changed rule; `version` is the rule's. */
export const ApplyCollection = defineMessage(
  'catalog',
  'apply-collection',
  z.object({ collectionId: z.string(), version: z.int() }),
);

/**
 * Asks for some products, at most 100, to be compared with a collection; `version` is the collection's or its rule's.
 */
export const MatchProducts = defineMessage(
  'catalog',
  'match-products',
  z.object({ collectionId: z.string(), version: z.int(), productIds: z.array(z.string()) }),
);
export const MATCHED_A_MESSAGE = 100;

/** Asks for one product's collections to be updated; `collectionId` names one by hand that may have taken it in. */
export const MatchCollections = defineMessage(
  'catalog',
  'match-collections',
  z.object({ productId: z.string(), collectionId: z.optional(z.string()) }),
);

/** Asks for a changed price list to be written to every product with a price in it. */
export const ApplyPriceList = defineMessage('catalog', 'apply-price-list', z.object({ listId: z.string() }));

/** Asks for a price list to be written to some products, at most 10. */
export const PriceProducts = defineMessage(
  'catalog',
  'price-products',
  z.object({ listId: z.string(), productIds: z.array(z.string()) }),
);
export const PRICED_A_MESSAGE = 10;

/** Asks for the descriptions of some products, or collections, to be kept as the present filter makes them. */
export const RebuildDescriptions = defineMessage(
  'catalog',
  'rebuild-descriptions',
  z.object({ productIds: z.array(z.string()), collectionIds: z.array(z.string()) }),
);
export const REBUILT_A_MESSAGE = 25;

/** Cuts a list into groups of at most `most`, in their order. */
export const groupsOf = <T>(list: readonly T[], most: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / most) }, (_, i) => list.slice(i * most, (i + 1) * most));
