import * as z from 'zod/mini';
import { isoTime, nowMs } from '#lib/clock.ts';
import { pageOf } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { notFound } from '#lib/problem.ts';
import { type Reply, redirect } from '#lib/reply.ts';
import { batchGet } from '#lib/table.ts';
import { type Collection, CollectionCard } from '../collections/collection.ts';
import { collectionOfSlug, pageOfCards } from '../collections/collections-table.ts';
import { cardIn, listOf, type Sort } from './list-entries-table.ts';
import { type CardPage, readList } from './list-summaries.ts';
import { Card, cardAt, StoredCard } from './product-summary.ts';
import { listReply, warmReply } from './warm-replies.ts';

interface Page {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A collection with a page of its products. */
export const CollectionPage = z.extend(CollectionCard, { products: pageOf(Card) });
export const CollectionCardPage = pageOf(CollectionCard);

/** A page of the collections that are shown, by title: one query, or none while it is warm. */
export const listCollections = ({ limit, cursor }: Page): Promise<Reply> =>
  warmReply(['collections', limit, cursor], async () => {
    const { cards, last } = await pageOfCards(limit, fromCursor('collections', cursor));
    return listReply({ items: cards, nextCursor: toCursor('collections', last) });
  });

/**
 * A collection with a page of its products: three DynamoDB calls, or none while it is warm. Without a `sort` one by hand
 * is in the merchant's order, one by rule has its newest products first. An address that it had before leads to it.
 * @throws Refusal 404
 */
export const showCollection = (slug: string, sort: Sort | undefined, page: Page): Promise<Reply> =>
  warmReply(['collection', slug, sort, page.limit, page.cursor], async () => {
    const collection = await collectionOfSlug(slug);
    if (!collection) throw notFound('collection');
    if (collection.slug !== slug) return movedTo(collection.slug, sort, page);
    const products = await (sort === undefined && collection.kind === 'manual'
      ? inOrder(collection, page)
      : readList(Card, listOf(sort ?? 'newest', { collectionId: collection.id }), page));
    return listReply(z.parse(CollectionPage, { ...collection, products }));
  });

const movedTo = (slug: string, sort: Sort | undefined, { limit, cursor }: Page): Reply => {
  const query = new URLSearchParams({ ...(sort && { sort }), limit: String(limit), ...(cursor && { cursor }) });
  return redirect(301, `/api/v1/collections/${encodeURIComponent(slug)}?${query}`);
};

/**
 * The cards of a collection in the merchant's order, which the collection itself keeps: another order is then one write,
 * whatever the number of its products. Products that are not sold have no card and are passed over. The cursor names the
 * last product that was shown and its place, so that the list goes on there also when that product is taken out.
 */
const inOrder = async (
  { id, productIds }: Extract<Collection, { kind: 'manual' }>,
  { limit, cursor }: Page,
): Promise<CardPage> => {
  const list = `${id} in order`;
  const after = fromCursor(list, cursor) as { productId: string; place: number } | undefined;
  const known = after ? productIds.indexOf(after.productId) : -1;
  const shown: { card: StoredCard; place: number }[] = [];
  // One more than is shown tells whether there is a next page.
  for (let from = known >= 0 ? known + 1 : (after?.place ?? 0); from < productIds.length && shown.length <= limit; ) {
    const some = productIds.slice(from, from + Math.min(100, limit + 1));
    const items = await batchGet(some.map((productId) => cardIn({ collectionId: id }, productId)));
    for (const [index, item] of items.entries()) {
      if (item) shown.push({ card: z.parse(StoredCard, item['card']), place: from + index });
    }
    from += some.length;
  }
  const end = shown.length > limit ? shown[limit - 1] : undefined;
  const at = isoTime(nowMs());
  return {
    items: shown.slice(0, limit).map(({ card }) => z.parse(Card, cardAt(card, at))),
    nextCursor: toCursor(list, end && { productId: end.card.id, place: end.place }),
  };
};
