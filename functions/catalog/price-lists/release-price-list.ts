import { isDeepStrictEqual } from 'node:util';
import { isoTime } from '#lib/clock.ts';
import { batchGet, type Item, type Write } from '#lib/table.ts';
import { EndsBeforeStart } from '../../pricing/refusals.ts';
import { variantAt, variantFrom } from '../catalog-table.ts';
import { entriesAt } from '../documents/list-entries-table.ts';
import { groupsOf } from '../messages.ts';
import { PriceListStarted } from '../refusals.ts';
import { scheduledPrices } from './apply-price-list.ts';
import type { ListedPrice, PriceList, StoredPriceList } from './price-list.ts';
import { findPriceList, pageOfPrices, priceListWrite } from './price-lists-table.ts';

export type ReleasedList = StoredPriceList;

/**
 * Makes the one write by which a release starts a list at its moment; prices are copied to their products after it, as after
 * every change of a list.
 * @param now milliseconds since 1970
 * @throws Refusal 422 `price-list-started`, `ends-before-start`; when executed, ConditionFailed when it was changed meanwhile
 */
export const releasedListWrite = (
  list: ReleasedList,
  release: NonNullable<PriceList['release']>,
  now: number,
): Write => {
  const { id, draft = false, startsAt, endsAt, version } = list;
  if (!draft && (startsAt === null || startsAt <= isoTime(now)))
    throw new PriceListStarted(`The price list ${id} counts already.`, { listId: id });
  if (endsAt !== null && endsAt <= release.at) throw new EndsBeforeStart(undefined, { startsAt: release.at, endsAt });
  const { draft: _, ...rest } = list;
  const undo = { startsAt, draft };
  return priceListWrite({
    ...rest,
    startsAt: release.at,
    release,
    undo,
    version: version + 1,
    updatedAt: isoTime(now),
  });
};

/** Makes the write that gives a list back what its release took the place of. @throws, when executed, ConditionFailed */
export const takenBackListWrite = ({ release: _, undo, ...list }: ReleasedList, now: number): Write => {
  const { startsAt = null, draft = true } = undo ?? {};
  const next = { ...list, startsAt, ...(draft ? { draft } : {}), version: list.version + 1, updatedAt: isoTime(now) };
  return priceListWrite(next);
};

/** Prices that one query reads: some 250 bytes each. */
const PAGE = 1000;

async function* allPrices(listId: string): AsyncGenerator<ListedPrice[]> {
  let after: Item | undefined;
  do {
    const page = await pageOfPrices(listId, PAGE, after);
    yield page.prices;
    after = page.last;
  } while (after);
}

/** Counts the prices of a list: one query for each thousand. */
export const countListedPrices = async (listId: string): Promise<number> => {
  let count = 0;
  for await (const prices of allPrices(listId)) count += prices.length;
  return count;
};

/**
 * Lists the products at which a list does not count yet as it is stored: for checkout, on their page and in lists. Those that
 * are not for sale are left out. Two calls for a hundred prices, ten hundreds side by side.
 */
export const productsBehind = async (listId: string): Promise<string[]> => {
  const list = await findPriceList(listId);
  const behind = new Set<string>();
  if (!list) return [];
  for await (const prices of allPrices(listId)) {
    const found = await Promise.all(groupsOf(prices, 100).map((some) => behindOf(list, some)));
    for (const productId of found.flat()) behind.add(productId);
  }
  return [...behind];
};

const behindOf = async (list: ReleasedList, prices: readonly ListedPrice[]): Promise<string[]> => {
  const [items, records] = await Promise.all([
    batchGet(
      prices.map(({ variantId }) => variantAt(variantId)),
      { consistent: true },
    ),
    batchGet(
      prices.map(({ productId }) => entriesAt(productId)),
      { consistent: true, project: ['product'] },
    ),
  ]);
  return prices.flatMap((price, index) => {
    const variant = variantFrom(items[index]);
    if (!variant?.active) return [];
    const own = (variant.scheduled ?? []).filter((one) => one.listId === list.id);
    // Pages and lists are made of a version of the product: of one in which the variant was as it is now, or a later one.
    const isBuilt = Number(records[index]?.['product'] ?? 0) >= Number(items[index]?.['version'] ?? 0);
    return isBuilt && isDeepStrictEqual(own, scheduledPrices(list, price)) ? [] : [variant.productId];
  });
};
