/** Cancels an order for the shop; what was paid is paid back in the same moment, in full. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { PreconditionFailed } from '#lib/refusals.ts';
import { ok } from '#lib/reply.ts';
import { NotRefundable, PaymentsUnavailable } from '../../../billing/refusals.ts';
import { cancelOrder } from '../../after-payment/cancel-order.ts';
import { CancelRequest } from '../../after-payment/requests.ts';
import { OrderView } from '../../order/order-view.ts';
import { showOrder } from '../../order/show-order.ts';
import { OrderClosed } from '../../refusals.ts';

export const contract = {
  method: 'POST',
  path: '/admin/orders/{id}/cancel',
  call: 'admin.orders.cancel',
  access: 'staff:orders',
  summary: 'Cancel an order of which nothing is sent; what was paid is paid back. A repeat answers the same order.',
  params: { id: idPattern('ord') },
  body: CancelRequest,
  refuses: [NotRefundable, OrderClosed, PaymentsUnavailable, PreconditionFailed],
  returns: { 200: OrderView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch }) => {
  const { reason = 'cancelled by the shop', restock } = body;
  return ok(await showOrder(await cancelOrder(params.id, { reason, restock, ifMatch })));
});
