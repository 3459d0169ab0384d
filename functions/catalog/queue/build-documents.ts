import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { buildDocuments } from '../documents/build-documents.ts';
import { BuildDocuments } from '../messages.ts';

/** Builds the pages and list entries of some products, at most 25. A repeated message builds the same. */
export const on = BuildDocuments;

/** Few at a time: an import's documents are built beside the shop's other work, not instead of it. */
export const settings = { batch: 5, concurrency: 4 } satisfies QueueSettings;

export const handler = queue(on, async ({ products }) => {
  const [failure] = (await buildDocuments(products)).values();
  // One that failed comes again with its group; the others are then read and found the same.
  if (failure) throw failure;
});
