import { isoTime, msOf, nowMs } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { alarmed } from '#lib/metric.ts';
import type { Money } from '#lib/money.ts';
import { notFound } from '#lib/refusals.ts';
import { get, type Write } from '#lib/table.ts';
import { answerWithin, providerDeadlineMs } from '../provider/deadline.ts';
import { KEY_KEPT_MS } from '../provider/port.ts';
import { isSwitchedOn, providerOf } from '../provider/registry.ts';
import { PaymentsUnavailable } from '../refusals.ts';
import { settings } from '../settings.ts';
import type { Payment } from './payment.ts';
import { checkPaymentInput } from './payment-input.ts';
import { newPayment, paymentAt, paymentFrom } from './payments-table.ts';
import { recordPayment } from './record-payment.ts';

export interface PaymentWanted {
  readonly orderId: string;
  readonly amount: Money;
  /** A method of the provider, when our server names it; null for the provider's own page. */
  readonly method: string | null;
  readonly returnUrl: string | null;
  readonly cancelUrl: string | null;
  /** What the buyer reads at the provider. */
  readonly description: string;
  /** ISO 8601. */
  readonly expiresAt: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * A payment's row with its frozen parameters, to be put in the transaction that makes it the order's open payment.
 * Pure, so it can be made (and refused) before stock is taken.
 * @throws Refusal 422 for a method or address that is not taken, 503 `payments-unavailable`
 */
export const paymentRow = (wanted: PaymentWanted): { payment: Payment; writes: Write[] } => {
  const provider = settings().PAYMENT_PROVIDER;
  if (!isSwitchedOn(provider)) throw new PaymentsUnavailable('This stage takes no payments.');
  checkPaymentInput(provider, wanted);
  const payment: Payment = {
    id: newId('pay'),
    version: 1,
    orderId: wanted.orderId,
    provider,
    status: 'requires-action',
    amount: wanted.amount,
    asked: wanted.amount,
    method: wanted.method,
    returnUrl: wanted.returnUrl,
    cancelUrl: wanted.cancelUrl,
    description: wanted.description,
    objectId: null,
    chargeId: null,
    nextAction: null,
    failure: null,
    dispute: null,
    refundable: 0,
    test: provider === 'test',
    createdAt: isoTime(wanted.now),
    expiresAt: wanted.expiresAt,
  };
  return { payment, writes: [newPayment(payment)] };
};

/** A payment as it was stored last. @throws Refusal 404 */
export const readPayment = async (paymentId: string): Promise<Payment> => {
  const payment = paymentFrom(await get(paymentAt(paymentId), { consistent: true }));
  if (!payment) throw notFound('payment');
  return payment;
};

/**
 * Calls the provider for a payment whose row is stored, and records its answer with the event. Repeatable: once the
 * provider answered, its answer is given from the row; before, it gets the same bytes under the same key. Past the
 * deadline, or when the provider fails, the row is answered as it is, still opening.
 * @param which the payment's id, or the row itself when it was written a moment ago
 * @param options `deadlineMs`: how long the provider is waited for; what the invocation has left, at most 3 s, without it
 */
export const startPayment = async (
  which: string | Payment,
  { deadlineMs = providerDeadlineMs() }: { readonly deadlineMs?: number } = {},
): Promise<Payment> => {
  const payment = typeof which === 'string' ? await readPayment(which) : which;
  if (payment.objectId !== null || payment.status !== 'requires-action') return payment;
  const provider = await providerOf(payment.provider);
  const keyIsKept = nowMs() - msOf(payment.createdAt) < KEY_KEPT_MS;
  const report = await answerWithin(deadlineMs, keyIsKept ? provider.open(payment) : provider.read(payment), (error) =>
    alarmed('ProviderUnanswered', 'payment not opened', error, { paymentId: payment.id }),
  );
  return report ? recordPayment(payment, report) : payment;
};
