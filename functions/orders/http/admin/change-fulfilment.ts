/** Adds how a parcel is followed, or that it has arrived; a repeat changes nothing. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { changeFulfilment } from '../../after-payment/fulfil-order.ts';
import { Fulfilment } from '../../after-payment/fulfilment.ts';
import { FulfilmentPatch } from '../../after-payment/requests.ts';

export const contract = {
  method: 'PATCH',
  path: '/admin/orders/{id}/fulfilments/{fulfilmentId}',
  call: 'admin.orders.updateFulfilment',
  access: 'staff:orders',
  summary: 'Add tracking to a parcel, or say that it was delivered.',
  params: { id: idPattern('ord'), fulfilmentId: idPattern('ful') },
  body: FulfilmentPatch,
  returns: { 200: Fulfilment },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch }) =>
  ok(await changeFulfilment(params.id, params.fulfilmentId, body, ifMatch)),
);
