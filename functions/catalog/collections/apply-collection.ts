import { sendMessages } from '#lib/send.ts';
import { batchGet, type Item, query } from '#lib/table.ts';
import { productAt, productFrom, table } from '../catalog-table.ts';
import { adminList } from '../documents/list-entries-table.ts';
import { groupsOf, MATCHED_A_MESSAGE, MatchProducts } from '../messages.ts';
import type { Product } from '../product/product.ts';
import { matches } from './collection-rule.ts';
import { readRule } from './collection-rules-table.ts';
import { findCollection } from './collections-table.ts';

/** Keys that one query reads. */
const PAGE = 1000;

/**
 * Sends every product of the shop, a hundred a message, to be compared with a collection's rule. It reads keys alone,
 * so a million products (1,000 queries, 1,000 batches of messages) stay within one invocation. A product that is not
 * yet in the list of staff is compared when its first entry there is written.
 * @param version the rule's when the message was sent: a newer rule has a message of its own, and nothing is sent
 */
export const sendProductsToMatch = async (collectionId: string, version: number): Promise<void> => {
  const rule = await readRule(collectionId);
  if (rule && rule.version > version) return;
  let after: Item | undefined;
  do {
    const page = await query(table, { pk: adminList.pk, limit: PAGE, after, consistent: true, project: ['sk'] });
    const ids = page.items.map((item) => String(item['sk']));
    const groups = groupsOf(ids, MATCHED_A_MESSAGE);
    await sendMessages(
      MatchProducts,
      groups.map((productIds) => ({ collectionId, version, productIds })),
    );
    after = page.last;
  } while (after);
};

/**
 * Finds which of some products a collection has to take in or to let go, drafts too. Collection and products are read
 * strongly: two or three calls for a hundred products.
 * @param version the rule's when the message was sent: nothing is found for a rule that is newer
 */
export const productsToMatch = async (
  collectionId: string,
  version: number,
  productIds: readonly string[],
): Promise<string[]> => {
  const rule = await readRule(collectionId);
  if (rule && rule.version > version) return [];
  const belongs = rule ? (product: Product) => matches(rule, product) : await namedIn(collectionId);
  const items = await batchGet(productIds.map(productAt), { consistent: true });
  return items.flatMap((item) => {
    const product = productFrom(item)?.product;
    if (!product) return [];
    const isIn = product.collectionIds?.includes(collectionId) ?? false;
    return isIn === belongs(product) ? [] : [product.id];
  });
};

/** Answers whether a collection by hand names a product; none does once the collection was removed. */
const namedIn = async (collectionId: string): Promise<(product: Product) => boolean> => {
  const collection = await findCollection(collectionId);
  const named = new Set(collection?.kind === 'manual' ? collection.productIds : []);
  return ({ id }) => named.has(id);
};
