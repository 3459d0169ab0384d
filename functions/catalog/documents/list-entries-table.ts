import * as z from 'zod/mini';
import { type Item, put, type Ref, remove, type Write } from '#lib/table.ts';
import { at, table } from '../catalog-table.ts';
import { folded } from '../product/product.ts';

/**
 * Keys, items and conditions of sorted lists and their cards, in the catalog's table.
 *
 * | item | pk | sk |
 * |---|---|---|
 * | card in a sorted list | `list#…` | place |
 * | where a product's cards lie | `prd_…` | `cards` |
 */

/** A place in a sorted list: the list's partition, and the key that sorts in it. */
export interface Place {
  readonly list: string;
  readonly sort: string;
}

/** What of a product decides where its cards lie; kept, so that cards at old places are found again. */
export const Placement = z.object({
  listed: z.boolean(),
  title: z.string(),
  price: z.int(),
  tags: z.array(z.string()),
  collectionIds: z.optional(z.array(z.string())),
});
export type Placement = z.infer<typeof Placement>;

const everyProduct = 'list#admin';
/** Which products a list has: all, those with a tag, or those of a collection. */
export interface Within {
  readonly tag?: string | undefined;
  readonly collectionId?: string | undefined;
}
const listName = ({ tag, collectionId }: Within, order: string): string => {
  if (collectionId !== undefined) return `list#collection#${order}#${collectionId}`;
  return tag === undefined ? `list#all#${order}` : `list#tag#${order}#${folded(tag)}`;
};
export const titleKey = (title: string): string =>
  title.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().slice(0, 200);

export const sorts = ['newest', 'title', 'price-asc', 'price-desc'] as const;
export type Sort = (typeof sorts)[number];

/** The partition of a list, and whether it is read from its end. */
export const listOf = (sort: Sort, within: Within = {}): { pk: string; newestFirst: boolean } => {
  const order = sort.startsWith('price') ? 'price' : sort;
  return { pk: listName(within, order), newestFirst: sort === 'newest' || sort === 'price-desc' };
};
export const adminList = { pk: everyProduct, newestFirst: true };

/** Every place of a product's card: one of the staff's list, and three for the whole shop, each tag and collection. */
export const placesOf = (productId: string, { listed, title, price, tags, collectionIds }: Placement): Place[] => {
  const lists: Within[] = [
    {},
    ...[...new Set(tags.map(folded))].map((tag) => ({ tag })),
    ...(collectionIds ?? []).map((collectionId) => ({ collectionId })),
  ];
  return [
    { list: everyProduct, sort: productId },
    ...(listed ? lists : []).flatMap((within) => [
      { list: listName(within, 'newest'), sort: productId },
      { list: listName(within, 'title'), sort: `${titleKey(title)}#${productId}` },
      { list: listName(within, 'price'), sort: `${String(price).padStart(12, '0')}#${productId}` },
    ]),
  ];
};

/** The card of a product in a list of whatever order, found by the product's id. */
export const cardIn = (within: Within, productId: string): Ref => at(listName(within, 'newest'), productId);

/** A card joins the transaction of `cardsWrite`, whose condition is its own. */
export const cardWrite = ({ list, sort }: Place, card: object): Write =>
  put(table, { pk: list, sk: sort, type: 'card', card });
export const cardRemove = ({ list, sort }: Place): Write => remove(table, { pk: list, sk: sort });

/** Where a product's cards may lie, and what they show (its hash). `revision` is the condition of every builder. */
export interface Cards {
  readonly revision: number;
  readonly placed: readonly Placement[];
  readonly shown: string | undefined;
}

export const cardsAt = (productId: string): Ref => at(productId, 'cards');
export const cardsFrom = (item: Item | undefined): Cards => ({
  revision: Number(item?.['revision'] ?? 0),
  placed: z.parse(z.array(Placement), item?.['placed'] ?? []),
  shown: item?.['shown'] as string | undefined,
});
export const cardsWrite = (productId: string, next: Cards): Write =>
  put(
    table,
    { ...cardsAt(productId).key, type: 'cards', ...next },
    next.revision === 1
      ? { if: 'attribute_not_exists(pk)' }
      : { if: '#revision = :before', values: { before: next.revision - 1 } },
  );
