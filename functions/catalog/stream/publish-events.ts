import { publish, sendMessages } from '#lib/send.ts';
import { stream } from '#lib/stream.ts';
import { productsToCompare, productsToRematch, rulesToApply } from '../collections/collection-changes.ts';
import {
  ApplyCollection,
  ApplyPriceList,
  BUILT_A_MESSAGE,
  BuildDocuments,
  groupsOf,
  MatchCollections,
  MatchProducts,
  PriceProducts,
} from '../messages.ts';
import { flipEvents } from '../product/note-stock.ts';
import { listsToApply, pricesToApply, productEvents, productsToBuild } from '../product/product-changes.ts';

/**
 * Publishes `product.changed`, also when a variant becomes available or ceases to be, and sends what else follows a change of the table: documents to build, price lists and
 * collections to apply. A repeated batch publishes the same event ids and sends the same messages.
 */
export const handler = stream({
  derive: productEvents,
  work: async (changes) => {
    const flips = await flipEvents(changes);
    if (flips.length > 0) await publish(flips);
    const toBuild = groupsOf(productsToBuild(changes), BUILT_A_MESSAGE);
    await sendMessages(
      BuildDocuments,
      toBuild.map((products) => ({ products })),
    );
    await sendMessages(ApplyPriceList, listsToApply(changes));
    await sendMessages(PriceProducts, pricesToApply(changes));
    await sendMessages(ApplyCollection, rulesToApply(changes));
    await sendMessages(MatchProducts, productsToCompare(changes));
    await sendMessages(MatchCollections, productsToRematch(changes));
  },
});
