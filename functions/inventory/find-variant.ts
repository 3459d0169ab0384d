import { notFound } from '#lib/problem.ts';
import { resolveSku } from '../catalog/public.ts';
import type { Named } from './counters/read-stock.ts';

/** Finds the variant that a route's `{sku}` names, by SKU or id. @throws Refusal 404 when the catalog knows neither */
export const findVariant = async (skuOrId: string): Promise<Named> => {
  const found = await resolveSku(skuOrId);
  if (!found) throw notFound('variant');
  return found;
};
