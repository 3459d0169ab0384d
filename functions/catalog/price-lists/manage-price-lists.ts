import { isoTime, msOf } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { notFound, stale } from '#lib/refusals.ts';
import { batchGet, ConditionFailed, transact, write } from '#lib/table.ts';
import { CurrencyNotSold, EndsBeforeStart, EndsInPast } from '../../pricing/refusals.ts';
import { aliasFrom, skuAt, variantAt, variantFrom } from '../catalog-table.ts';
import { isVariantId } from '../product/find-variant.ts';
import type { SellableVariant } from '../product/product.ts';
import { InRelease, NotAvailable, SkuTwice, TooManyPriceLists } from '../refusals.ts';
import { settings } from '../settings.ts';
import { inUtc } from '../showing/visibility.ts';
import {
  type ListedPrice,
  MOST_LISTS_OF_VARIANT,
  type NewPriceList,
  type PriceList,
  type PriceListChange,
  type PricesToSet,
  releaseAhead,
  type StoredPriceList,
} from './price-list.ts';
import {
  listedPriceRemove,
  listedPriceWrite,
  priceListCheck,
  priceListWrite,
  readPriceList,
} from './price-lists-table.ts';

/** Prices that are set in one transaction, beside the check of their list. */
const A_TRANSACTION = 99;

/** Creates a list without prices. @throws Refusal 422 `ends-before-start`, `ends-in-past`, `currency-not-sold` */
export const createPriceList = async (input: NewPriceList, now: number): Promise<PriceList> => {
  const at = isoTime(now);
  const list: PriceList = {
    id: newId('prl'),
    name: input.name,
    currency: input.currency,
    startsAt: inUtc(input.startsAt),
    endsAt: inUtc(input.endsAt),
    ...(input.draft ? { draft: true } : {}),
    version: 1,
    createdAt: at,
    updatedAt: at,
  };
  const sold = settings().SHOP_CURRENCIES;
  if (!sold.includes(list.currency)) {
    throw new CurrencyNotSold(`We sell in ${sold.join(', ')}, not in ${list.currency}.`, {
      currency: list.currency,
    });
  }
  refuseUnsound(list, input.endsAt !== null, now);
  await write(priceListWrite(list));
  return list;
};

/**
 * Changes a list's name or period; its products follow within seconds. @throws Refusal 404, 409 `in-release`, 412, 422
 * `ends-before-start`, `ends-in-past`
 */
export const changePriceList = async (
  id: string,
  change: PriceListChange,
  { ifMatch, now }: { ifMatch: number | undefined; now: number },
): Promise<PriceList> => {
  const stored = await readFor(id, ifMatch, now);
  // One whose start is named anew is no draft any more, and no release's.
  const { draft: _, release: __, undo: ___, ...own } = stored;
  const before: StoredPriceList = change.startsAt === undefined ? stored : own;
  const next: StoredPriceList = {
    ...before,
    name: change.name ?? before.name,
    startsAt: change.startsAt === undefined ? before.startsAt : inUtc(change.startsAt),
    endsAt: change.endsAt === undefined ? before.endsAt : inUtc(change.endsAt),
    version: before.version + 1,
    updatedAt: isoTime(now),
  };
  refuseUnsound(next, Boolean(change.endsAt), now);
  await store(next);
  return next;
};

/** Removes a list with its prices; its products follow within seconds. @throws Refusal 404, 409 `in-release`, 412 */
export const deletePriceList = async (
  id: string,
  { ifMatch, now }: { ifMatch: number | undefined; now: number },
): Promise<void> => {
  const before = await readFor(id, ifMatch, now);
  await store({ ...before, version: before.version + 1, updatedAt: isoTime(now) }, now);
};

/**
 * Sets the prices of some variants in a list, or removes them; their products follow within seconds, by the table's
 * stream. A repeat changes nothing. Each transaction checks that no release is going to start the list.
 * @throws Refusal 404, 409 `in-release`, 422 `not-available`, `sku-twice`, `too-many-price-lists`
 */
export const setPrices = async (id: string, { prices }: PricesToSet, now: number): Promise<ListedPrice[]> => {
  const list = await readFor(id, undefined, now);
  const variants = await variantsOf(prices.map(({ sku }) => sku));
  for (const { variantId, sku, scheduled = [] } of variants) {
    const others = new Set(scheduled.map(({ listId }) => listId).filter((listId) => listId !== list.id));
    if (others.size >= MOST_LISTS_OF_VARIANT) {
      throw new TooManyPriceLists(`${sku} is in ${others.size} price lists already.`, {
        sku,
        variantId,
      });
    }
  }
  const set: ListedPrice[] = [];
  const writes = prices.map(({ amount }, i) => {
    const { variantId = '', productId = '', sku = '' } = variants[i] ?? {};
    if (amount === null) return listedPriceRemove(list.id, variantId);
    set.push({ variantId, productId, sku, amount });
    return listedPriceWrite(list.id, { variantId, productId, sku, amount });
  });
  const unchanged = priceListCheck(id, now, (found) => {
    const release = found?.['ttl'] === undefined && (found?.['release'] as PriceList['release']);
    return release ? inRelease(release) : notFound('price list');
  });
  for (let from = 0; from < writes.length; from += A_TRANSACTION)
    await transact([unchanged, ...writes.slice(from, from + A_TRANSACTION)]);
  return set;
};

/**
 * Reads the variants that SKUs or variant ids name, in their order. @throws Refusal 422 `not-available`, `sku-twice`
 */
const variantsOf = async (skus: readonly string[]): Promise<SellableVariant[]> => {
  const aliases = await batchGet(skus.map((sku) => (isVariantId(sku) ? variantAt(sku) : skuAt(sku))));
  const ids = skus.map((sku, i) => (isVariantId(sku) ? sku : (aliasFrom(aliases[i])?.variantId ?? '')));
  const items = await batchGet(ids.map((id) => variantAt(id || 'none')));
  const variants = items.map(variantFrom);
  const [unknown, twice] = [variants.indexOf(undefined), ids.findIndex((id, i) => ids.indexOf(id) !== i)];
  if (unknown >= 0) {
    throw new NotAvailable(`There is no article ${skus[unknown]}.`, { sku: skus[unknown] });
  }
  if (twice >= 0) throw new SkuTwice(`${skus[twice]} is named twice.`, { sku: skus[twice] });
  return variants.filter((variant) => variant !== undefined);
};

const readFor = async (id: string, ifMatch: number | undefined, now: number): Promise<StoredPriceList> => {
  const list = await readPriceList(id);
  if (ifMatch !== undefined && ifMatch !== list.version) throw stale();
  refuseInRelease(list, now);
  return list;
};

/** Refuses to change what an armed release starts: it stays all or nothing. @throws Refusal 409 `in-release` */
const refuseInRelease = (list: PriceList, now: number): void => {
  const release = releaseAhead(list, isoTime(now));
  if (release) throw inRelease(release);
};
const inRelease = ({ id, at }: NonNullable<PriceList['release']>) => new InRelease(undefined, { releaseId: id, at });

const store = async (next: StoredPriceList, removedAt?: number): Promise<void> => {
  try {
    await write(priceListWrite(next, removedAt));
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    throw error.found ? stale('The price list was changed at the same moment.') : notFound('price list');
  }
};

/** @param ends whether the request names an end: one that was kept may lie in the past */
const refuseUnsound = ({ startsAt, endsAt }: PriceList, ends: boolean, now: number): void => {
  if (startsAt !== null && endsAt !== null && endsAt <= startsAt) {
    throw new EndsBeforeStart(undefined, { startsAt, endsAt });
  }
  if (ends && endsAt !== null && msOf(endsAt) <= now) {
    throw new EndsInPast('It would have ended already; to end it now, remove its prices.', { endsAt });
  }
};
