/** Changes what a cart is told beside its lines and its contact: the country it is priced for, a note, free data. */

import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { VersionConflict } from '#lib/refusals.ts';
import { ok } from '#lib/reply.ts';
import { TotalTooLarge } from '../../pricing/refusals.ts';
import { BuyerMetadata, BuyerNote, CountryCode } from '../../users/public.ts';
import { CartView } from '../cart-view.ts';
import { changeCart } from '../change-cart.ts';
import { showCart } from '../priced-cart.ts';
import { CartClosed, CountryOfAddress } from '../refusals.ts';

export const contract = {
  method: 'PATCH',
  path: '/carts/{id}',
  call: 'carts.update',
  access: 'holder',
  summary: 'Change the country that a cart is priced for, its note or its metadata; what is absent stays.',
  params: { id: idPattern('crt') },
  body: z.strictObject({
    country: z
      .optional(CountryCode)
      .check(z.describe('The country that prices are for, before an address is known; an address has its own.')),
    note: z
      .optional(z.nullable(BuyerNote))
      .check(z.describe('What the buyer writes to the shop; it goes along with the order. Null for none.')),
    metadata: z
      .optional(BuyerMetadata)
      .check(z.describe('Free data of the integrator, in the place of what was there; it goes along with the order.')),
  }),
  limit: { requests: 120, seconds: 60, by: 'id' },
  refuses: [CartClosed, CountryOfAddress, TotalTooLarge, VersionConflict],
  returns: { 200: CartView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch }) =>
  ok(showCart(await changeCart(params.id, body, ifMatch))),
);
