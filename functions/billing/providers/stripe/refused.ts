import Stripe from 'stripe';
import { alarmed } from '#lib/metric.ts';
import type { Payment, PaymentReport } from '../../payment/payment.ts';
import type { Refund, RefundReport } from '../../refund/refund.ts';
import { intentReport } from './objects.ts';

/**
 * What an error of Stripe's means. Two kinds are answers: a decline (402), and a request that was refused as it stands
 * (400, 404), under whose key nothing was made. All others tell nothing: the thing may have been done.
 */
const { StripeCardError, StripeInvalidRequestError } = Stripe.errors;

const without = (payment: Payment): PaymentReport => ({
  kind: 'payment',
  objectId: null,
  chargeId: null,
  paymentId: payment.id,
  state: 'cancelled',
  received: null,
  nextAction: null,
  failure: null,
  dispute: null,
});

/** There is no object of this payment, and there can be none any more. */
export const neverMade = without;

/** Whether Stripe says that a session would end too soon: it was asked too late, and can make it no more. */
export const isTooLate = (error: unknown): boolean =>
  error instanceof StripeInvalidRequestError && error.param === 'expires_at';

export const isMissing = (error: unknown): boolean =>
  error instanceof StripeInvalidRequestError && error.code === 'resource_missing' && error.statusCode === 404;

/** The answer in an error of creating a payment's object. @throws the error when it tells nothing */
export const openingRefused = (payment: Payment, error: unknown): PaymentReport => {
  if (error instanceof StripeCardError && error.payment_intent) return intentReport(error.payment_intent, null);
  const definite = error instanceof StripeInvalidRequestError || error instanceof StripeCardError;
  if (!definite) throw error;
  const { code = 'unknown', param = '' } = error;
  alarmed('PaymentNotTaken', 'provider refused a payment', code, { paymentId: payment.id, code, param });
  const message = 'The payment provider did not take this payment; try another way to pay.';
  return { ...without(payment), state: 'failed', failure: { code: 'not-taken', message, retryable: true } };
};

/** The answer in an error of creating a refund. @throws the error when it tells nothing */
export const refundRefused = (refund: Refund, error: unknown): RefundReport => {
  if (!(error instanceof StripeInvalidRequestError)) throw error;
  const failure = {
    code: error.code ?? 'refused',
    message: 'The payment provider refused the refund.',
    retryable: true,
  };
  return { kind: 'refund', objectId: null, refundId: refund.id, state: 'failed', failure };
};
