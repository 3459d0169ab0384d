import { idPattern } from '#lib/id.ts';
import { batchGet, get, type Item } from '#lib/table.ts';
import { warmMap } from '#lib/ttl-cache.ts';
import { aliasFrom, skuAt, variantAt, variantFrom } from '../catalog-table.ts';

export { skuAt, variantAt, variantFrom };

const variantId = idPattern('var');

/** Whether a text is a variant's id: routes that take a SKU take either. */
export const isVariantId = (text: string): boolean => variantId.test(text);

/** The variant that a SKU names, one that it had before a renaming too. */
export const skuFrom = (item: Item | undefined): { variantId: string; sku: string } | undefined => {
  const alias = aliasFrom(item);
  return alias && { variantId: alias.variantId, sku: alias.sku };
};

/** A SKU goes on naming its variant; one that is taken over by another product may name the old one for so long. */
const aliases = warmMap<string>(5000, 10_000);

/** The variant ids that some SKUs (or variant ids, taken as they are) name, in their order; one call, or none when warm. */
export const variantIdsOf = async (named: readonly string[]): Promise<(string | undefined)[]> => {
  const missing = [...new Set(named)].filter((name) => !isVariantId(name) && aliases.get(name) === undefined);
  const items = missing.length ? await batchGet(missing.map(skuAt)) : [];
  const found = new Map(missing.map((sku, index) => [sku, aliasFrom(items[index])?.variantId]));
  for (const [sku, id] of found) if (id !== undefined) aliases.set(sku, id);
  return named.map((name) => (isVariantId(name) ? name : (found.get(name) ?? aliases.get(name))));
};

/** The variant that a SKU (old ones too) or a variant's id names, with the SKU that it has now. */
export const resolveSku = async (skuOrVariantId: string): Promise<{ variantId: string; sku: string } | undefined> => {
  const id = isVariantId(skuOrVariantId) ? skuOrVariantId : aliasFrom(await get(skuAt(skuOrVariantId)))?.variantId;
  const variant = id === undefined ? undefined : variantFrom(await get(variantAt(id)));
  return variant && { variantId: variant.variantId, sku: variant.sku };
};
