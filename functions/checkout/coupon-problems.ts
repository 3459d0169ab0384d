import type { PromotedQuote, Promotion } from '../pricing/public.ts';
import type { Problem } from './cart-view.ts';
import { CouponExpired, CouponUnknown } from './refusals.ts';

/** Tells why a code gives nothing at a moment (ISO 8601 in UTC); `undefined` when its promotion is on. */
export const couponFault = (
  promotion: Promotion | undefined,
  at: string,
): 'coupon-unknown' | 'coupon-expired' | undefined => {
  // A coupon that has not begun, or was switched off, is not made known.
  if (!promotion?.active || (promotion.startsAt !== null && at < promotion.startsAt)) return 'coupon-unknown';
  return promotion.endsAt !== null && promotion.endsAt <= at ? 'coupon-expired' : undefined;
};

export const faults = { 'coupon-unknown': CouponUnknown, 'coupon-expired': CouponExpired } as const;

/** Lists which of a cart's coupons give nothing now, and why. */
export const couponProblems = (
  codes: readonly string[],
  found: readonly (Promotion | undefined)[],
  applied: PromotedQuote['applied'],
  at: string,
): Problem[] =>
  codes.flatMap((coupon, i): Problem[] => {
    const fault = couponFault(found[i], at);
    if (fault) return [{ code: fault, coupon, detail: faults[fault].meaning }];
    if (applied.some(({ promotion }) => promotion.code === coupon)) return [];
    return [{ code: 'coupon-not-applicable', coupon, detail: 'The coupon gives nothing for this cart.' }];
  });
