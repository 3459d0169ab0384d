/** Chooses how the cart is sent. */

import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { VersionConflict } from '#lib/refusals.ts';
import { ok } from '#lib/reply.ts';
import { line } from '#lib/text.ts';
import { TotalTooLarge } from '../../pricing/refusals.ts';
import { CartView } from '../cart-view.ts';
import { changeable, readCart, storeNext } from '../change-cart.ts';
import { priceCart } from '../price-cart.ts';
import { showCart } from '../priced-cart.ts';
import { CartClosed, ShippingNotAvailable } from '../refusals.ts';
import { optionsOf } from '../shipping-of-cart.ts';

export const contract = {
  method: 'PUT',
  path: '/carts/{id}/shipping',
  call: 'carts.setShipping',
  access: 'holder',
  summary: 'Choose a shipping option.',
  params: { id: idPattern('crt') },
  body: z.strictObject({
    optionId: line(60).check(z.describe('One of the cart’s shipping options.')),
  }),
  limit: { requests: 120, seconds: 60, by: 'id' },
  refuses: [CartClosed, ShippingNotAvailable, TotalTooLarge, VersionConflict],
  returns: { 200: CartView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch }) => {
  const cart = changeable(await readCart(params.id), ifMatch);
  const wanted = await priceCart({ ...cart, optionId: body.optionId });
  if (!optionsOf(wanted).some((option) => option.id === body.optionId)) {
    throw new ShippingNotAvailable();
  }
  return ok(showCart({ ...wanted, cart: await storeNext(cart, wanted.cart) }));
});
