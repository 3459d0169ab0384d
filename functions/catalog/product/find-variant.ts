import { idPattern } from '#lib/id.ts';
import { batchGet, get, type Item } from '#lib/table.ts';
import { ttlCache } from '#lib/ttl-cache.ts';
import { aliasFrom, skuAt, variantAt, variantFrom } from '../catalog-table.ts';

export { skuAt, variantAt, variantFrom };

const variantId = idPattern('var');

/** Answers whether a text is a variant's id: routes that take a SKU take either. */
export const isVariantId = (text: string): boolean => variantId.test(text);

/** Parses the variant that a SKU names, a former SKU too. */
export const skuFrom = (item: Item | undefined): { variantId: string; sku: string } | undefined => {
  const alias = aliasFrom(item);
  return alias && { variantId: alias.variantId, sku: alias.sku };
};

/** Milliseconds and entries of cached SKUs: one that another product claims may name the former variant for so long. */
const aliases = ttlCache<string>(5000, 10_000);

/**
 * Reads the variant ids that some SKUs name, in their order (variant ids are taken as they are): one call, or none when
 * cached.
 */
export const variantIdsOf = async (named: readonly string[]): Promise<(string | undefined)[]> => {
  const missing = [...new Set(named)].filter((name) => !isVariantId(name) && aliases.get(name) === undefined);
  const items = missing.length ? await batchGet(missing.map(skuAt)) : [];
  const found = new Map(missing.map((sku, index) => [sku, aliasFrom(items[index])?.variantId]));
  for (const [sku, id] of found) if (id !== undefined) aliases.set(sku, id);
  return named.map((name) => (isVariantId(name) ? name : (found.get(name) ?? aliases.get(name))));
};

/** Reads the variant that a SKU (a former one too) or a variant id names, with its present SKU. */
export const resolveSku = async (skuOrVariantId: string): Promise<{ variantId: string; sku: string } | undefined> => {
  const id = isVariantId(skuOrVariantId) ? skuOrVariantId : aliasFrom(await get(skuAt(skuOrVariantId)))?.variantId;
  const variant = id === undefined ? undefined : variantFrom(await get(variantAt(id)));
  return variant && { variantId: variant.variantId, sku: variant.sku };
};

/** Reads the id of the product that has the variant of an SKU (a former one too) or of a variant id. */
export const productIdOf = async (skuOrVariantId: string): Promise<string | undefined> =>
  isVariantId(skuOrVariantId)
    ? variantFrom(await get(variantAt(skuOrVariantId)))?.productId
    : aliasFrom(await get(skuAt(skuOrVariantId)))?.productId;
