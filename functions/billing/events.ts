import * as z from 'zod/mini';
import { defineEvent } from '#lib/event.ts';
import { Failure, Payment } from './payment/payment.ts';

/** `amount` is what was asked until money came, and what came from then on: compare it with the order's total. */
const data = z.extend(z.pick(Payment, { orderId: true, amount: true, provider: true, status: true, test: true }), {
  paymentId: z.string().check(z.describe('The payment’s id.')),
});

export const PaymentProcessing = defineEvent({ type: 'payment.processing', version: 1, data });
export const PaymentSucceeded = defineEvent({ type: 'payment.succeeded', version: 1, data });
export const PaymentFailed = defineEvent({
  type: 'payment.failed',
  version: 1,
  data: z.extend(data, { failure: z.nullable(Failure).check(z.describe('Why it failed.')) }),
});
export const PaymentCancelled = defineEvent({ type: 'payment.cancelled', version: 1, data });
export const PaymentDisputed = defineEvent({ type: 'payment.disputed', version: 1, data });
export const PaymentDisputeClosed = defineEvent({
  type: 'payment.dispute-closed',
  version: 1,
  data: z.extend(data, {
    outcome: z.enum(['won', 'lost']).check(z.describe('For whom the bank decided, from the shop’s side.')),
  }),
});

const refund = z.object({
  refundId: z.string().check(z.describe('The refund’s id.')),
  paymentId: z.string().check(z.describe('The payment whose money goes back.')),
  orderId: z.string().check(z.describe('The order that it was for.')),
  amount: data.shape.amount.check(z.describe('What is paid back.')),
  reason: z.string().check(z.describe('Why.')),
  test: z.boolean().check(z.describe('True when no real money was involved.')),
});
export const RefundSucceeded = defineEvent({ type: 'refund.succeeded', version: 1, data: refund });
export const RefundFailed = defineEvent({ type: 'refund.failed', version: 1, data: refund });
