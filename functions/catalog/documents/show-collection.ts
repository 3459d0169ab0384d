import * as z from 'zod/mini';
import { pageOf } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import type { Flip } from '#lib/lifetime.ts';
import type { Reply } from '#lib/reply.ts';
import { batchGet, get } from '#lib/table.ts';
import { type Collection, CollectionSummary } from '../collections/collection.ts';
import { collectionAt, collectionOfSlug, pageOfSummaries } from '../collections/collections-table.ts';
import { movedReply, notThere, remembered, shownReply, soonest } from '../showing/shown.ts';
import { isVisible } from '../showing/visibility.ts';
import { type ListPage, listReply } from './cached-replies.ts';
import { entryIn, listOf, type PriceSpan, type Sort } from './list-entries-table.ts';
import { narrowing, orderOf, type ProductSummaryPage, readList } from './list-summaries.ts';
import { ProductSummary, type StoredSummary, summaryAt, summaryFlips, summaryFrom } from './product-summary.ts';

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
  listReply(['collections', page.limit, page.cursor], async () => ({
    page: await readCollectionList(page),
    flips: [],
  }));

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
export const showCollection = async (slug: string, asked: ProductsAsked): Promise<Reply> => {
  const shown = await remembered(['catalog', 'collection', slug, asked], async (moment) => {
    const found = await findCollection(slug, asked, moment);
    if (!found) throw notThere('collection', { flips: [] });
    return { body: found.page, flips: found.flips };
  });
  return shown.body.slug === slug ? shownReply(shown) : movedTo(shown.body.slug, asked);
};

/**
 * Finds a collection by its slug, a former one too, with a page of its products as it is at a moment (ISO 8601 in UTC): three
 * calls; undefined where there is none.
 */
export const findCollection = async (
  slug: string,
  asked: ProductsAsked,
  moment: string,
): Promise<ListPage<CollectionPage> | undefined> => {
  const collection = await collectionOfSlug(slug);
  return collection && pageOfCollection(collection, asked, moment);
};

const pageOfCollection = async (
  collection: Collection,
  asked: ProductsAsked,
  moment: string,
): Promise<ListPage<CollectionPage>> => {
  const sort = orderOf(asked);
  const isInOrder = collection.kind === 'manual' && asked.sort === undefined && sort === 'newest';
  const { limit, cursor } = asked;
  const { page, flips } = await (isInOrder
    ? inOrder(collection, asked, moment)
    : readList(
        ProductSummary,
        listOf(sort, { collectionId: collection.id }, asked),
        { limit, cursor, keep: narrowing(asked, sort) },
        moment,
      ));
  return { page: z.parse(CollectionPage, { ...collection, products: page }), flips };
};

const movedTo = (slug: string, { sort, limit, ...others }: ProductsAsked): Reply => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ sort, limit, ...others }))
    if (value !== undefined) query.set(name, String(value));
  return movedReply(`/api/v1/collections/${encodeURIComponent(slug)}?${query}`, { flips: [] });
};

/**
 * Reads a page of a collection in the merchant's order, which the collection itself stores: another order is then one
 * write, whatever the number of its products. Products that are not sold have no entry and are skipped, as are those that
 * the clock hides. The cursor names the last product of the page and its place, so that the list goes on there also when
 * that product is taken out.
 */
const inOrder = async (
  { id, productIds }: Extract<Collection, { kind: 'manual' }>,
  { limit, cursor }: Page,
  moment: string,
): Promise<ListPage<ProductSummaryPage>> => {
  const list = `${id} in order`;
  const after = fromCursor(list, cursor) as { productId: string; place: number } | undefined;
  const known = after ? productIds.indexOf(after.productId) : -1;
  const shown: { summary: StoredSummary; place: number }[] = [];
  const flips: Flip[] = [];
  // One more than the page has shows whether there is a next one.
  for (let from = known >= 0 ? known + 1 : (after?.place ?? 0); from < productIds.length && shown.length <= limit; ) {
    const some = productIds.slice(from, from + Math.min(100, limit + 1));
    const items = await batchGet(some.map((productId) => entryIn({ collectionId: id }, productId)));
    for (const [index, item] of items.entries()) {
      if (!item) continue;
      const summary = summaryFrom(item);
      flips.push(...summaryFlips(summary, moment));
      if (isVisible(summary, moment)) shown.push({ summary, place: from + index });
    }
    from += some.length;
  }
  const end = shown.length > limit ? shown[limit - 1] : undefined;
  const items = shown.slice(0, limit).map(({ summary }) => z.parse(ProductSummary, summaryAt(summary, moment)));
  return {
    page: { items, nextCursor: toCursor(list, end && { productId: end.summary.id, place: end.place }) },
    flips: soonest(flips, moment),
  };
};

const Named = z.pick(ProductSummary, { id: true });

/**
 * Reads the ids of the newest products of a collection that are shown at a moment, by two calls side by side, one more where
 * the clock hides some; none of one that is not shown. Who is in it is known seconds after a change; what is shown of each is
 * its card. `flips` are the moments to come at which that changes.
 * @param moment ISO 8601 in UTC
 */
export const readCollectionProducts = async (
  collectionId: string,
  limit: number,
  moment: string,
): Promise<{ ids: string[]; flips: readonly Flip[] }> => {
  const [collection, { page, flips }] = await Promise.all([
    get(collectionAt(collectionId)),
    readList(Named, listOf('newest', { collectionId }), { limit }, moment),
  ]);
  return collection?.['active'] === true ? { ids: page.items.map(({ id }) => id), flips } : { ids: [], flips: [] };
};
