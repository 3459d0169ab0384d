import { isoTime, nowMs } from '#lib/clock.ts';
import { batchGet, type Ref } from '#lib/table.ts';
import { variantAt, variantFrom } from '../catalog/public.ts';
import { readingRules } from '../pricing/public.ts';
import { type Contact, contactAt, contactFrom } from '../users/public.ts';
import { type Cart, limitKeyOf } from './cart.ts';
import { type PricedCart, price } from './priced-cart.ts';
import { settings } from './settings.ts';

/**
 * Reads prices, contact and the shop's rules for a cart in one batch and prices it; the rules are kept for seconds, and
 * join the batch when they are old. A contact that was just written is handed in, and so is it
 * when the buyer's first order is known to be another one.
 */
export const priceCart = async (cart: Cart, known?: { contact?: Contact; firstOrder?: false }): Promise<PricedCart> => {
  const now = nowMs();
  const variants = cart.lines.map(([variantId]) => variantAt(variantId));
  const contactRef = known?.contact || cart.contactRef === null ? [] : [contactAt(cart.contactRef)];
  const rules = readingRules({
    coupons: cart.coupons,
    buyerKey: cart.buyerKey,
    limitKey: limitKeyOf(cart),
    now,
  });
  const refs: Ref[] = [...variants, ...contactRef, ...rules.refs];
  const items = refs.length ? await batchGet(refs) : [];
  const own = variants.length + contactRef.length;
  const found = rules.from(items.slice(own));
  return price(cart, {
    ...found,
    buyer: found.buyer && { ...found.buyer, firstOrder: known?.firstOrder ?? found.buyer.firstOrder },
    sellable: items.slice(0, variants.length).map((item) => variantFrom(item)),
    contact: known?.contact ?? (contactRef.length ? contactFrom(items[variants.length]) : undefined),
    at: isoTime(now),
    shop: { countries: settings().SHOP_COUNTRIES, pricesIncludeTax: settings().SHOP_PRICES_INCLUDE_TAX },
  });
};
