import { isoTime, nowMs } from '#lib/clock.ts';
import { batchGet } from '#lib/table.ts';
import { readLimits } from '../inventory/public.ts';
import { CouponLimitReached } from '../inventory/refusals.ts';
import { limitKeyOf } from '../orders/public.ts';
import { couponAt, couponFrom, limitsOf, type Promotion, promotionLimits } from '../pricing/public.ts';
import { cartAt, cartFrom } from './carts-table.ts';
import { changeable, readCart, storeNext } from './change-cart.ts';
import { couponFault, faults } from './coupon-problems.ts';
import { checkGuesses, countGuess, guessesAt, guessesFrom, guessHeaders } from './limits/coupon-guesses.ts';
import { priceCart } from './price-cart.ts';
import type { PricedCart } from './priced-cart.ts';
import { TooManyCoupons } from './refusals.ts';

/**
 * Puts a coupon on a cart: a batch [cart, coupon, guesses], a batch [prices, contact], one conditional update; for a coupon with
 * limits a fourth call asks what is left of them. A repeat leaves the cart as it is. What is left is a hint: the limit is
 * taken in placing.
 * @returns the cart, and the headers of the limit of guesses
 * @throws Refusal 409 `coupon-limit-reached`, 422 `coupon-unknown`, `coupon-expired`, `too-many-coupons`, 429
 */
export const addCoupon = async (
  id: string,
  code: string,
  ifMatch: number | undefined,
): Promise<{ readonly priced: PricedCart; readonly limit: Record<string, string> }> => {
  const coupon = code.toUpperCase();
  const [found, item, guessed] = await batchGet([cartAt(id), couponAt(coupon), guessesAt(id)], { consistent: true });
  const cart = changeable(cartFrom(found), ifMatch);
  const guesses = guessesFrom(guessed);
  checkGuesses(guesses);
  const promotion = couponFrom(item);
  const fault = couponFault(promotion, isoTime(nowMs()));
  if (fault || !promotion) {
    const why = fault ?? 'coupon-unknown';
    const now = why === 'coupon-unknown' ? await countGuess(id) : guesses;
    checkGuesses(now - 1);
    throw new faults[why](undefined, { coupon }, guessHeaders(now));
  }
  const limit = guessHeaders(guesses);
  if (cart.coupons.includes(coupon)) return { priced: await priceCart(cart), limit };
  if (cart.coupons.length >= promotionLimits.codes) {
    throw new TooManyCoupons(`A cart has at most ${promotionLimits.codes} coupons.`);
  }
  await refuseUsedUp(promotion, limitKeyOf(cart));
  const priced = await priceCart({ ...cart, coupons: [...cart.coupons, coupon] });
  return { priced: { ...priced, cart: await storeNext(cart, priced.cart) }, limit };
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
const refuseUsedUp = async (promotion: Promotion, limitKey: string | null): Promise<void> => {
  const all = limitsOf(promotion, limitKey ?? '');
  const limits = all.filter(
    ({ what }) => what.includes('coupon#') && (limitKey !== null || !what.startsWith('limit#')),
  );
  if (limits.length === 0) return;
  const left = await readLimits(limits.map(({ what, quantity }) => ({ what, limit: quantity })));
  if (left.some((units) => units < 1)) throw new CouponLimitReached(undefined, { coupon: promotion.code ?? '' });
};
