import * as z from 'zod/mini';
import { isoTime, sleep } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { busy } from '#lib/problem.ts';
import { ConditionFailed } from '#lib/table.ts';
import { readProduct, readSlug } from '../catalog-table.ts';
import { aliasesOfNew, readSettled, refuseTaken, saveProduct } from '../product/save-product.ts';
import { settings } from '../settings.ts';
import { applyImport } from './apply-import.ts';
import { ProductImport, type VariantImport } from './product-import.ts';

/** What inventory needs of an imported variant to open its stock. */
export type UpsertedVariant = Pick<VariantImport, 'tracked' | 'policy' | 'quantity'> & {
  readonly sku: string;
  readonly variantId: string;
};

export interface Upserted {
  readonly result: 'created' | 'changed' | 'unchanged';
  readonly productId: string;
  /** The imported variants in their order, also when nothing changed. */
  readonly variants: readonly UpsertedVariant[];
}

const ATTEMPTS = 8;

/**
 * Brings a product to what an import states; it is known by its handle, the slug it was created under. The same import
 * again writes nothing. Two at once do not disturb each other: the later one decides anew on what the first one wrote.
 * `dryRun` decides and writes nothing.
 * @throws Refusal with the reason why this product cannot go in (`price-missing`, `sku-taken`, …): an error of its rows
 */
export const upsertProduct = async (
  input: ProductImport,
  { now, dryRun = false }: { now: number; dryRun?: boolean },
): Promise<Upserted> => {
  const imported = z.parse(ProductImport, input);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      return await upsertOnce(imported, now, dryRun);
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      await sleep(Math.random() * 20 * 2 ** attempt);
    }
  }
  throw busy('The product is being changed by too many at once.');
};

const upsertOnce = async (imported: ProductImport, now: number, dryRun: boolean): Promise<Upserted> => {
  // The address may be taken and the product not yet written: an import that was cut short is finished under its id.
  const productId = (await readSlug(imported.handle)) ?? newId('prd');
  const before = dryRun ? (await readProduct(productId))?.product : await readSettled(productId);
  const aliases = await aliasesOfNew(
    before,
    imported.variants.map((variant) => variant.sku),
  );
  const { product, changed, variantIds } = applyImport(before, imported, {
    productId,
    currency: settings().SHOP_CURRENCIES[0] ?? 'EUR',
    now: isoTime(now),
    variantIdOf: (sku) => {
      const alias = aliases.get(sku);
      return alias?.productId === productId ? alias.variantId : undefined;
    },
    newVariantId: () => newId('var'),
  });
  const change = { before, next: product, aliases };
  if (dryRun) await refuseTaken(change);
  else if (changed) await saveProduct(change);
  const skuOf = new Map(product.variants.map((variant) => [variant.id, variant.sku]));
  return {
    result: before ? (changed ? 'changed' : 'unchanged') : 'created',
    productId,
    variants: imported.variants.map(({ sku, tracked, policy, quantity }, index) => {
      const variantId = variantIds[index] ?? '';
      return {
        sku: skuOf.get(variantId) ?? sku,
        variantId,
        ...(tracked === undefined ? {} : { tracked }),
        ...(policy === undefined ? {} : { policy }),
        ...(quantity === undefined ? {} : { quantity }),
      };
    }),
  };
};
