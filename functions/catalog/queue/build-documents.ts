import { queue } from '#lib/queue.ts';
import { buildPage } from '../documents/build-page.ts';
import { placeCards } from '../documents/place-cards.ts';
import { BuildDocuments } from '../messages.ts';
import { readSettled } from '../save-product.ts';

/**
 * Builds a product's page and cards anew, and finishes what a crash left of its last change. A repeat builds the same.
 */
export const on = BuildDocuments;

export const handler = queue(on, async ({ productId, formerSlugs }) => {
  const product = await readSettled(productId);
  if (!product) return;
  const slugs = new Set([product.slug, ...formerSlugs]);
  await Promise.all([placeCards(productId), ...[...slugs].map(buildPage)]);
});
