import { sendMessages } from '#lib/send.ts';
import { stream } from '#lib/stream.ts';
import { collectionsToApply, productsChanged } from '../collections/collection-facts.ts';
import { ApplyCollection, ApplyPriceList, BuildDocuments, MatchCollections } from '../messages.ts';
import { factsOf, listsToApply, productsToBuild } from '../product/product-facts.ts';

/**
 * Tells of changed products, has their pages and cards built anew, and price lists and collections brought to their
 * products; a repeat tells the same facts again.
 */
export const handler = stream({
  derive: factsOf,
  work: async (changes) => {
    await sendMessages(BuildDocuments, productsToBuild(changes));
    await sendMessages(ApplyPriceList, listsToApply(changes));
    await sendMessages(ApplyCollection, collectionsToApply(changes));
    await sendMessages(MatchCollections, productsChanged(changes));
  },
});
