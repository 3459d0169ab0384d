/** Sends a placed order to another address, as long as nothing of it has left; the same address again changes nothing. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { OrderView } from '../../../orders/public.ts';
import { AlreadySent, ContactErased, OrderClosed } from '../../../orders/refusals.ts';
import { RegionUnknown } from '../../../pricing/refusals.ts';
import { AddressInput } from '../../../users/public.ts';
import { changeAddress } from '../../after-placing/change-address.ts';
import { CountryDiffers, CountryNotServed, RegionMissing, ShippingNotAvailable, TaxDiffers } from '../../refusals.ts';

export const contract = {
  method: 'PUT',
  path: '/admin/orders/{id}/shipping-address',
  call: 'admin.orders.setShippingAddress',
  access: 'staff:orders',
  summary: 'Send an order to another address in the same country, as long as nothing of it has left.',
  description: 'The same taxes must apply there. Nothing is priced anew: what was paid stays.',
  params: { id: idPattern('ord') },
  body: AddressInput,
  refuses: [
    AlreadySent, ContactErased, CountryDiffers, CountryNotServed, OrderClosed, RegionMissing, RegionUnknown,
    ShippingNotAvailable, TaxDiffers,
  ], // biome-ignore format: a list
  returns: { 200: OrderView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch }) =>
  ok(await changeAddress(params.id, body, ifMatch)),
);
