/** Takes a coupon off a cart, and answers the whole cart; a repeat changes nothing. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { VersionConflict } from '#lib/refusals.ts';
import { ok } from '#lib/reply.ts';
import { TotalTooLarge } from '../../pricing/refusals.ts';
import { CartView } from '../cart-view.ts';
import { removeCoupon } from '../change-coupons.ts';
import { showCart } from '../priced-cart.ts';
import { CartClosed } from '../refusals.ts';

export const contract = {
  method: 'DELETE',
  path: '/carts/{id}/coupons/{code}',
  call: 'carts.removeCoupon',
  access: 'holder',
  summary: 'Take a coupon off the cart.',
  params: { id: idPattern('crt') },
  limit: { requests: 120, seconds: 60, by: 'id' },
  refuses: [CartClosed, TotalTooLarge, VersionConflict],
  returns: { 200: CartView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, ifMatch }) =>
  ok(showCart(await removeCoupon(params.id, params.code, ifMatch))),
);
