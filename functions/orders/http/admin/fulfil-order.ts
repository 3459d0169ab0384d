/** Sends units of a paid order, all that are left or some; under the same Idempotency-Key it is one parcel. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { idempotent } from '#lib/idempotent.ts';
import { PreconditionFailed } from '#lib/refusals.ts';
import { created } from '#lib/reply.ts';
import { fulfilOrder } from '../../after-payment/fulfil-order.ts';
import { Fulfilment } from '../../after-payment/fulfilment.ts';
import { FulfilmentRequest } from '../../after-payment/requests.ts';
import { LineUnknown, NothingToFulfil, OrderNotPaid, PaymentDisputed, TooManyRecords } from '../../refusals.ts';
import { idForRequest } from '../../request-id.ts';

export const contract = {
  method: 'POST',
  path: '/admin/orders/{id}/fulfilments',
  call: 'admin.orders.fulfil',
  access: 'staff:orders',
  summary: 'Send units of an order, with how the parcel is followed; without lines, everything that is left to send.',
  params: { id: idPattern('ord') },
  body: FulfilmentRequest,
  idempotent: true,
  refuses: [LineUnknown, NothingToFulfil, OrderNotPaid, PaymentDisputed, TooManyRecords, PreconditionFailed],
  returns: { 201: Fulfilment },
} as const satisfies Contract;

export const handler = http(
  contract,
  idempotent('orders', async (input) => {
    const { params, body, ifMatch } = input;
    return created(
      `/admin/orders/${params.id}`,
      await fulfilOrder(params.id, idForRequest('ful', input), body, ifMatch),
    );
  }),
);
