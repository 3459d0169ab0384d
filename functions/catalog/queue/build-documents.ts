import type { QueueSettings } from '#lib/function-settings.ts';
import { queue } from '#lib/queue.ts';
import { buildPage } from '../documents/build-page.ts';
import { placeCards } from '../documents/write-list-entries.ts';
import { BuildDocuments } from '../messages.ts';
import { readSettled } from '../product/save-product.ts';

/**
 * Builds a product's page and cards anew, and finishes what a crash left of its last change. A repeat builds the same.
 */
export const on = BuildDocuments;

/** A large import has its documents built beside the shop's other work, not instead of it. */
export const settings = { batch: 5, concurrency: 4 } satisfies QueueSettings;

export const handler = queue(on, async ({ productId, formerSlugs }) => {
  const product = await readSettled(productId);
  if (!product) return;
  for (const slug of new Set([product.slug, ...formerSlugs])) await buildPage(slug);
  await placeCards(productId);
});
