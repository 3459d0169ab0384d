import * as z from 'zod/mini';
import {
  batchGet, get, type Item, type Key, put, putNew, type Ref, type Table, tableOf, update, type Write,
} from '#lib/table.ts'; // biome-ignore format: a list
import { FILTER_VERSION, isOfOlderFilter, safeHtml } from './product/description.ts';
import { Product, SellableVariant } from './product/product.ts';
import type { StoredDocument } from './stored-document.ts';

/**
 * Keys, items and conditions of products in the catalog's table; no other file knows them. Those of lists, price lists
 * and collections: `list-entries-table.ts`, `price-lists-table.ts`, `collections-table.ts`. `…At` names an item's key,
 * `…From` parses an item (`undefined` for none), `…Write` makes a write with its condition.
 *
 * | item | pk | sk |
 * |---|---|---|
 * | product | `prd_…` | `product` |
 * | address of a product, old ones too | `slug#<slug>` | `slug` |
 * | SKU of a variant, old ones too | `sku#<SKU>` | `sku` |
 * | what checkout reads of a variant | `price#<variant>` | `price` |
 * | availability of a variant by shard, a hint | `hint#<variant>` | `hint` |
 * | page document | `page#<slug>` | `document` |
 * | note that a product is on a front; see showing/on-fronts.ts | `front#prd_…` | `front` |
 */
export const table: Table = tableOf('catalog');

export const at = (pk: string, sk: string): Ref & { readonly key: Key } => ({ table, key: { pk, sk } });

/**
 * Writes that are due after a product was put alone: what checkout reads of its variants, SKUs, and its card where `card`
 * says so; see save-product.ts.
 */
const Due = z.object({
  removed: z.array(SellableVariant),
  retired: z.array(z.object({ sku: z.string(), variantId: z.string() })),
  card: z.optional(z.literal(true)),
});
export type Due = z.infer<typeof Due>;

/** A product as it is stored. */
export interface Stored {
  readonly product: Product;
  readonly due: Due | undefined;
}

export const productAt = (productId: string): Ref => at(productId, 'product');

/**
 * Parses a product's item. DynamoDB does not keep the order of a map's keys: options are put in the order of the
 * product's own list. A description that an older filter made is sanitised again, so that no older one is written anew.
 */
export const productFrom = (item: Item | undefined): Stored | undefined => {
  if (!item) return undefined;
  const product = z.parse(Product, item['product']);
  const variants = product.variants.map((variant) => ({
    ...variant,
    options: Object.fromEntries(product.options.map(({ name }) => [name, variant.options[name] ?? ''])),
  }));
  const description = isOfOlderFilter(item) ? safeHtml(product.description) : product.description;
  return { product: { ...product, description, variants }, due: z.parse(z.optional(Due), item['due']) };
};

/** Puts a product on the condition that the version before it is stored; version 1 if there is none. */
export const productWrite = (product: Product, due?: Due): Write => {
  const { id, version } = product;
  const item = { ...productAt(id).key, type: 'product', version, filterVersion: FILTER_VERSION, product, due };
  return product.version === 1
    ? putNew(table, item)
    : put(table, item, { if: '#version = :before', values: { before: product.version - 1 } });
};

/**
 * Sets when a product is shown, and notes that the rest is due, on the condition that its version is still the one that was
 * read: one write of a few bytes, for a transaction of many products. @throws, when refused, ConditionFailed
 */
export const visibilityWrite = (next: Product, due: Due): Write => {
  const { id, version, visibleFrom, visibleUntil, release, updatedAt } = next;
  const set =
    'SET #version = :version, #due = :due, #product.#version = :version, #product.#updatedAt = :updatedAt, ' +
    '#product.#visibleFrom = :visibleFrom, #product.#visibleUntil = :visibleUntil';
  return update(
    table,
    productAt(id).key,
    release ? `${set}, #product.#release = :release` : `${set} REMOVE #product.#release`,
    { version, due, updatedAt, visibleFrom, visibleUntil, ...(release ? { release } : {}) },
    { if: '#version = :before', values: { before: version - 1 } },
  );
};

/** Notes that a product's description is of the present filter, unless it was changed since it was read: no new version. */
export const descriptionWrite = ({ id, version, description }: Product): Write =>
  update(
    table,
    productAt(id).key,
    'SET #product.#description = :description, #filterVersion = :filter',
    { description, filter: FILTER_VERSION },
    { if: '#version = :version', values: { version } },
  );

/** Removes the note of due writes, once they are done, if the product's version is still the same. */
export const dueDoneWrite = ({ id, version }: Product): Write =>
  update(table, productAt(id).key, 'REMOVE #due', {}, { if: '#version = :version', values: { version } });

export const slugAt = (slug: string): Ref => at(`slug#${slug}`, 'slug');
export const slugFrom = (item: Item | undefined): string | undefined =>
  item === undefined ? undefined : String(item['productId']);

/** Claims a slug for a product, for good; refused when another product has it. */
export const slugWrite = (slug: string, productId: string): Write =>
  put(
    table,
    { ...slugAt(slug).key, type: 'slug', productId },
    { if: 'attribute_not_exists(pk) OR #productId = :productId', values: { productId } },
  );

/**
 * The product and variant that a SKU names. A retired one (renamed, removed) still names its variant, until another
 * variant claims it.
 */
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

/**
 * Claims a SKU on the condition that it names the variant that it named when it was read. `version` is the product's.
 */
export const skuWrite = (alias: SkuAlias, version: number, before: Pick<SkuAlias, 'variantId'> | undefined): Write =>
  before
    ? put(table, skuItem(alias, version), { if: '#variantId = :before', values: { before: before.variantId } })
    : putNew(table, skuItem(alias, version));

/** Retires a SKU, unless another variant has claimed it since. `version` is the product's. */
export const retireWrite = (alias: SkuAlias, version: number): Write =>
  put(table, skuItem({ ...alias, retired: true }, version), {
    if: '#variantId = :variantId AND #version < :version',
    values: { variantId: alias.variantId, version },
  });

export const variantAt = (variantId: string): Ref => at(`price#${variantId}`, 'price');
export const variantFrom = (item: Item | undefined): SellableVariant | undefined =>
  item && z.parse(SellableVariant, item);

/**
 * Puts the item that checkout reads of a variant; `version` is the product's, and an older one never replaces a newer.
 */
export const variantWrite = (variant: SellableVariant, version: number): Write =>
  put(
    table,
    { ...variantAt(variant.variantId).key, type: 'price', version, ...variant },
    { if: 'attribute_not_exists(pk) OR #version < :version', values: { version } },
  );

export const pageAt = (slug: string): Ref => at(`page#${slug}`, 'document');
/** Reads the slug that a former one is redirected to. */
export const movedTo = (page: StoredDocument | undefined): string | undefined =>
  page?.attributes['movedTo'] as string | undefined;

/** Names the availability hint of a variant: by shard of its stock, whether it had units at the counter value `at`. */
export const hintAt = (variantId: string): Ref => at(`hint#${variantId}`, 'hint');

/** Stores a shard's availability, if its `at` is higher than the stored one. */
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
    `SET #${shard} = :state, #type = :type, #productId = :productId`,
    { state: { available: hint.available, at: hint.at }, type: 'hint', productId: hint.productId ?? '' },
    { if: `attribute_not_exists(#${shard}) OR #${shard}.#at < :at`, values: { at: hint.at } },
  );
};

/** Answers whether any shard is available; false for a variant without a hint. */
export const availableFrom = (item: Item | undefined): boolean =>
  Object.entries(item ?? {}).some(
    ([name, state]) => /^s\d+$/.test(name) && (state as { available?: unknown }).available === true,
  );

/** A variant that became available, or ceased to be, by the state of a shard at the value `at` of its counter. */
export interface Flipped {
  readonly productId: string;
  readonly variantId: string;
  readonly available: boolean;
  readonly shard: string;
  readonly at: number;
}
/** Reads a changed hint whose availability flipped; undefined also of a variant whose product is not known. */
export const flippedVariant = (before: Item | undefined, after: Item | undefined): Flipped | undefined => {
  if (after?.['type'] !== 'hint' || availableFrom(before) === availableFrom(after)) return undefined;
  const atOf = (item: Item | undefined, shard: string): number => Number((item?.[shard] as { at?: unknown })?.at ?? -1);
  const shard = Object.keys(after).find((name) => /^s\d+$/.test(name) && atOf(before, name) !== atOf(after, name));
  const productId = String(after['productId']);
  if (shard === undefined || productId === '') return undefined;
  const variantId = String(after['pk']).slice('hint#'.length);
  return { productId, variantId, available: availableFrom(after), shard, at: atOf(after, shard) };
};

/** Parses the product in a changed item, if the item is one. */
export const productIn = (item: Item | undefined): Product | undefined =>
  item?.['type'] === 'product' ? z.parse(Product, item['product']) : undefined;

/** Reads a product strongly. */
export const readProduct = async (productId: string): Promise<Stored | undefined> =>
  productFrom(await get(productAt(productId), { consistent: true }));

/** Reads the id of the product that has or had a slug, strongly. */
export const readSlug = async (slug: string): Promise<string | undefined> =>
  slugFrom(await get(slugAt(slug), { consistent: true }));

/** Reads up to 100 SKUs strongly; those that exist, by SKU. */
export const readAliases = async (skus: readonly string[]): Promise<Map<string, SkuAlias>> => {
  const items = skus.length > 0 ? await batchGet(skus.map(skuAt), { consistent: true }) : [];
  return new Map(items.flatMap((item) => aliasFrom(item) ?? []).map((alias) => [alias.sku, alias]));
};
