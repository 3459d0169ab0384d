/** The ways in which this cart can be sent, with their prices. */

import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { TotalTooLarge } from '../../pricing/refusals.ts';
import { readCart } from '../change-cart.ts';
import { priceCart } from '../price-cart.ts';
import { optionsOf, ShippingOption } from '../shipping-of-cart.ts';

export const contract = {
  method: 'GET',
  path: '/carts/{id}/shipping-options',
  call: 'carts.listShippingOptions',
  access: 'holder',
  summary: 'The shipping options of a cart.',
  params: { id: idPattern('crt') },
  refuses: [TotalTooLarge],
  returns: {
    200: z.object({ items: z.array(ShippingOption).check(z.describe('What is open to this cart, cheapest first.')) }),
  },
} as const satisfies Contract;

export const handler = http(contract, async ({ params }) =>
  ok({ items: optionsOf(await priceCart(await readCart(params.id))) }),
);
