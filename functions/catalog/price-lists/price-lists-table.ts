import * as z from 'zod/mini';
import { epochSeconds, isoTime } from '#lib/clock.ts';
import { notFound } from '#lib/refusals.ts';
import { batchGet, check, get, type Item, type Key, put, query, type Ref, remove, type Write } from '#lib/table.ts';
import { table } from '../catalog-table.ts';
import { ListedPrice, type PriceList, StoredPriceList } from './price-list.ts';

/**
 * Keys, items and conditions of price lists, in the catalog's table.
 *
 * | item | pk | sk |
 * |---|---|---|
 * | price list; `ttl` once it was removed | `price-lists` | `prl_…` |
 * | price of a variant in a list | `prl_…` | `var_…` |
 */
const KEPT_SECONDS = 30 * 86_400;
const at = (pk: string, sk: string): Ref & { readonly key: Key } => ({ table, key: { pk, sk } });
export const priceListAt = (id: string) => at('price-lists', id);

/**
 * Puts a list on the condition that the version before it is stored. One that was removed stays with a `ttl` of 30
 * days, so that its products are still found.
 * @param removedAt milliseconds since 1970
 */
export const priceListWrite = (list: StoredPriceList, removedAt?: number): Write =>
  put(
    table,
    {
      ...priceListAt(list.id).key,
      type: 'price-list',
      ...list,
      ...(removedAt === undefined ? {} : { ttl: epochSeconds(removedAt) + KEPT_SECONDS }),
    },
    list.version === 1
      ? { if: 'attribute_not_exists(pk)' }
      : { if: '#version = :before', values: { before: list.version - 1 } },
  );

const isThere = (item: Item | undefined): item is Item => item !== undefined && item['ttl'] === undefined;

/** Parses a list; `undefined` when there is none or it was removed. */
export const priceListFrom = (item: Item | undefined): StoredPriceList | undefined =>
  isThere(item) ? z.parse(StoredPriceList, item) : undefined;

/** Reads a list strongly; `undefined` when there is none or it was removed. */
export const findPriceList = async (id: string): Promise<StoredPriceList | undefined> =>
  priceListFrom(await get(priceListAt(id), { consistent: true }));

/**
 * Checks that a list is there and that no release is going to start it: its prices may be set. @param now milliseconds since
 * 1970 @throws, when executed, what `refused` gives
 */
export const priceListCheck = (id: string, now: number, refused: (found: Item | undefined) => Error): Write =>
  check(table, priceListAt(id).key, {
    if: 'attribute_exists(pk) AND attribute_not_exists(#ttl) AND (attribute_not_exists(#release) OR #release.#at <= :now)',
    values: { now: isoTime(now) },
    refused,
  });

/** Reads a list strongly. @throws Refusal 404 */
export const readPriceList = async (id: string): Promise<StoredPriceList> => {
  const list = await findPriceList(id);
  if (!list) throw notFound('price list');
  return list;
};

/** Reads a page of lists, newest first; it holds fewer than the limit when some were removed. */
export const listPriceLists = async (
  limit: number,
  after: Item | undefined,
): Promise<{ lists: PriceList[]; last: Item | undefined }> => {
  const { items, last } = await query(table, { pk: 'price-lists', limit, after, newestFirst: true });
  return { lists: items.filter(isThere).map((item) => z.parse(StoredPriceList, item)), last };
};

const priceAt = (listId: string, variantId: string) => at(listId, variantId);
const priceFrom = (item: Item | undefined): ListedPrice | undefined => item && z.parse(ListedPrice, item);

/** Puts a variant's price in a list, or removes it, without a condition: the last request counts. */
export const listedPriceWrite = (listId: string, price: ListedPrice): Write =>
  put(table, { ...priceAt(listId, price.variantId).key, type: 'listed-price', ...price });
export const listedPriceRemove = (listId: string, variantId: string): Write =>
  remove(table, priceAt(listId, variantId).key);

/** Reads the prices of up to 100 variants in a list strongly, in the order of the ids. */
export const readListedPrices = async (
  listId: string,
  variantIds: readonly string[],
): Promise<(ListedPrice | undefined)[]> =>
  (
    await batchGet(
      variantIds.map((id) => priceAt(listId, id)),
      { consistent: true },
    )
  ).map(priceFrom);

/** Reads a page of a list's prices strongly, by variant. */
export const pageOfPrices = async (
  listId: string,
  limit: number,
  after: Item | undefined,
): Promise<{ prices: ListedPrice[]; last: Item | undefined }> => {
  const { items, last } = await query(table, { pk: listId, begins: 'var_', limit, after, consistent: true });
  return { prices: items.flatMap((item) => priceFrom(item) ?? []), last };
};

/** Reads the list's id from a changed item that is a price list. */
export const priceListIn = (after: Item | undefined): string | undefined =>
  after?.['type'] === 'price-list' ? String(after['id']) : undefined;

/** Reads list and product from the change of a listed price; `undefined` where the amount stays. */
export const pricedProduct = (
  before: Item | undefined,
  after: Item | undefined,
): { listId: string; productId: string } | undefined => {
  const item = after ?? before;
  if (item?.['type'] !== 'listed-price' || before?.['amount'] === after?.['amount']) return undefined;
  return { listId: String(item['pk']), productId: String(item['productId']) };
};
