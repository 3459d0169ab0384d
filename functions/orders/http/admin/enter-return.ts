/** Staff enters a return, which is approved thereby; under the same Idempotency-Key it is one return. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { idempotent } from '#lib/idempotent.ts';
import { created } from '#lib/reply.ts';
import { ReturnRequest } from '../../after-payment/requests.ts';
import { OrderReturn } from '../../after-payment/return.ts';
import { askReturn } from '../../after-payment/return-order.ts';
import { LineUnknown, NotReturnable, TooManyRecords } from '../../refusals.ts';
import { idForRequest } from '../../request-id.ts';

export const contract = {
  method: 'POST',
  path: '/admin/orders/{id}/returns',
  call: 'admin.orders.createReturn',
  access: 'staff:orders',
  summary: 'Enter that units which were sent will come back.',
  params: { id: idPattern('ord') },
  body: ReturnRequest,
  idempotent: true,
  refuses: [LineUnknown, NotReturnable, TooManyRecords],
  returns: { 201: OrderReturn },
} as const satisfies Contract;

export const handler = http(
  contract,
  idempotent('orders', async (input) => {
    const { params, body } = input;
    return created(
      `/admin/orders/${params.id}`,
      await askReturn(params.id, idForRequest('ret', input), body, 'approved'),
    );
  }),
);
