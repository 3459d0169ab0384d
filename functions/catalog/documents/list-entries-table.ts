import * as z from 'zod/mini';
import { MOST_AMOUNT } from '#lib/money.ts';
import { type Item, put, query, type Ref, remove, type Write } from '#lib/table.ts';
import { at, table } from '../catalog-table.ts';
import { folded, Product } from '../product/product.ts';
import { wordsOf } from '../product/words.ts';

/**
 * Keys, items and conditions of sorted lists and their entries, in the catalog's table. The items' types and attributes
 * keep their first names: `card` is a product summary, `cards` the record of a product's entries.
 *
 * | item | pk | sk |
 * |---|---|---|
 * | entry of a sorted list: a product summary | `list#…` | sort key |
 * | lookup of a product by a word of its title | `list#word#<two letters>` | `<word>#<product>` |
 * | lookup of a product by its status | `list#status#<status>` | `<product>` |
 * | record of a product's documents | `prd_…` | `cards` |
 */

/**
 * The key of an entry: the list's partition, and the key that it is sorted by. A lookup is an entry without a summary, by
 * which staff finds the one in the list of all.
 */
export interface Place {
  readonly list: string;
  readonly sort: string;
  readonly lookup?: true;
}

/** What of a product decides where its entries lie; recorded, so that entries at former places are found again. */
export const Placement = z.object({
  listed: z.boolean(),
  title: z.string(),
  price: z.int(),
  /** Other lowest prices that it has at some time: absent without any. */
  prices: z.optional(z.array(z.int())),
  tags: z.array(z.string()),
  /** Absent where there is none, and where there is no list of it yet. */
  vendor: z.optional(z.string()),
  type: z.optional(z.string()),
  collectionIds: z.optional(z.array(z.string())),
  /** Absent where there are no lookups of the product yet. */
  status: z.optional(Product.shape.status),
});
export type Placement = z.infer<typeof Placement>;

const everyProduct = 'list#admin';
/** The products of a list: all, or those of a collection, with a tag, of a vendor or of a type. */
export interface Within {
  readonly collectionId?: string | undefined;
  readonly tag?: string | undefined;
  readonly vendor?: string | undefined;
  readonly type?: string | undefined;
}
const listName = ({ collectionId, tag, vendor, type }: Within, order: string): string => {
  if (collectionId !== undefined) return `list#collection#${order}#${collectionId}`;
  if (tag !== undefined) return `list#tag#${order}#${folded(tag)}`;
  if (vendor !== undefined) return `list#vendor#${order}#${folded(vendor)}`;
  return type === undefined ? `list#all#${order}` : `list#type#${order}#${folded(type)}`;
};
/** Makes the sort key of a title: lower case, without accents, at most 200 characters. */
export const titleKey = (title: string): string =>
  title.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().slice(0, 200);

export const sorts = ['newest', 'title', 'price-asc', 'price-desc'] as const;
export type Sort = (typeof sorts)[number];

/** Prices in minor units, both ends within. */
export interface PriceSpan {
  readonly minPrice?: number | undefined;
  readonly maxPrice?: number | undefined;
}
const priceKey = (price: number): string => String(price).padStart(12, '0');
/** The price that an entry of a list by price lies at. */
export const priceOfKey = (sort: string): number => Number(sort.split('#')[0]);

/** A list to be read: its partition, whether from its end, and the keys between which. */
export interface SortedList {
  readonly pk: string;
  readonly newestFirst: boolean;
  readonly between?: readonly [string, string];
}

/** Names a sorted list, in the order of price only the part of it that lies in a span of prices. */
export const listOf = (
  sort: Sort,
  within: Within = {},
  { minPrice, maxPrice }: PriceSpan = {},
): SortedList & { readonly byPrice: boolean } => {
  const byPrice = sort.startsWith('price');
  const spans = byPrice && (minPrice !== undefined || maxPrice !== undefined);
  return {
    pk: listName(within, byPrice ? 'price' : sort),
    newestFirst: sort === 'newest' || sort === 'price-desc',
    byPrice,
    // What follows a price begins with `#`.
    ...(spans ? { between: [priceKey(minPrice ?? 0), `${priceKey(maxPrice ?? MOST_AMOUNT)}$`] } : {}),
  };
};
export const adminList = { pk: everyProduct, newestFirst: true };

/**
 * Lists every place of a product's entries: one in the list of staff with lookups of its status and of the words of its
 * title, and three for the shop, its vendor, its type, each tag and each collection; one more for each other price that it
 * has at some time.
 */
export const placesOf = (productId: string, placement: Placement): Place[] => {
  const { listed, title, price, prices = [], tags, collectionIds, status, vendor, type } = placement;
  const lists: Within[] = [
    {},
    ...(vendor ? [{ vendor }] : []),
    ...(type ? [{ type }] : []),
    ...[...new Set(tags.map(folded))].map((tag) => ({ tag })),
    ...(collectionIds ?? []).map((collectionId) => ({ collectionId })),
  ];
  return [
    { list: everyProduct, sort: productId },
    ...(status ? lookupsOf(productId, title, status) : []),
    ...(listed ? lists : []).flatMap((within) => [
      { list: listName(within, 'newest'), sort: productId },
      { list: listName(within, 'title'), sort: `${titleKey(title)}#${productId}` },
      ...[price, ...prices].map((one) => ({ list: listName(within, 'price'), sort: `${priceKey(one)}#${productId}` })),
    ]),
  ];
};

/** Words of a title that a product is found by, and letters of a word that are compared; what a title has beyond is not. */
const [MOST_WORDS, MOST_LETTERS] = [40, 60];
/** The words of a text as they lie in lookups, each once. */
export const foundWords = (text: string): string[] =>
  [...new Set(wordsOf(text).map((word) => [...word].slice(0, MOST_LETTERS).join('')))].slice(0, MOST_WORDS);
const wordList = (word: string): string => `list#word#${[...word].slice(0, 2).join('')}`;
const statusList = (status: Product['status']): string => `list#status#${status}`;

const lookupsOf = (productId: string, title: string, status: Product['status']): Place[] => [
  { list: statusList(status), sort: productId, lookup: true },
  ...foundWords(title).map((word) => ({ list: wordList(word), sort: `${word}#${productId}`, lookup: true as const })),
];

/** A page of lookups: the ids of products, with the word that each was found by, and where to go on. */
export interface Lookups {
  readonly found: readonly { readonly productId: string; readonly word: string }[];
  readonly last: Item | undefined;
}

/** Reads lookups by one query: of a status, the newest products first; or of words that begin with a text, in their order. */
export const readLookups = async (
  by: { readonly status: Product['status'] } | { readonly begins: string },
  limit: number,
  after: Item | undefined,
): Promise<Lookups> => {
  const list =
    'status' in by
      ? { pk: statusList(by.status), newestFirst: true }
      : { pk: wordList(by.begins), begins: by.begins, newestFirst: false };
  const { items, last } = await query(table, { ...list, limit: limit + 1, after });
  const shown = items.slice(0, limit);
  const end = items.length > limit || last ? shown.at(-1) : undefined;
  return {
    found: shown.map((item) => {
      const [productId = '', word = ''] = String(item['sk']).split('#').reverse();
      return { productId, word };
    }),
    last: end && { pk: end['pk'], sk: end['sk'] },
  };
};

/** Names a product's entry in the list of staff. */
export const adminEntry = (productId: string): Ref => at(everyProduct, productId);

/** Names a product's entry in a list by the product's id, whatever order the list is shown in. */
export const entryIn = (within: Within, productId: string): Ref => at(listName(within, 'newest'), productId);

/** Puts an entry; it joins the transaction of `entriesWrite`, whose condition is its own. */
export const entryWrite = ({ list, sort, lookup }: Place, summary: object): Write =>
  put(table, { pk: list, sk: sort, ...(lookup ? { type: 'lookup' } : { type: 'card', card: summary }) });
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
  /** The version of the product that they show at least; undefined where it is not known. */
  readonly product?: number | undefined;
}

export const entriesAt = (productId: string): Ref => at(productId, 'cards');
export const entriesFrom = (item: Item | undefined): Entries => ({
  revision: Number(item?.['revision'] ?? 0),
  placed: z.parse(z.array(Placement), item?.['placed'] ?? []),
  shown: item?.['shown'] as string | undefined,
  page: item ? (item['page'] as string | null | undefined) : null,
  product: item?.['product'] as number | undefined,
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
