/** Pins a contact to the cart. Each call writes a new contact in the home region; the cart keeps a reference alone. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { VersionConflict } from '#lib/refusals.ts';
import { ok } from '#lib/reply.ts';
import { RegionUnknown, TotalTooLarge } from '../../pricing/refusals.ts';
import { ContactPartsInput } from '../../users/public.ts';
import { CartView } from '../cart-view.ts';
import { setContact } from '../change-cart.ts';
import { showCart } from '../priced-cart.ts';
import { CartClosed, CountryNotServed, RegionMissing } from '../refusals.ts';

export const contract = {
  method: 'PUT',
  path: '/carts/{id}/contact',
  call: 'carts.setContact',
  access: 'holder',
  summary: 'Set who buys, and where it is sent, together or part by part.',
  description:
    'The e-mail, the shipping address or the billing address can come alone, in any order, and what is not sent stays. E-mail and shipping address together are a whole contact, which takes the place of the one before.',
  params: { id: idPattern('crt') },
  body: ContactPartsInput,
  limit: 'by-handler',
  refuses: [CartClosed, CountryNotServed, RegionMissing, RegionUnknown, TotalTooLarge, VersionConflict],
  returns: { 200: CartView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch, viewer, now }) => {
  const { priced, limit } = await setContact(params.id, body, ifMatch, viewer(), now);
  return ok(showCart(priced), limit);
});
