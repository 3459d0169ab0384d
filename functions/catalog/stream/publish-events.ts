import { sendMessages } from '#lib/send.ts';
import { stream } from '#lib/stream.ts';
import { ApplyPriceList, BuildDocuments } from '../messages.ts';
import { factsOf, listsToApply, productsToBuild } from '../product-facts.ts';

/**
 * Tells of changed products, has their pages and cards built anew, and price lists brought to their products; a repeat
 * tells the same facts again.
 */
export const handler = stream({
  derive: factsOf,
  work: async (changes) => {
    await sendMessages(BuildDocuments, productsToBuild(changes));
    await sendMessages(ApplyPriceList, listsToApply(changes));
  },
});
