import { batchGetAll, query } from '#lib/table.ts';
import { productAt, productFrom, table } from '../catalog-table.ts';
import { adminList } from '../documents/list-entries-table.ts';
import { matches } from './collection-rule.ts';
import { readRule } from './collection-rules-table.ts';

const PAGE = 100;

/**
 * The products whose membership a changed rule changes, a page of the whole shop at a time, and where to go on. Each is
 * read as it is, drafts too; one that is not yet among the staff's cards is looked at when its first card is placed.
 * @param version the rule's when the page was asked for: a newer rule has messages of its own, and this one ends
 */
export const productsToMatch = async (
  collectionId: string,
  version: number,
  after: string | undefined,
): Promise<{ productIds: string[]; after: string | undefined }> => {
  const rule = await readRule(collectionId);
  if (rule && rule.version > version) return { productIds: [], after: undefined };
  const { pk } = adminList;
  const { items, last } = await query(table, {
    pk,
    limit: PAGE,
    after: after === undefined ? undefined : { pk, sk: after },
    consistent: true,
    project: ['sk'],
  });
  const products = await batchGetAll(
    items.map((item) => productAt(String(item['sk']))),
    { consistent: true },
  );
  const productIds = products.flatMap((item) => {
    const product = productFrom(item)?.product;
    if (!product) return [];
    const isIn = product.collectionIds?.includes(collectionId) ?? false;
    return isIn === (rule !== undefined && matches(rule, product)) ? [] : [product.id];
  });
  return { productIds, after: last && String(last['sk']) };
};
