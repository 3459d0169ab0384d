/** Puts a coupon on a cart; a repeat changes nothing. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { VersionConflict } from '#lib/refusals.ts';
import { ok } from '#lib/reply.ts';
import { CouponLimitReached } from '../../inventory/refusals.ts';
import { TotalTooLarge } from '../../pricing/refusals.ts';
import { CartView } from '../cart-view.ts';
import { addCoupon } from '../change-coupons.ts';
import { showCart } from '../priced-cart.ts';
import { CartClosed, CouponExpired, CouponUnknown, TooManyCoupons } from '../refusals.ts';

export const contract = {
  method: 'PUT',
  path: '/carts/{id}/coupons/{code}',
  call: 'carts.addCoupon',
  access: 'holder',
  summary: 'Put a coupon on the cart; a repeat changes nothing.',
  params: { id: idPattern('crt') },
  limit: 'by-handler',
  refuses: [
    CartClosed,
    CouponExpired,
    CouponLimitReached,
    CouponUnknown,
    TooManyCoupons,
    TotalTooLarge,
    VersionConflict,
  ],
  returns: { 200: CartView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, ifMatch }) => {
  const { priced, limit } = await addCoupon(params.id, params.code, ifMatch);
  return ok(showCart(priced), limit);
});
