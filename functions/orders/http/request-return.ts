/** The buyer asks to send units back; under the same Idempotency-Key it is one return. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { idempotent } from '#lib/idempotent.ts';
import { created } from '#lib/reply.ts';
import { ReturnRequest } from '../after-payment/requests.ts';
import { OrderReturn } from '../after-payment/return.ts';
import { askReturn } from '../after-payment/return-order.ts';
import { LineUnknown, NotReturnable, TokenEnded, TooManyRecords } from '../refusals.ts';
import { idForRequest } from '../request-id.ts';

export const contract = {
  method: 'POST',
  path: '/orders/{id}/returns',
  call: 'orders.requestReturn',
  access: 'owner',
  object: 'order',
  summary: 'Ask to send back units that were sent; the shop approves or refuses.',
  params: { id: idPattern('ord') },
  body: ReturnRequest,
  idempotent: true,
  limit: { requests: 30, seconds: 60 },
  refuses: [LineUnknown, NotReturnable, TokenEnded, TooManyRecords],
  returns: { 201: OrderReturn },
} as const satisfies Contract;

export const handler = http(
  contract,
  idempotent('orders', async (input) => {
    const { params, body } = input;
    return created(`/orders/${params.id}`, await askReturn(params.id, idForRequest('ret', input), body, 'requested'));
  }),
);
