import { isoTime } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { notFound, stale } from '#lib/refusals.ts';
import { batchGet, transact } from '#lib/table.ts';
import { productAt } from '../catalog-table.ts';
import {
  CurrencyUnknown,
  ProductTwice,
  ProductUnknown,
  SlugMissing,
  TooManyCollections,
  WrongKind,
} from '../refusals.ts';
import { settings } from '../settings.ts';
import {
  type Collection,
  type CollectionChange,
  changedCollection,
  limits,
  type NewCollection,
  newCollection,
} from './collection.ts';
import { collectionWrites, findCollection, readSlugOwner, slugTaken } from './collections-table.ts';

/**
 * Creates a collection; its products follow within seconds, by the table's stream.
 * @throws Refusal 409 `slug-taken`, 422 `slug-missing`, `too-many-collections`, and by what is wrong with its products
 */
export const createCollection = async (input: NewCollection, now: number): Promise<Collection> => {
  const next = newCollection(newId('col'), input, isoTime(now));
  if (!next.slug) throw new SlugMissing();
  await refuseUnsound(undefined, next);
  await transact(collectionWrites(undefined, next, await freeSlug(next)));
  return next;
};

/**
 * Changes what is named of a collection; its products follow within seconds.
 * @param ifMatch the version that the caller read, when it must still be that
 * @throws Refusal 404, 412, 409 `slug-taken`, 422 `wrong-kind` and by what is wrong with its products
 */
export const changeCollection = async (
  id: string,
  change: CollectionChange,
  { ifMatch, now }: { ifMatch: number | undefined; now: number },
): Promise<Collection> => {
  const before = await readFor(id, ifMatch);
  const next = changedCollection(before, change, isoTime(now));
  if (!next) {
    throw new WrongKind();
  }
  await refuseUnsound(before, next);
  const owner = next.slug === before.slug ? undefined : await freeSlug(next);
  await transact(collectionWrites(before, next, owner));
  return next;
};

/** Removes a collection; its products leave it within seconds. @throws Refusal 404, 412 */
export const deleteCollection = async (id: string, ifMatch: number | undefined): Promise<void> =>
  transact(collectionWrites(await readFor(id, ifMatch), undefined));

/** Reads a collection. @throws Refusal 404 */
export const readCollection = async (id: string): Promise<Collection> => {
  const collection = await findCollection(id);
  if (!collection) throw notFound('collection');
  return collection;
};

const readFor = async (id: string, ifMatch: number | undefined): Promise<Collection> => {
  const collection = await readCollection(id);
  if (ifMatch !== undefined && ifMatch !== collection.version) throw stale();
  return collection;
};

/**
 * Reads the collection that had a slug, when the slug can be claimed: none, the collection itself, or one that was
 * removed.
 * @throws Refusal 409 `slug-taken`
 */
const freeSlug = async ({ id, slug }: Collection): Promise<string | undefined> => {
  const owner = await readSlugOwner(slug);
  if (owner !== undefined && owner !== id && (await findCollection(owner))) throw slugTaken(slug);
  return owner;
};

const refuseUnsound = async (before: Collection | undefined, next: Collection): Promise<void> => {
  if (next.kind === 'manual')
    return refuseProducts(before?.kind === 'manual' ? before.productIds : [], next.productIds);
  const currency = settings().SHOP_CURRENCIES[0] ?? 'EUR';
  if (next.conditions.some((one) => one.field === 'price' && one.value.currency !== currency)) {
    throw new CurrencyUnknown(`Prices of the catalog are in ${currency}.`);
  }
};

/**
 * Refuses products that are named twice, do not exist or are in too many collections. Reads only those that are added,
 * and of each only its collections: a product may be large.
 */
const refuseProducts = async (before: readonly string[], productIds: readonly string[]): Promise<void> => {
  const [there, seen] = [new Set(before), new Set<string>()];
  for (const productId of productIds) {
    if (seen.size === seen.add(productId).size) {
      throw new ProductTwice(`${productId} is named twice.`, { productId });
    }
  }
  const added = productIds.filter((id) => !there.has(id));
  const items = await batchGet(added.map(productAt), { consistent: true, project: ['product.collectionIds'] });
  for (const [index, productId] of added.entries()) {
    const item = items[index];
    if (!item) throw new ProductUnknown(`There is no product ${productId}.`, { productId });
    const { collectionIds = [] } = (item['product'] ?? {}) as { collectionIds?: readonly string[] };
    if (collectionIds.length >= limits.ofProduct) {
      const detail = `${productId} is in ${collectionIds.length} collections already.`;
      throw new TooManyCollections(detail, { productId });
    }
  }
};
