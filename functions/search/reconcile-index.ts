import { log } from '#lib/log.ts';
import { allCards } from '../catalog/public.ts';
import { embeddedEngine } from './embedded-engine.ts';
import { indexProduct } from './index-product.ts';
import { sameCard } from './same-summary.ts';

/**
 * Compares the index with the whole catalog and looks at each product again that differs: what a lost fact left behind,
 * and a catalog that was there before search was. Writes nothing when all is well.
 */
export const reconcileIndex = async (): Promise<void> => {
  const left = new Map(await embeddedEngine.stored());
  let repaired = 0;
  const repair = async (productId: string): Promise<void> => {
    repaired += 1;
    await indexProduct(productId);
  };
  for await (const cards of allCards()) {
    for (const card of cards) {
      if (!sameCard(left.get(card.id), card)) await repair(card.id);
      left.delete(card.id);
    }
  }
  for (const productId of left.keys()) await repair(productId);
  if (repaired > 0) log.warn('search index repaired', { repaired });
};
