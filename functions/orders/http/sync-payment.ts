/** Asks the provider for the payment's present state, once in five seconds, and settles: the shopper's return page calls this. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { PaymentsUnavailable } from '../../billing/refusals.ts';
import { showOrder } from '../order/show-order.ts';
import { syncOrderPayment } from '../payment/continue-payment.ts';
import { PaymentAnswer } from '../payment/payment-answer.ts';
import { TokenEnded } from '../refusals.ts';

export const contract = {
  method: 'POST',
  path: '/orders/{id}/payment/sync',
  call: 'orders.syncPayment',
  access: 'owner',
  secret: true,
  object: 'order',
  summary: 'Ask the payment provider, once in five seconds, and settle the order with what it says.',
  params: { id: idPattern('ord') },
  limit: 'by-handler',
  refuses: [PaymentsUnavailable, TokenEnded],
  returns: { 200: PaymentAnswer },
} as const satisfies Contract;

export const handler = http(contract, async ({ params }) => {
  const { order, payment, limit } = await syncOrderPayment(params.id);
  return ok({ order: await showOrder(order), payment }, limit);
});
