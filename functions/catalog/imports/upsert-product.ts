import * as z from 'zod/mini';
import { isoTime } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import type { RefusalCode } from '../../media/public.ts';
import { readProduct, readSlug } from '../catalog-table.ts';
import { namedBy, type PictureState, requestImages, toRequest } from '../pictures/requested-images.ts';
import { retryOnConflict } from '../product/change-product.ts';
import { isAwaited, type Product } from '../product/product.ts';
import { aliasesOfNew, readFinished, refuseInRelease, refuseTaken, saveProduct } from '../product/save-product.ts';
import { settings } from '../settings.ts';
import { applyImport, type ImportContext } from './apply-import.ts';
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
  /** The imported pictures that are fetched or were, with the address that the import names. */
  readonly pictures: readonly UpsertedPicture[];
}

/** An imported picture: its medium, and what is known of it. */
export interface UpsertedPicture {
  readonly url: string;
  readonly mediaId: string;
  readonly state: PictureState;
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
  const context: Omit<ImportContext, 'pictures'> = {
    productId,
    currency: settings().SHOP_CURRENCIES[0] ?? 'EUR',
    now: isoTime(now),
    variantIdOf: (sku) => {
      const alias = aliases.get(sku);
      return alias?.productId === productId ? alias.variantId : undefined;
    },
    newVariantId: () => newId('var'),
  };
  // Decided before anything is asked for: what is refused has nothing fetched.
  const asked = toRequest(imported.media ?? [], before?.media ?? []);
  const planned = new Map(asked.map(({ url }) => [url, { mediaId: `planned ${url}` }]));
  let applied = applyImport(before, imported, { ...context, pictures: planned });
  if (!dryRun && asked.length > 0)
    applied = applyImport(before, imported, { ...context, pictures: await requestImages(asked, now) });
  const { product, changed, variantIds, heldBack, withoutCompareAt } = applied;
  const change = { before, next: product, aliases };
  if (dryRun) {
    refuseInRelease(change);
    await refuseTaken(change);
  } else if (changed) await saveProduct(change);
  const skuOf = new Map(product.variants.map((variant) => [variant.id, variant.sku]));
  return {
    result: before ? (changed ? 'changed' : 'unchanged') : 'created',
    productId,
    heldBack,
    withoutCompareAt,
    pictures: dryRun ? [] : (imported.media ?? []).flatMap(({ url }) => pictureOf(url, product)),
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

/** What a product has of a picture that an import states; nothing of one that is not fetched. */
const pictureOf = (url: string, { media }: Product): UpsertedPicture[] => {
  const image = namedBy(url, media);
  if (image?.mediaId === undefined || image.source !== url) return [];
  const settled = (image.refusal as RefusalCode | undefined) ?? 'ready';
  return [{ url, mediaId: image.mediaId, state: isAwaited(image) ? 'awaited' : settled }];
};
