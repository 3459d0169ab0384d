import type Stripe from 'stripe';
import { msOf } from '#lib/clock.ts';
import type { Payment } from '../../payment/payment.ts';
import type { Refund } from '../../refund/refund.ts';
import { toUnits } from '../units.ts';

/**
 * What Stripe is asked, from a payment's frozen parameters and nothing that moves: the same payment gives the same
 * bytes at every try, because a key belongs to one question.
 */
export interface Surroundings {
  readonly stage: string;
  /** Where a buyer goes whose shop said nothing. */
  readonly home: string;
}

const MINUTE_MS = 60_000;
/** Stripe takes an end that is 30 minutes to 24 hours ahead; a minute is left for the way there. */
const SHORTEST_MS = 31 * MINUTE_MS;
const LONGEST_MS = (24 * 60 - 1) * MINUTE_MS;
const AHEAD_MS = 30 * MINUTE_MS;

/** When a session of this payment ends: with the hold, or as early as Stripe allows. Seconds since 1970. */
export const sessionEnd = (payment: Pick<Payment, 'createdAt' | 'expiresAt'>): number => {
  const created = msOf(payment.createdAt);
  const wanted = Math.max(msOf(payment.expiresAt), created + SHORTEST_MS);
  return Math.floor(Math.min(wanted, created + LONGEST_MS) / 1000);
};

/** After this moment Stripe refuses to make a session that ends so soon. Milliseconds since 1970, by Stripe's clock. */
export const lastCreation = (payment: Pick<Payment, 'createdAt' | 'expiresAt'>): number =>
  sessionEnd(payment) * 1000 - AHEAD_MS;

const metadataOf = (payment: Payment, { stage }: Surroundings): Record<string, string> => ({
  stage,
  order: payment.orderId,
  payment: payment.id,
});

/** Hosted Checkout: one line equal to the order's total, in the order's currency and no other. */
export const sessionParameters = (payment: Payment, around: Surroundings): Stripe.Checkout.SessionCreateParams => {
  const metadata = metadataOf(payment, around);
  const price = {
    currency: payment.asked.currency.toLowerCase(),
    unit_amount: toUnits(payment.asked),
    product_data: { name: payment.description },
  };
  return {
    mode: 'payment',
    line_items: [{ quantity: 1, price_data: price }],
    client_reference_id: payment.orderId,
    metadata,
    payment_intent_data: { description: payment.description, metadata: { ...metadata, via: 'checkout' } },
    adaptive_pricing: { enabled: false },
    expires_at: sessionEnd(payment),
    success_url: payment.returnUrl ?? around.home,
    cancel_url: payment.cancelUrl ?? payment.returnUrl ?? around.home,
    ...(payment.method === null ? {} : { allowed_payment_method_types: [payment.method] }),
  };
};

/** A payment intent for a storefront's own page; with a payment method named (`pm_…`) it is charged at once. */
export const intentParameters = (payment: Payment, around: Surroundings): Stripe.PaymentIntentCreateParams => {
  const { method } = payment;
  const metadata = metadataOf(payment, around);
  const asked = {
    amount: toUnits(payment.asked),
    currency: payment.asked.currency.toLowerCase(),
    description: payment.description,
  };
  if (method === null) return { ...asked, metadata, automatic_payment_methods: { enabled: true } };
  if (!method.startsWith('pm_')) return { ...asked, metadata, allowed_payment_method_types: [method] };
  return {
    ...asked,
    metadata: { ...metadata, named: '1' },
    automatic_payment_methods: { enabled: true },
    payment_method: method,
    confirm: true,
    return_url: payment.returnUrl ?? around.home,
  };
};

/** What to send back, and from where. */
export const refundParameters = (refund: Refund, intent: string, stage: string): Stripe.RefundCreateParams => ({
  payment_intent: intent,
  amount: toUnits(refund.amount),
  metadata: { stage, order: refund.orderId, payment: refund.paymentId, refund: refund.id },
});
