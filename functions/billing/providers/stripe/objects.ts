import type Stripe from 'stripe';
import type { DisputeState, Failure, Payment, PaymentReport, PaymentState } from '../../payment/payment.ts';
import type { RefundReport, RefundState } from '../../refund/refund.ts';
import { fromUnits } from '../units.ts';

/** Stripe's objects in our words. Pure; what is not known there is left out and never guessed. */
type Intent = Stripe.PaymentIntent;
type Session = Stripe.Checkout.Session;

/** An object that may be given as its id; ids are no objects. */
const whole = <T extends object>(value: string | T | null | undefined): T | undefined =>
  typeof value === 'object' && value !== null ? value : undefined;
export const idOf = (value: string | { readonly id: string } | null | undefined): string | null =>
  typeof value === 'string' ? value : (value?.id ?? null);

/** A payment method that our server named: its decline ends the payment, as no buyer is there to try again. */
const isNamed = (intent: Intent): boolean => intent.metadata['named'] === '1';

const stateOfIntent = (intent: Intent): PaymentState => {
  switch (intent.status) {
    case 'succeeded':
      return 'succeeded';
    case 'processing':
    case 'requires_capture':
      return 'processing';
    case 'canceled':
      return isNamed(intent) && intent.last_payment_error ? 'failed' : 'cancelled';
    case 'requires_payment_method':
      return isNamed(intent) && intent.last_payment_error ? 'failed' : 'requires-action';
    default:
      return 'requires-action';
  }
};

/** What the intent says counts for money; the session only for whether the buyer can still pay. */
const stateOfSession = (session: Session, intent: Intent | undefined): PaymentState => {
  if (intent?.status === 'succeeded' || session.payment_status === 'paid') return 'succeeded';
  if (intent?.status === 'processing') return 'processing';
  if (session.status === 'open') return 'requires-action';
  if (session.status === 'expired') return 'cancelled';
  // Complete and unpaid: a bank debit on its way, or one that the bank refused.
  return intent?.status === 'requires_payment_method' || intent?.status === 'canceled' ? 'failed' : 'processing';
};

const declined: Failure = { code: 'declined', message: 'The payment was declined.', retryable: true };

const nextActionOfIntent = (intent: Intent): Payment['nextAction'] => {
  const url = intent.next_action?.redirect_to_url?.url;
  if (url) return { type: 'redirect', url };
  return intent.client_secret === null ? null : { type: 'client-secret', clientSecret: intent.client_secret };
};

const receivedOf = (intent: Intent): PaymentReport['received'] =>
  intent.status === 'succeeded' ? fromUnits(intent.amount_received, intent.currency.toUpperCase()) : null;

const moneyOf = (intent: Intent | undefined, dispute: DisputeState | null) => ({
  chargeId: intent?.status === 'succeeded' ? intent.id : null,
  dispute,
  returned: whole(intent?.latest_charge)?.refunded === true,
});

export const intentReport = (intent: Intent, dispute: DisputeState | null): PaymentReport => {
  const state = stateOfIntent(intent);
  return {
    kind: 'payment',
    objectId: intent.id,
    paymentId: intent.metadata['payment'] ?? null,
    state,
    received: receivedOf(intent),
    nextAction: state === 'requires-action' ? nextActionOfIntent(intent) : null,
    failure: state === 'failed' ? declined : null,
    madeAt: intent.created * 1000,
    ...moneyOf(intent, dispute),
  };
};

export const sessionReport = (session: Session, dispute: DisputeState | null): PaymentReport => {
  const intent = whole(session.payment_intent);
  const state = stateOfSession(session, intent);
  const total = session.amount_total ?? 0;
  const paid = state === 'succeeded' ? fromUnits(total, (session.currency ?? '').toUpperCase()) : null;
  const money = moneyOf(intent, dispute);
  return {
    kind: 'payment',
    objectId: session.id,
    paymentId: session.metadata?.['payment'] ?? null,
    state,
    received: intent ? (receivedOf(intent) ?? paid) : paid,
    nextAction: state === 'requires-action' && session.url ? { type: 'redirect', url: session.url } : null,
    failure: state === 'failed' ? declined : null,
    madeAt: (intent ?? session).created * 1000,
    ...money,
    chargeId: state === 'succeeded' ? idOf(session.payment_intent) : null,
  };
};

/** Whether the intent's charge was disputed, as far as it was read along. */
export const isDisputed = (intent: Intent | undefined): boolean => whole(intent?.latest_charge)?.disputed === true;
export const intentOf = (session: Session): Intent | undefined => whole(session.payment_intent);

/**
 * Reduces the disputes of one payment to one state. An inquiry (`warning_…`) has taken no money and is answered by a refund,
 * so it blocks none; `prevented` sent the money back already.
 */
export const disputeState = (disputes: readonly Pick<Stripe.Dispute, 'status'>[]): DisputeState | null => {
  const statuses = disputes.map(({ status }) => status).filter((status) => !status.startsWith('warning_'));
  if (statuses.length === 0) return null;
  if (statuses.some((status) => status === 'lost' || status === 'prevented')) return 'lost';
  return statuses.every((status) => status === 'won') ? 'won' : 'open';
};

const refundStates: Readonly<Record<string, RefundState>> = {
  pending: 'pending',
  requires_action: 'pending',
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'failed',
};

export const refundReport = (refund: Stripe.Refund): RefundReport => {
  const state = refundStates[refund.status ?? ''] ?? 'pending';
  return {
    kind: 'refund',
    objectId: refund.id,
    refundId: refund.metadata?.['refund'] ?? null,
    state,
    failure:
      state === 'failed'
        ? { code: refund.failure_reason ?? refund.status ?? 'failed', message: 'The refund failed.', retryable: true }
        : null,
  };
};
