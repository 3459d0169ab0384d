/** Goes on with an order's payment or tries another method; at most one payment of an order can bring money. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import {
  CardNumberRefused,
  PaymentMethodUnknown,
  PaymentsUnavailable,
  ReturnUrlRefused,
} from '../../billing/refusals.ts';
import { showOrder } from '../order/show-order.ts';
import { continuePayment } from '../payment/continue-payment.ts';
import { PaymentAnswer } from '../payment/payment-answer.ts';
import { PaymentRequest } from '../payment/payment-request.ts';
import { OrderClosed, PaymentInProgress, TokenEnded } from '../refusals.ts';

export const contract = {
  method: 'POST',
  path: '/orders/{id}/payment',
  call: 'orders.pay',
  access: 'owner',
  secret: true,
  object: 'order',
  summary: 'Continue the payment of an order, or try again with another method; 30 times a minute.',
  params: { id: idPattern('ord') },
  body: PaymentRequest,
  limit: { requests: 30, seconds: 60 },
  refuses: [
    CardNumberRefused,
    OrderClosed,
    PaymentInProgress,
    PaymentMethodUnknown,
    PaymentsUnavailable,
    ReturnUrlRefused,
    TokenEnded,
  ],
  returns: { 200: PaymentAnswer },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body }) => {
  const { order, payment } = await continuePayment(params.id, {
    method: body.paymentMethod ?? null,
    returnUrl: body.returnUrl ?? null,
    cancelUrl: body.cancelUrl ?? null,
  });
  return ok({ order: await showOrder(order), payment });
});
