import { notFound } from '#lib/refusals.ts';
import { resolveSku, variantIdsOf } from '../catalog/public.ts';
import type { Named } from './counters/read-stock.ts';

/** Finds the variant that a route's `{sku}` names, by SKU or id. @throws Refusal 404 when the catalog knows neither */
export const findVariant = async (skuOrId: string): Promise<Named> => {
  const found = await resolveSku(skuOrId);
  if (!found) throw notFound('variant');
  return found;
};

/** Finds the id of the variant that an SKU or id names, a former SKU too; one call, or none for an id or when cached. */
export const variantIdOf = async (skuOrId: string): Promise<string | undefined> => (await variantIdsOf([skuOrId]))[0];
