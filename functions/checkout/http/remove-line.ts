/** Takes an article out of the cart, and answers the whole cart; a repeat changes nothing. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { VersionConflict } from '#lib/refusals.ts';
import { ok } from '#lib/reply.ts';
import { TotalTooLarge } from '../../pricing/refusals.ts';
import { CartView } from '../cart-view.ts';
import { setLine } from '../change-cart.ts';
import { showCart } from '../priced-cart.ts';
import { CartClosed } from '../refusals.ts';

export const contract = {
  method: 'DELETE',
  path: '/carts/{id}/lines/{sku}',
  call: 'carts.removeLine',
  access: 'holder',
  summary: 'Take an article out of the cart, by SKU or variant id.',
  params: { id: idPattern('crt') },
  limit: { requests: 120, seconds: 60, by: 'id' },
  refuses: [CartClosed, TotalTooLarge, VersionConflict],
  returns: { 200: CartView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, ifMatch }) =>
  ok(showCart(await setLine(params.id, params.sku, 0, ifMatch))),
);
