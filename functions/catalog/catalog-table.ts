import * as z from 'zod/mini';
import {
  batchGet, get, type Item, type Key, put, putNew, type Ref, type Table, tableOf, update, type Write,
} from '#lib/table.ts'; // biome-ignore format: a list
import { Product, SellableVariant } from './product/product.ts';

/**
 * Keys, items and conditions of products in the catalog's table; no other file knows them. Those of lists, price lists and
 * collections: `cards-table.ts`, `price-lists-table.ts`, `collections-table.ts`.
 *
 * | item | pk | sk |
 * |---|---|---|
 * | product | `prd_…` | `product` |
 * | address of a product, old ones too | `slug#<slug>` | `slug` |
 * | SKU of a variant, old ones too | `sku#<SKU>` | `sku` |
 * | what checkout reads of a variant | `price#<variant>` | `price` |
 * | availability of a variant by shard, a hint | `hint#<variant>` | `hint` |
 * | page document | `page#<slug>` | `document` |
 */
export const table: Table = tableOf('catalog');

export const at = (pk: string, sk: string): Ref & { readonly key: Key } => ({ table, key: { pk, sk } });

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
