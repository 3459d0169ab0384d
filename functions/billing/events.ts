import * as z from 'zod/mini';
import { defineEvent } from '#lib/event.ts';
import { Payment } from './payment.ts';

const data = z.extend(z.pick(Payment, { orderId: true, amount: true, provider: true, status: true, test: true }), {
  paymentId: z.string(),
});

export const PaymentProcessing = defineEvent({ type: 'payment.processing', version: 1, data });
export const PaymentSucceeded = defineEvent({ type: 'payment.succeeded', version: 1, data });
export const PaymentFailed = defineEvent({ type: 'payment.failed', version: 1, data });
export const PaymentCancelled = defineEvent({ type: 'payment.cancelled', version: 1, data });

const refund = z.object({
  refundId: z.string(),
  paymentId: z.string(),
  orderId: z.string(),
  amount: data.shape.amount,
  reason: z.string(),
  test: z.boolean(),
});
export const RefundSucceeded = defineEvent({ type: 'refund.succeeded', version: 1, data: refund });
export const RefundFailed = defineEvent({ type: 'refund.failed', version: 1, data: refund });
