import { type Item, write } from '#lib/table.ts';
import { reviseProduct } from '../product/change-product.ts';
import type { Variant } from '../product/product.ts';
import type { ListedPrice, PriceList } from './price-list.ts';
import { findPriceList, listedPriceRemove, pageOfPrices, readListedPrices } from './price-lists-table.ts';

/**
 * Brings what a product's variants cost in a list up to date, as both are at this moment; whoever comes last writes the
 * truth, and a repeat writes nothing. Of a list that was removed the prices go, and then their items.
 */
export const applyPriceList = async (listId: string, productId: string, now: number): Promise<void> => {
  let gone: ListedPrice[] = [];
  await reviseProduct(productId, now, async (before) => {
    const list = await findPriceList(listId);
    const prices = await readListedPrices(
      listId,
      before.variants.map(({ id }) => id),
    );
    const variants = before.variants.map((variant, i) => withPrice(variant, listId, list, prices[i]));
    gone = list ? [] : prices.filter((price) => price !== undefined);
    return { ...before, variants };
  });
  for (const { variantId } of gone) await write(listedPriceRemove(listId, variantId));
};

const withPrice = (
  variant: Variant,
  listId: string,
  list: PriceList | undefined,
  price: ListedPrice | undefined,
): Variant => {
  const { scheduled: before = [], ...rest } = variant;
  const others = before.filter((one) => one.listId !== listId);
  const { currency = '', startsAt = null, endsAt = null } = list ?? {};
  const own = list && price ? [{ listId, currency, amount: price.amount, startsAt, endsAt }] : [];
  const scheduled = [...others, ...own].sort((a, b) => (a.listId < b.listId ? -1 : 1));
  return scheduled.length > 0 ? { ...rest, scheduled } : rest;
};

/** The products with a price in a list, a page at a time. */
export const productsIn = async (
  listId: string,
  after: Item | undefined,
): Promise<{ productIds: string[]; last: Item | undefined }> => {
  const { prices, last } = await pageOfPrices(listId, 100, after);
  return { productIds: [...new Set(prices.map(({ productId }) => productId))], last };
};
