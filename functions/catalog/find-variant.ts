import { idPattern } from '#lib/id.ts';
import { get, type Item } from '#lib/table.ts';
import { aliasFrom, skuAt, variantAt, variantFrom } from './catalog-table.ts';

export { skuAt, variantAt, variantFrom };

const variantId = idPattern('var');

/** Whether a text is a variant's id: routes that take a SKU take either. */
export const isVariantId = (text: string): boolean => variantId.test(text);

/** The variant that a SKU names, one that it had before a renaming too. */
export const skuFrom = (item: Item | undefined): { variantId: string; sku: string } | undefined => {
  const alias = aliasFrom(item);
  return alias && { variantId: alias.variantId, sku: alias.sku };
};

/** The variant that a SKU (old ones too) or a variant's id names, with the SKU that it has now. */
export const resolveSku = async (skuOrVariantId: string): Promise<{ variantId: string; sku: string } | undefined> => {
  const id = isVariantId(skuOrVariantId) ? skuOrVariantId : aliasFrom(await get(skuAt(skuOrVariantId)))?.variantId;
  const variant = id === undefined ? undefined : variantFrom(await get(variantAt(id)));
  return variant && { variantId: variant.variantId, sku: variant.sku };
};
