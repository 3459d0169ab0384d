import { sendMessages } from '#lib/send.ts';
import { stream } from '#lib/stream.ts';
import { BuildDocuments } from '../messages.ts';
import { factsOf, productsToBuild } from '../product-facts.ts';

/** Tells of changed products, and has their pages and cards built anew; a repeat tells the same facts again. */
export const handler = stream({
  derive: factsOf,
  work: (changes) => sendMessages(BuildDocuments, productsToBuild(changes)),
});
