import { isDeepStrictEqual } from 'node:util';
import type { Variant } from '../product/product.ts';
import type { VariantImport } from './product-import.ts';

/**
 * Matches each imported variant with a stored one, by position; `undefined` where it is new. By the SKU that the file
 * names, then by the same options (so that a SKU or options can be renamed, one at a time), then by a derived SKU, then
 * by a SKU that the variant once had. No stored variant is matched twice.
 * @param variantIdOf the variant of this product that a SKU names, former ones included
 */
export const matchVariants = (
  existing: readonly Variant[],
  imported: readonly VariantImport[],
  variantIdOf: (sku: string) => string | undefined,
): (Variant | undefined)[] => {
  const free = new Map(existing.map((variant) => [variant.id, variant]));
  const matched: (Variant | undefined)[] = imported.map(() => undefined);
  const pass = (same: (one: VariantImport, variant: Variant) => boolean, which = (_: VariantImport) => true): void => {
    for (const [index, one] of imported.entries()) {
      if (matched[index] || !which(one)) continue;
      const found = free.values().find((variant) => same(one, variant));
      if (!found) continue;
      matched[index] = found;
      free.delete(found.id);
    }
  };
  const sameSku = (one: VariantImport, variant: Variant): boolean => one.sku === variant.sku;
  pass(sameSku, (one) => !one.derivedSku);
  pass((one, variant) => isDeepStrictEqual(one.options, { ...variant.options }));
  pass(sameSku, (one) => one.derivedSku);
  pass((one, variant) => variantIdOf(one.sku) === variant.id);
  return matched;
};
