/** A cart, priced as of now. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { TotalTooLarge } from '../../pricing/refusals.ts';
import { CartView } from '../cart-view.ts';
import { readCart } from '../change-cart.ts';
import { priceCart } from '../price-cart.ts';
import { showCart } from '../priced-cart.ts';

export const contract = {
  method: 'GET',
  path: '/carts/{id}',
  call: 'carts.get',
  access: 'holder',
  summary: 'A cart, priced as of now.',
  params: { id: idPattern('crt') },
  refuses: [TotalTooLarge],
  returns: { 200: CartView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params }) => ok(showCart(await priceCart(await readCart(params.id)))));
