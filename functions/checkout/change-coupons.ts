import { isoTime, nowMs } from '#lib/clock.ts';
import { refusal } from '#lib/problem.ts';
import { batchGet } from '#lib/table.ts';
import { readLimits } from '../inventory/public.ts';
import { couponAt, couponFrom, limitsOf, type Promotion, promotionLimits } from '../pricing/public.ts';
import { cartAt, cartFrom } from './carts-table.ts';
import { changeable, readCart, storeNext } from './change-cart.ts';
import { couponFault, faultDetails } from './coupon-problems.ts';
import { priceCart } from './price-cart.ts';
import type { PricedCart } from './priced-cart.ts';

const limitReached = (coupon: string) =>
  refusal(422, 'coupon-limit-reached', 'The coupon was used as often as it may be.', { coupon });

/**
 * Puts a coupon on a cart: a batch [cart, coupon], a batch [prices, contact], one conditional update; for a coupon with
 * limits a fourth call asks what is left of them. A repeat leaves the cart as it is. What is left is a hint: the limit is
 * taken in placing.
 * @throws Refusal 422 `coupon-unknown`, `coupon-expired`, `coupon-limit-reached`, `too-many-coupons`
 */
export const addCoupon = async (id: string, code: string, ifMatch: number | undefined): Promise<PricedCart> => {
  const coupon = code.toUpperCase();
  const [found, item] = await batchGet([cartAt(id), couponAt(coupon)], { consistent: true });
  const cart = changeable(cartFrom(found), ifMatch);
  const promotion = couponFrom(item);
  const fault = couponFault(promotion, isoTime(nowMs()));
  if (fault || !promotion) {
    const why = fault ?? 'coupon-unknown';
    throw refusal(422, why, faultDetails[why], { coupon });
  }
  if (cart.coupons.includes(coupon)) return priceCart(cart);
  if (cart.coupons.length >= promotionLimits.codes) {
    throw refusal(422, 'too-many-coupons', `A cart has at most ${promotionLimits.codes} coupons.`);
  }
  await refuseUsedUp(promotion, cart.buyerKey);
  const priced = await priceCart({ ...cart, coupons: [...cart.coupons, coupon] });
  return { ...priced, cart: await storeNext(cart, priced.cart) };
};

/** Removes a coupon from a cart; a repeat leaves it as it is. */
export const removeCoupon = async (id: string, code: string, ifMatch: number | undefined): Promise<PricedCart> => {
  const coupon = code.toUpperCase();
  const cart = changeable(await readCart(id), ifMatch);
  if (!cart.coupons.includes(coupon)) return priceCart(cart);
  const priced = await priceCart({ ...cart, coupons: cart.coupons.filter((one) => one !== coupon) });
  return { ...priced, cart: await storeNext(cart, priced.cart) };
};

/** Refuses a coupon whose limit is used up; without a buyer only the coupon's own limit is known. */
const refuseUsedUp = async (promotion: Promotion, buyerKey: string | null): Promise<void> => {
  const all = limitsOf(promotion, buyerKey ?? '');
  const limits = all.filter(
    ({ what }) => what.includes('coupon#') && (buyerKey !== null || !what.startsWith('limit#')),
  );
  if (limits.length === 0) return;
  const left = await readLimits(limits.map(({ what, quantity }) => ({ what, limit: quantity })));
  if (left.some((units) => units < 1)) throw limitReached(promotion.code ?? '');
};
