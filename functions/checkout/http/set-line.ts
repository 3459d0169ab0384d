/** Sets how many of an article are in the cart; a repeat changes nothing. */

import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { VersionConflict } from '#lib/refusals.ts';
import { ok } from '#lib/reply.ts';
import { NotAvailable } from '../../catalog/refusals.ts';
import { TotalTooLarge } from '../../pricing/refusals.ts';
import { MOST_QUANTITY } from '../cart.ts';
import { CartView } from '../cart-view.ts';
import { setLine } from '../change-cart.ts';
import { showCart } from '../priced-cart.ts';
import { CartClosed, TooManyLines } from '../refusals.ts';

export const contract = {
  method: 'PUT',
  path: '/carts/{id}/lines/{sku}',
  call: 'carts.setLine',
  access: 'holder',
  summary: 'Set the quantity of an article, by SKU or variant id; 0 takes it out.',
  params: { id: idPattern('crt') },
  body: z.strictObject({
    quantity: z.int().check(z.gte(0), z.lte(MOST_QUANTITY)).check(z.describe('Units wanted; 0 removes the line.')),
  }),
  limit: { requests: 120, seconds: 60, by: 'id' },
  refuses: [CartClosed, NotAvailable, TooManyLines, TotalTooLarge, VersionConflict],
  returns: { 200: CartView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch }) =>
  ok(showCart(await setLine(params.id, params.sku, body.quantity, ifMatch))),
);
