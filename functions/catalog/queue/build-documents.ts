import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { buildPage } from '../documents/build-page.ts';
import { writeListEntries } from '../documents/write-list-entries.ts';
import { BuildDocuments } from '../messages.ts';
import { readFinished } from '../product/save-product.ts';

/**
 * Builds a product's page and list entries, and finishes the writes that its last change left due. A repeated message
 * builds the same.
 */
export const on = BuildDocuments;

/** Few at a time: an import's documents are built beside the shop's other work, not instead of it. */
export const settings = { batch: 5, concurrency: 4 } satisfies QueueSettings;

export const handler = queue(on, async ({ productId, formerSlugs }) => {
  const product = await readFinished(productId);
  if (!product) return;
  for (const slug of new Set([product.slug, ...formerSlugs])) await buildPage(slug);
  await writeListEntries(productId);
});
