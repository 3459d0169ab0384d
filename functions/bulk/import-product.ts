import { type Upserted, upsertProduct } from '../catalog/public.ts';
import { openStock } from '../inventory/public.ts';
import type { ImportedProduct } from './shopify-csv/imported-product.ts';

/** Variants of one product whose stock is opened at once. */
const AT_ONCE = 8;

/**
 * Brings one product to what the file states and opens the stock of its variants where there is none; a repeat writes
 * nothing. A file that says nothing of inventory sells without limit, as one with an empty tracker does; one that
 * states a quantity and has no tracker column counts.
 * @throws Refusal with the reason why the product cannot go in
 */
export const importProduct = async (
  product: ImportedProduct,
  { now, dryRun }: { now: number; dryRun: boolean },
): Promise<Upserted> => {
  const upserted = await upsertProduct(product, { now, dryRun });
  if (dryRun) return upserted;
  const left = [...upserted.variants];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const { variantId, quantity, tracked = quantity !== undefined, policy = 'deny' } = next;
      await openStock(variantId, { quantity: quantity ?? 0, tracked, policy });
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, left.length) }, work));
  return upserted;
};
