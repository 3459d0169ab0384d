import { isoTime, sleep } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { busy, notFound, stale } from '#lib/refusals.ts';
import { ConditionFailed } from '#lib/table.ts';
import { readSlug, type SkuAlias } from '../catalog-table.ts';
import { resolveImages } from '../pictures/resolve-images.ts';
import { SlugTaken } from '../refusals.ts';
import { settings } from '../settings.ts';
import { type ChangeContext, changeProduct, newProduct, slugFor } from './apply-change.ts';
import { sameProduct } from './assemble-product.ts';
import type { Product } from './product.ts';
import type { NewProduct, ProductChange } from './product-input.ts';
import { aliasesOfNew, readFinished, saveProduct } from './save-product.ts';

const ATTEMPTS = 8;

/** Runs a decision again when another writer came first, a few times. @throws Refusal 503 after eight attempts */
export const retryOnConflict = async <T>(once: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      return await once();
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      await sleep(Math.random() * 20 * 2 ** attempt);
    }
  }
  throw busy('The product is being changed by too many at once.');
};

/**
 * Applies a change to a product that does not come from its staff (a price list, a collection), on the version that was
 * read. When nothing changes nothing is written.
 * @param revise may run several times
 * @returns the product, or `undefined` when there is none
 */
export const reviseProduct = (
  productId: string,
  now: number,
  revise: (before: Product) => Promise<Product>,
): Promise<Product | undefined> =>
  retryOnConflict(async () => {
    const before = await readFinished(productId);
    if (!before) return undefined;
    const next = { ...(await revise(before)), version: before.version + 1, updatedAt: isoTime(now) };
    if (sameProduct(before, next)) return before;
    await saveProduct({ before, next, aliases: new Map() });
    return next;
  });

/**
 * Makes the context of a change. A new variant gets the id that a former SKU of this product names, unless that variant
 * still exists under another SKU.
 */
const contextOf = (
  now: number,
  productId: string,
  aliases: ReadonlyMap<string, SkuAlias>,
  before?: Product,
): ChangeContext => ({
  currency: settings().SHOP_CURRENCIES[0] ?? 'EUR',
  now: isoTime(now),
  variantIdFor: (sku) => {
    const alias = aliases.get(sku);
    const taken = before?.variants.some((variant) => variant.id === alias?.variantId);
    return alias?.productId === productId && !taken ? alias.variantId : newId('var');
  },
});

/** Creates a product; its slug is its natural key. @throws Refusal 409 `slug-taken`, `sku-taken`; 422 by its reason */
export const createProduct = (input: NewProduct, now: number): Promise<Product> =>
  retryOnConflict(async () => {
    const slug = slugFor(input);
    // A slug without a product is what a crash left of this creation: it goes on under the same id.
    const productId = (await readSlug(slug)) ?? newId('prd');
    if (await readFinished(productId)) {
      throw new SlugTaken(`There is, or was, a product at ${JSON.stringify(slug)}.`, { slug });
    }
    const aliases = await aliasesOfNew(
      undefined,
      input.variants.map((variant) => variant.sku),
    );
    const resolved = await resolveImages(input, [], now);
    const next = newProduct(productId, resolved, contextOf(now, productId, aliases));
    await saveProduct({ before: undefined, next, aliases });
    return next;
  });

/**
 * Changes a product; fields that are absent stay, and the same change again writes nothing.
 * @param ifMatch the version that the caller read, when it must still be that
 * @throws Refusal 404, 412, 409 `slug-taken` or `sku-taken`, 422 by its reason
 */
export const updateProduct = (
  productId: string,
  change: ProductChange,
  { ifMatch, now }: { ifMatch: number | undefined; now: number },
): Promise<Product> =>
  retryOnConflict(async () => {
    const before = await readFinished(productId);
    if (!before) throw notFound('product');
    if (ifMatch !== undefined && ifMatch !== before.version) throw stale('The product has changed since you read it.');
    await refuseSlug(change.slug, before);
    const skus = (change.variants ?? []).flatMap(({ sku }) => sku ?? []);
    const aliases = await aliasesOfNew(before, skus);
    const resolved = await resolveImages(change, before.media, now);
    const next = changeProduct(before, resolved, contextOf(now, productId, aliases, before));
    if (next) await saveProduct({ before, next, aliases });
    return next ?? before;
  });

const refuseSlug = async (slug: string | undefined, before: Product): Promise<void> => {
  if (slug === undefined || slug === before.slug) return;
  const owner = await readSlug(slug);
  if (owner !== undefined && owner !== before.id) {
    throw new SlugTaken(`There is, or was, a product at ${JSON.stringify(slug)}.`, { slug });
  }
};
