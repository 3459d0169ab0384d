/** Pays money of an order back, never more than came; under the same Idempotency-Key it is one refund. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { idempotent } from '#lib/idempotent.ts';
import { PreconditionFailed } from '#lib/refusals.ts';
import { created } from '#lib/reply.ts';
import { InvalidAmount, NotRefundable } from '../../../billing/refusals.ts';
import { OrderRefund } from '../../after-payment/refund.ts';
import { refundOrder } from '../../after-payment/refund-order.ts';
import { RefundRequest } from '../../after-payment/requests.ts';
import { LineUnknown, PaymentUnknown, TooManyRecords } from '../../refusals.ts';
import { idForRequest } from '../../request-id.ts';

export const contract = {
  method: 'POST',
  path: '/admin/orders/{id}/refunds',
  call: 'admin.orders.refund',
  access: 'staff:orders',
  summary: 'Pay back lines, the shipping, an amount, or (with none of them) everything that is left.',
  params: { id: idPattern('ord') },
  body: RefundRequest,
  idempotent: true,
  refuses: [InvalidAmount, LineUnknown, NotRefundable, PaymentUnknown, TooManyRecords, PreconditionFailed],
  returns: { 201: OrderRefund },
} as const satisfies Contract;

export const handler = http(
  contract,
  idempotent('orders', async (input) => {
    const { params, body, ifMatch } = input;
    return created(
      `/admin/orders/${params.id}`,
      await refundOrder(params.id, idForRequest('ref', input), body, ifMatch),
    );
  }),
);
