import * as z from 'zod/mini';
import { isoTime, nowMs } from '#lib/clock.ts';
import { pageOf } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { notFound } from '#lib/refusals.ts';
import { type Reply, redirect } from '#lib/reply.ts';
import { batchGet } from '#lib/table.ts';
import { type Collection, CollectionSummary } from '../collections/collection.ts';
import { collectionOfSlug, pageOfSummaries } from '../collections/collections-table.ts';
import { cachedReply, listReply } from './cached-replies.ts';
import { entryIn, listOf, type PriceSpan, type Sort } from './list-entries-table.ts';
import { narrowing, orderOf, type ProductSummaryPage, readList } from './list-summaries.ts';
import { ProductSummary, type StoredSummary, summaryAt, summaryFrom } from './product-summary.ts';

interface Page {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A page of a collection's products: in which order, and between which prices. */
interface ProductsAsked extends Page, PriceSpan {
  readonly sort?: Sort | undefined;
}

/** A collection with a page of its products. */
export const CollectionPage = z.extend(CollectionSummary, {
  products: pageOf(ProductSummary).check(z.describe('A page of its products.')),
});
type CollectionPage = z.infer<typeof CollectionPage>;
/** A product in a list, as pages of other modules get it. */
export type ShownProduct = CollectionPage['products']['items'][number];
export const CollectionSummaryPage = pageOf(CollectionSummary);

/** Answers a page of the collections that are shown, by title: one query, or none when cached. */
export const listCollections = (page: Page): Promise<Reply> =>
  cachedReply(['collections', page.limit, page.cursor], async () => listReply(await readCollectionList(page)));

/** Reads a page of the collections that are shown, by title: one query. */
export const readCollectionList = async ({ limit, cursor }: Page): Promise<z.infer<typeof CollectionSummaryPage>> => {
  const { summaries, last } = await pageOfSummaries(limit, fromCursor('collections', cursor));
  return { items: summaries, nextCursor: toCursor('collections', last) };
};

/**
 * Answers a collection with a page of its products: three DynamoDB calls, or none when cached. Without a `sort` one by
 * hand is in the merchant's order, one by rule has its newest products first, and a span of prices is in their order. A
 * slug that it had before is redirected.
 * @throws Refusal 404
 */
export const showCollection = (slug: string, asked: ProductsAsked): Promise<Reply> =>
  cachedReply(['collection', slug, asked], async () => {
    const collection = await collectionOfSlug(slug);
    if (!collection) throw notFound('collection');
    if (collection.slug !== slug) return movedTo(collection.slug, asked);
    return listReply(await pageOfCollection(collection, asked));
  });

/** Finds a collection by its slug, a former one too, with a page of its products: three calls; undefined where there is none. */
export const findCollection = async (slug: string, asked: Page): Promise<CollectionPage | undefined> => {
  const collection = await collectionOfSlug(slug);
  return collection && pageOfCollection(collection, asked);
};

const pageOfCollection = async (collection: Collection, asked: ProductsAsked): Promise<CollectionPage> => {
  const sort = orderOf(asked);
  const isInOrder = collection.kind === 'manual' && asked.sort === undefined && sort === 'newest';
  const { limit, cursor } = asked;
  const products = await (isInOrder
    ? inOrder(collection, asked)
    : readList(ProductSummary, listOf(sort, { collectionId: collection.id }, asked), {
        limit,
        cursor,
        keep: narrowing(asked, sort),
      }));
  return z.parse(CollectionPage, { ...collection, products });
};

const movedTo = (slug: string, { sort, limit, ...others }: ProductsAsked): Reply => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ sort, limit, ...others }))
    if (value !== undefined) query.set(name, String(value));
  return redirect(301, `/api/v1/collections/${encodeURIComponent(slug)}?${query}`);
};

/**
 * Reads a page of a collection in the merchant's order, which the collection itself stores: another order is then one
 * write, whatever the number of its products. Products that are not sold have no entry and are skipped. The cursor
 * names the last product of the page and its place, so that the list goes on there also when that product is taken out.
 */
const inOrder = async (
  { id, productIds }: Extract<Collection, { kind: 'manual' }>,
  { limit, cursor }: Page,
): Promise<ProductSummaryPage> => {
  const list = `${id} in order`;
  const after = fromCursor(list, cursor) as { productId: string; place: number } | undefined;
  const known = after ? productIds.indexOf(after.productId) : -1;
  const shown: { summary: StoredSummary; place: number }[] = [];
  // One more than the page has shows whether there is a next one.
  for (let from = known >= 0 ? known + 1 : (after?.place ?? 0); from < productIds.length && shown.length <= limit; ) {
    const some = productIds.slice(from, from + Math.min(100, limit + 1));
    const items = await batchGet(some.map((productId) => entryIn({ collectionId: id }, productId)));
    for (const [index, item] of items.entries()) {
      if (item) shown.push({ summary: summaryFrom(item), place: from + index });
    }
    from += some.length;
  }
  const end = shown.length > limit ? shown[limit - 1] : undefined;
  const at = isoTime(nowMs());
  return {
    items: shown.slice(0, limit).map(({ summary }) => z.parse(ProductSummary, summaryAt(summary, at))),
    nextCursor: toCursor(list, end && { productId: end.summary.id, place: end.place }),
  };
};
