import { isoTime, nowMs } from '#lib/clock.ts';
import { batchGet, type Ref } from '#lib/table.ts';
import { variantAt, variantFrom } from '../catalog/public.ts';
import { stockAt, unitsLeft } from '../inventory/public.ts';
import { limitKeyOf } from '../orders/public.ts';
import { readingRules } from '../pricing/public.ts';
import { type ContactPartsInput, contactAt, isWhole, partsFrom, withParts } from '../users/public.ts';
import type { Cart } from './cart.ts';
import { type PricedCart, price } from './priced-cart.ts';
import { settings } from './settings.ts';

/** What the caller of `priceCart` knows already, or does not want to know. */
interface Known {
  /** Parts of a contact that are about to be written. */
  readonly parts?: ContactPartsInput;
  /** The buyer's first order is another one. */
  readonly firstOrder?: false;
  /** Stock is about to be taken: what is left need not be read. */
  readonly placing?: true;
}

/**
 * Reads prices, what is left, contact and the shop's rules for a cart in one batch and prices it; the rules are kept for
 * seconds, and join the batch when they are old. Reads half a unit a price and half a unit a stock: nothing strongly. A
 * cart that became an order has taken its stock, so none is read.
 */
export const priceCart = async (cart: Cart, known: Known = {}): Promise<PricedCart> => {
  const now = nowMs();
  const ids = cart.lines.map(([variantId]) => variantId);
  const stock = known.placing || cart.orderId !== null ? [] : ids.map(stockAt);
  const { parts } = known;
  const contactRef = cart.contactRef === null || (parts && isWhole(parts)) ? [] : [contactAt(cart.contactRef)];
  const rules = readingRules({
    coupons: cart.coupons,
    buyerKey: cart.buyerKey,
    limitKey: limitKeyOf(cart),
    now,
  });
  const refs: Ref[] = [...ids.map(variantAt), ...stock, ...contactRef, ...rules.refs];
  const items = refs.length ? await batchGet(refs) : [];
  const articles = ids.length + stock.length;
  const found = rules.from(items.slice(articles + contactRef.length));
  const contact = contactRef.length ? partsFrom(items[articles]) : undefined;
  return price(cart, {
    ...found,
    buyer: found.buyer && { ...found.buyer, firstOrder: known.firstOrder ?? found.buyer.firstOrder },
    sellable: items.slice(0, ids.length).map((item) => variantFrom(item)),
    left: items.slice(ids.length, articles).map(unitsLeft),
    contact: parts ? withParts(contact, parts) : contact,
    at: isoTime(now),
    shop: { countries: settings().SHOP_COUNTRIES, pricesIncludeTax: settings().SHOP_PRICES_INCLUDE_TAX },
  });
};
