import * as z from 'zod/mini';
import {
  batchGet, get, type Item, type Key, put, putNew, type Ref, remove, type Table, tableOf, update, type Write,
} from '#lib/table.ts'; // biome-ignore format: a list
import { folded, Product, SellableVariant } from './product.ts';

/**
 * Keys, items and conditions of the catalog's table; no other file knows them.
 *
 * | item | pk | sk |
 * |---|---|---|
 * | product | `prd_…` | `product` |
 * | address of a product, old ones too | `slug#<slug>` | `slug` |
 * | SKU of a variant, old ones too | `sku#<SKU>` | `sku` |
 * | what checkout reads of a variant | `price#<variant>` | `price` |
 * | availability of a variant by shard, a hint | `hint#<variant>` | `hint` |
 * | page document | `page#<slug>` | `document` |
 * | where a product's cards lie | `prd_…` | `cards` |
 * | card in a sorted list | `list#…` | place |
 */
export const table: Table = tableOf('catalog');

const at = (pk: string, sk: string): Ref & { readonly key: Key } => ({ table, key: { pk, sk } });

/** What is left to write after a product too large for one transaction; see save-product.ts. */
const Due = z.object({
  removed: z.array(SellableVariant),
  retired: z.array(z.object({ sku: z.string(), variantId: z.string() })),
});
export type Due = z.infer<typeof Due>;

/** A product as the table has it. */
export interface Stored {
  readonly product: Product;
  readonly due: Due | undefined;
}

export const productAt = (productId: string): Ref => at(productId, 'product');

/** DynamoDB does not keep the order of a map's keys: options come back in the order of the product's own list. */
export const productFrom = (item: Item | undefined): Stored | undefined => {
  if (!item) return undefined;
  const product = z.parse(Product, item['product']);
  const variants = product.variants.map((variant) => ({
    ...variant,
    options: Object.fromEntries(product.options.map(({ name }) => [name, variant.options[name] ?? ''])),
  }));
  return { product: { ...product, variants }, due: z.parse(z.optional(Due), item['due']) };
};

/** Puts a product as the successor of the version before it. */
export const productWrite = (product: Product, due?: Due): Write => {
  const item = { ...productAt(product.id).key, type: 'product', version: product.version, product, due };
  return product.version === 1
    ? putNew(table, item)
    : put(table, item, { if: '#version = :before', values: { before: product.version - 1 } });
};

/** Everything that was due is written. */
export const settledWrite = ({ id, version }: Product): Write =>
  update(table, productAt(id).key, 'REMOVE #due', {}, { if: '#version = :version', values: { version } });

export const slugAt = (slug: string): Ref => at(`slug#${slug}`, 'slug');
export const slugFrom = (item: Item | undefined): string | undefined =>
  item === undefined ? undefined : String(item['productId']);

/** Takes an address for a product; it keeps it for ever. */
export const slugWrite = (slug: string, productId: string): Write =>
  put(
    table,
    { ...slugAt(slug).key, type: 'slug', productId },
    { if: 'attribute_not_exists(pk) OR #productId = :productId', values: { productId } },
  );

/** Whose a SKU is. A retired one (renamed, removed) still leads to its variant, until another variant takes it. */
const SkuAlias = z.object({
  sku: z.string(),
  variantId: z.string(),
  productId: z.string(),
  retired: z.optional(z.boolean()),
});
export type SkuAlias = z.infer<typeof SkuAlias>;

export const skuAt = (sku: string): Ref => at(`sku#${sku}`, 'sku');
export const aliasFrom = (item: Item | undefined): SkuAlias | undefined => item && z.parse(SkuAlias, item);

const skuItem = (alias: SkuAlias, version: number) => ({ ...skuAt(alias.sku).key, type: 'sku', version, ...alias });

/** Takes a SKU, on the condition that it is whose it was when it was read. `version` is the product's. */
export const skuWrite = (alias: SkuAlias, version: number, before: Pick<SkuAlias, 'variantId'> | undefined): Write =>
  before
    ? put(table, skuItem(alias, version), { if: '#variantId = :before', values: { before: before.variantId } })
    : putNew(table, skuItem(alias, version));

/** Retires a SKU, unless it was taken again since. */
export const retireWrite = (alias: SkuAlias, version: number): Write =>
  put(table, skuItem({ ...alias, retired: true }, version), {
    if: '#variantId = :variantId AND #version < :version',
    values: { variantId: alias.variantId, version },
  });

export const variantAt = (variantId: string): Ref => at(`price#${variantId}`, 'price');
export const variantFrom = (item: Item | undefined): SellableVariant | undefined =>
  item && z.parse(SellableVariant, item);

/** Puts what checkout reads; `version` is the product's, and an older one never replaces a newer. */
export const variantWrite = (variant: SellableVariant, version: number): Write =>
  put(
    table,
    { ...variantAt(variant.variantId).key, type: 'price', version, ...variant },
    { if: 'attribute_not_exists(pk) OR #version < :version', values: { version } },
  );

export const pageAt = (slug: string): Ref => at(`page#${slug}`, 'document');
/** The address at which the product of an old one is found now. */
export const movedTo = (page: Item | undefined): string | undefined =>
  (page?.['attributes'] as { movedTo?: string } | undefined)?.movedTo;

/** Availability of a variant as inventory's shards told it, each with the moment (`at`, a counter) of its word. */
export const hintAt = (variantId: string): Ref => at(`hint#${variantId}`, 'hint');

/** Keeps a shard's word if it is the newest of that shard. */
export const hintWrite = (hint: {
  variantId: string;
  productId: string | undefined;
  shard: number;
  available: boolean;
  at: number;
}): Write => {
  const shard = `s${hint.shard}`;
  return update(
    table,
    hintAt(hint.variantId).key,
    `SET #${shard} = :word, #type = :type, #productId = :productId`,
    { word: { available: hint.available, at: hint.at }, type: 'hint', productId: hint.productId ?? '' },
    { if: `attribute_not_exists(#${shard}) OR #${shard}.#at < :at`, values: { at: hint.at } },
  );
};

/** Available when any shard says so; nothing was heard of a variant without stock. */
export const availableFrom = (item: Item | undefined): boolean =>
  Object.entries(item ?? {}).some(
    ([name, word]) => /^s\d+$/.test(name) && (word as { available?: unknown }).available === true,
  );

/** The product of a changed hint whose availability flipped. */
export const flippedProduct = (before: Item | undefined, after: Item | undefined): string | undefined => {
  if (after?.['type'] !== 'hint' || availableFrom(before) === availableFrom(after)) return undefined;
  return String(after['productId']) || undefined;
};

/** The product's state in a changed item of it, if it is one. */
export const productIn = (item: Item | undefined): Product | undefined =>
  item?.['type'] === 'product' ? z.parse(Product, item['product']) : undefined;

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

/** Reads a product strongly. */
export const readProduct = async (productId: string): Promise<Stored | undefined> =>
  productFrom(await get(productAt(productId), { consistent: true }));

/** The product's id behind an address, old ones included. */
export const readSlug = async (slug: string): Promise<string | undefined> =>
  slugFrom(await get(slugAt(slug), { consistent: true }));

/** Reads up to 100 SKUs strongly. */
export const readAliases = async (skus: readonly string[]): Promise<Map<string, SkuAlias>> => {
  const items = skus.length > 0 ? await batchGet(skus.map(skuAt), { consistent: true }) : [];
  return new Map(items.flatMap((item) => aliasFrom(item) ?? []).map((alias) => [alias.sku, alias]));
};
