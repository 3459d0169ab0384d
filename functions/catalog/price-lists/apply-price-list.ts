import { sendMessages } from '#lib/send.ts';
import { type Item, write } from '#lib/table.ts';
import { groupsOf, PRICED_A_MESSAGE, PriceProducts } from '../messages.ts';
import { reviseProduct } from '../product/change-product.ts';
import type { Variant } from '../product/product.ts';
import type { ScheduledPrice } from '../product/scheduled-price.ts';
import type { ListedPrice, PriceList } from './price-list.ts';
import { findPriceList, listedPriceRemove, pageOfPrices, readListedPrices } from './price-lists-table.ts';

/**
 * Writes to a product's variants what they cost in a price list, both as they are stored now, on the product's version;
 * a repeat writes nothing. Of a list that was removed the prices are taken from the variants, then their items deleted.
 * @param now milliseconds since 1970
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
  const own = list && price ? scheduledPrices(list, price) : [];
  const scheduled = [...others, ...own].sort((a, b) => (a.listId < b.listId ? -1 : 1));
  return scheduled.length > 0 ? { ...rest, scheduled } : rest;
};

/** Makes what a variant has of its price in a list: nothing of a draft. */
export const scheduledPrices = (
  { id, currency, startsAt, endsAt, draft = false, release }: PriceList,
  { amount }: ListedPrice,
): ScheduledPrice[] =>
  draft ? [] : [{ listId: id, currency, amount, startsAt, endsAt, ...(release ? { release: true } : {}) }];

/** Prices that one query reads: some 250 bytes each. */
const PAGE = 1000;

/**
 * Sends every product with a price in a list, ten a message, to have the list applied. A product whose variants lie on
 * two pages is sent twice.
 */
export const sendProductsToPrice = async (listId: string): Promise<void> => {
  let after: Item | undefined;
  do {
    const page = await pageOfPrices(listId, PAGE, after);
    const ids = [...new Set(page.prices.map(({ productId }) => productId))];
    await sendMessages(
      PriceProducts,
      groupsOf(ids, PRICED_A_MESSAGE).map((productIds) => ({ listId, productIds })),
    );
    after = page.last;
  } while (after);
};
