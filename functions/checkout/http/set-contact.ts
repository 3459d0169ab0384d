/** Pins a contact to the cart. Each call writes a new contact in the home region; the cart keeps a reference alone. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { write } from '#lib/table.ts';
import { ContactInput } from '../../users/public.ts';
import { CartView } from '../cart-view.ts';
import { changeable, readCart, storeNext } from '../change-cart.ts';
import { priceCart } from '../price-cart.ts';
import { showCart } from '../priced-cart.ts';
import { refuseWithoutRegion, withContact } from '../start-cart.ts';

export const contract = {
  method: 'PUT',
  path: '/carts/{id}/contact',
  call: 'carts.setContact',
  access: 'holder',
  summary: 'Set who buys, and where it is sent.',
  params: { id: idPattern('crt') },
  body: ContactInput,
  returns: { 200: CartView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch, now }) => {
  const cart = changeable(await readCart(params.id), ifMatch);
  const next = await withContact(cart, body, now);
  const priced = await priceCart(next.cart, { contact: body });
  await refuseWithoutRegion(priced, body);
  await write(next.write);
  return ok(showCart({ ...priced, cart: await storeNext(cart, next.cart) }));
});
