import * as z from 'zod/mini';
import { type Item, put, type Ref, remove, type Write } from '#lib/table.ts';
import { at, table } from '../catalog-table.ts';
import { folded } from '../product/product.ts';

/**
 * Keys, items and conditions of sorted lists and their entries, in the catalog's table. The items' types and attributes
 * keep their first names: `card` is a product summary, `cards` the record of a product's entries.
 *
 * | item | pk | sk |
 * |---|---|---|
 * | entry of a sorted list: a product summary | `list#…` | sort key |
 * | record of a product's documents | `prd_…` | `cards` |
 */

/** The key of an entry: the list's partition, and the key that it is sorted by. */
export interface Place {
  readonly list: string;
  readonly sort: string;
}

/** What of a product decides where its entries lie; recorded, so that entries at former places are found again. */
export const Placement = z.object({
  listed: z.boolean(),
  title: z.string(),
  price: z.int(),
  tags: z.array(z.string()),
  collectionIds: z.optional(z.array(z.string())),
});
export type Placement = z.infer<typeof Placement>;

const everyProduct = 'list#admin';
/** The products of a list: all, those with a tag, or those of a collection. */
export interface Within {
  readonly tag?: string | undefined;
  readonly collectionId?: string | undefined;
}
const listName = ({ tag, collectionId }: Within, order: string): string => {
  if (collectionId !== undefined) return `list#collection#${order}#${collectionId}`;
  return tag === undefined ? `list#all#${order}` : `list#tag#${order}#${folded(tag)}`;
};
/** Makes the sort key of a title: lower case, without accents, at most 200 characters. */
export const titleKey = (title: string): string =>
  title.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().slice(0, 200);

export const sorts = ['newest', 'title', 'price-asc', 'price-desc'] as const;
export type Sort = (typeof sorts)[number];

/** Names the partition of a list, and whether it is read from its end. */
export const listOf = (sort: Sort, within: Within = {}): { pk: string; newestFirst: boolean } => {
  const order = sort.startsWith('price') ? 'price' : sort;
  return { pk: listName(within, order), newestFirst: sort === 'newest' || sort === 'price-desc' };
};
export const adminList = { pk: everyProduct, newestFirst: true };

/**
 * Lists every place of a product's entries: one in the list of staff, and three for the shop, each tag and each
 * collection.
 */
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

/** Names a product's entry in a list by the product's id, whatever order the list is shown in. */
export const entryIn = (within: Within, productId: string): Ref => at(listName(within, 'newest'), productId);

/** Puts an entry; it joins the transaction of `entriesWrite`, whose condition is its own. */
export const entryWrite = ({ list, sort }: Place, summary: object): Write =>
  put(table, { pk: list, sk: sort, type: 'card', card: summary });
export const entryRemove = ({ list, sort }: Place): Write => remove(table, { pk: list, sk: sort });

/**
 * The record of a product's documents: where its entries may lie, and hashes of their summary and of its page (null:
 * none); `undefined` where it is not known. `revision` counts its writes.
 */
export interface Entries {
  readonly revision: number;
  readonly placed: readonly Placement[];
  readonly shown: string | undefined;
  readonly page: string | null | undefined;
}

export const entriesAt = (productId: string): Ref => at(productId, 'cards');
export const entriesFrom = (item: Item | undefined): Entries => ({
  revision: Number(item?.['revision'] ?? 0),
  placed: z.parse(z.array(Placement), item?.['placed'] ?? []),
  shown: item?.['shown'] as string | undefined,
  page: item ? (item['page'] as string | null | undefined) : null,
});
/** Puts the record on the condition that the one before it (`revision - 1`) is still there. */
export const entriesWrite = (productId: string, next: Entries): Write =>
  put(
    table,
    { ...entriesAt(productId).key, type: 'cards', ...next },
    next.revision === 1
      ? { if: 'attribute_not_exists(pk)' }
      : { if: '#revision = :before', values: { before: next.revision - 1 } },
  );
