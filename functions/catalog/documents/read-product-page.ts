import { batchGet, query } from '#lib/table.ts';
import { productAt, productFrom, table } from '../catalog-table.ts';
import type { Product } from '../product/product.ts';
import { adminList } from './list-entries-table.ts';

/**
 * Reads whole products, drafts and archived ones too, in the order in which they came into being, which is that of their
 * ids. One created or changed a second or two ago may be missing, or be as it was.
 * @param limit products of a page, each up to 250 kB
 * @param span the ids between which they lie: behind the first, up to the second
 * @returns the products, and the last id when there may be more
 */
export const readProductPage = async (
  limit: number,
  { after, until }: { readonly after: string; readonly until: string },
): Promise<{ products: Product[]; last: string | undefined }> => {
  // What follows an id begins with it and the lowest letter behind it.
  const between = [`${after} `, until] as const;
  const page = await query(table, { pk: adminList.pk, between, limit, project: ['sk'] });
  const ids = page.items.map((item) => String(item['sk']));
  const items = await batchGet(ids.map(productAt));
  const products = items.flatMap((item) => productFrom(item)?.product ?? []);
  return { products, last: page.last && ids.at(-1) };
};
