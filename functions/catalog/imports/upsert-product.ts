import * as z from 'zod/mini';
import { isoTime } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { readProduct, readSlug } from '../catalog-table.ts';
import { retryOnConflict } from '../product/change-product.ts';
import { aliasesOfNew, readFinished, refuseTaken, saveProduct } from '../product/save-product.ts';
import { settings } from '../settings.ts';
import { applyImport } from './apply-import.ts';
import { ProductImport, type VariantImport } from './product-import.ts';

/** An imported variant with what inventory needs to open its stock. */
export type UpsertedVariant = Pick<VariantImport, 'tracked' | 'policy' | 'quantity'> & {
  readonly sku: string;
  readonly variantId: string;
};

export interface Upserted {
  readonly result: 'created' | 'changed' | 'unchanged';
  readonly productId: string;
  /** It would be for sale, and is a draft because only a part of it is imported. */
  readonly heldBack: boolean;
  /** SKUs whose compare-at price is left out, since it would be below the price. */
  readonly withoutCompareAt: readonly string[];
  /** The imported variants in their order, also when nothing changed. */
  readonly variants: readonly UpsertedVariant[];
}

/**
 * Creates or changes a product as an import states it; it is found by its handle, the slug that it was created under.
 * The same import again writes nothing. Of two at once the later one decides anew on what the first one wrote. `dryRun`
 * decides and writes nothing.
 * @param now milliseconds since 1970
 * @throws Refusal with the reason why the product is not imported (`price-missing`, `sku-taken`, …): an error of its
 * rows
 */
export const upsertProduct = async (
  input: ProductImport,
  { now, dryRun = false }: { now: number; dryRun?: boolean },
): Promise<Upserted> => {
  const imported = z.parse(ProductImport, input);
  return retryOnConflict(() => upsertOnce(imported, now, dryRun));
};

const upsertOnce = async (imported: ProductImport, now: number, dryRun: boolean): Promise<Upserted> => {
  // The slug may be claimed and the product not written yet: an import that was cut short goes on under its id.
  const productId = (await readSlug(imported.handle)) ?? newId('prd');
  const before = dryRun ? (await readProduct(productId))?.product : await readFinished(productId);
  const aliases = await aliasesOfNew(
    before,
    imported.variants.map((variant) => variant.sku),
  );
  const { product, changed, variantIds, heldBack, withoutCompareAt } = applyImport(before, imported, {
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
    heldBack,
    withoutCompareAt,
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
