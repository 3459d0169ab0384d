/** Cancels an order of which nothing is sent: unpaid its stock is released, paid its money goes back in the same moment. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { NotRefundable, PaymentsUnavailable } from '../../billing/refusals.ts';
import { cancelOrder } from '../after-payment/cancel-order.ts';
import { OrderView } from '../order/order-view.ts';
import { showOrder } from '../order/show-order.ts';
import { OrderClosed, TokenEnded } from '../refusals.ts';

export const contract = {
  method: 'POST',
  path: '/orders/{id}/cancel',
  call: 'orders.cancel',
  access: 'owner',
  object: 'order',
  summary: 'Cancel an order of which nothing is sent; what was paid is paid back. A repeat answers the same order.',
  params: { id: idPattern('ord') },
  limit: { requests: 30, seconds: 60 },
  refuses: [NotRefundable, OrderClosed, PaymentsUnavailable, TokenEnded],
  returns: { 200: OrderView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params }) => {
  const order = await cancelOrder(params.id, { reason: 'cancelled by the buyer', restock: true });
  return ok(await showOrder(order));
});
