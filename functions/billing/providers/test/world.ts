import * as z from 'zod/mini';
import { Money, totalStep } from '#lib/money.ts';
import { DisputeState, Failure, type NextAction, PaymentState } from '../../payment/payment.ts';
import { type TestMethod, testMethods } from '../../payment/payment-input.ts';
import { RefundState } from '../../refund/refund.ts';
import { toUnits } from '../units.ts';

/**
 * The world outside, as far as a shop in development needs one: objects of a payment provider and how they move. Pure;
 * amounts are in the provider's units. `first` is what the first call was answered, which its key gives for ever.
 */
export const TestPayment = z.object({
  kind: z.literal('payment'),
  id: z.string(),
  version: z.int(),
  /** The key of the call that made it, and our name for it. */
  paymentId: z.string(),
  /** A fingerprint of what was asked: another question under the same key is refused. */
  asked: z.string(),
  units: z.int(),
  currency: Money.shape.currency,
  description: z.string(),
  returnUrl: z.nullable(z.string()),
  cancelUrl: z.nullable(z.string()),
  /** True when the shop's server named a method; then a decline ends the payment. */
  named: z.boolean(),
  method: z.nullable(z.enum(testMethods)),
  status: PaymentState,
  first: z.object({ status: PaymentState, failure: z.nullable(Failure) }),
  /** The 3-D Secure page is what the buyer sees next. */
  challenged: z.boolean(),
  declines: z.int(),
  failure: z.nullable(Failure),
  charged: z.int(),
  refunded: z.int(),
  dispute: z.nullable(DisputeState),
  /** Milliseconds since 1970 when the money comes, or the bank asks it back; null for never. */
  paidAt: z.nullable(z.int()),
  disputedAt: z.nullable(z.int()),
});
export type TestPayment = z.infer<typeof TestPayment>;

export const TestRefund = z.object({
  kind: z.literal('refund'),
  id: z.string(),
  refundId: z.string(),
  asked: z.string(),
  paymentObject: z.string(),
  units: z.int(),
  status: RefundState,
  first: RefundState,
  failure: z.nullable(Failure),
});
export type TestRefund = z.infer<typeof TestRefund>;

/** A moment of the world: when it is, and how long "late" takes there. */
export interface Moment {
  readonly now: number;
  readonly lateMs: number;
}

/** What the page's buttons do, beside naming a method. */
export const buttons = [...testMethods, 'cancel', 'dispute_won', 'dispute_lost'] as const;
export type Button = (typeof buttons)[number];

const declined: Failure = { code: 'declined', message: 'The card was declined.', retryable: true };
const unauthenticated: Failure = {
  code: 'authentication-failed',
  message: 'The buyer’s bank did not confirm the payment.',
  retryable: true,
};

const charge = (object: TestPayment, units = object.units): TestPayment => ({
  ...object,
  status: 'succeeded',
  challenged: false,
  failure: null,
  charged: units,
});

/** An amount near the one that was asked, and not the same. */
const anotherAmount = ({ units, currency }: TestPayment): number => {
  const step = toUnits({ amount: totalStep(currency), currency });
  return units > step ? units - step : units + step;
};

/** Inside the provider's page a decline leaves the payment open for another try. */
const decline = (object: TestPayment): TestPayment => {
  const failure = object.challenged ? unauthenticated : declined;
  const ends = object.named ? ({ status: 'failed' } as const) : {};
  return { ...object, ...ends, challenged: false, failure, declines: object.declines + 1 };
};

/** What a method does to an open object. */
const use = (object: TestPayment, method: TestMethod, { now, lateMs }: Moment): TestPayment => {
  const used = { ...object, method };
  switch (method) {
    case 'test_approved':
      return charge(object);
    case 'test_declined':
      return decline(object);
    case 'test_action':
      return { ...used, challenged: true };
    case 'test_late':
      return { ...used, status: 'processing', paidAt: now + lateMs };
    case 'test_disputed':
      return { ...charge(used), disputedAt: now + lateMs };
    case 'test_mismatch':
      return charge(used, anotherAmount(used));
    case 'test_silent':
    case 'test_refund_fails':
      return charge(used);
  }
};

/** A new object after the call that made it; `test_late` named by the server waits like the page does. */
export const opened = (object: TestPayment, moment: Moment): TestPayment => {
  const { method } = object;
  const after = method === null || method === 'test_late' ? object : use(object, method, moment);
  const status = method === 'test_silent' ? 'processing' : after.status;
  return { ...after, first: { status, failure: after.failure } };
};

/** The object with what time has brought. */
export const atMoment = (object: TestPayment, { now }: Moment): TestPayment => {
  const late = object.paidAt !== null && object.paidAt <= now && object.status !== 'succeeded';
  const paid = late ? charge(object) : object;
  const asked = paid.disputedAt !== null && paid.disputedAt <= now && paid.dispute === null;
  return asked ? { ...paid, dispute: 'open' } : paid;
};

/** The shop asks to close: `test_late` says that it is closed while money is on its way. */
export const closed = (object: TestPayment, { now, lateMs }: Moment): TestPayment => {
  if (object.method === 'test_late' && (object.status === 'requires-action' || object.status === 'processing')) {
    return { ...object, status: 'cancelled', paidAt: object.paidAt ?? now + lateMs };
  }
  return object.status === 'requires-action' ? { ...object, status: 'cancelled', challenged: false } : object;
};

/** What a button of the page does; one that does not fit the object's state does nothing. */
export const pressed = (object: TestPayment, button: Button, moment: Moment): TestPayment => {
  if (button === 'dispute_won' || button === 'dispute_lost') {
    return object.dispute === 'open' ? { ...object, dispute: button === 'dispute_won' ? 'won' : 'lost' } : object;
  }
  if (object.status !== 'requires-action') return object;
  if (button !== 'cancel') return use(object, button, moment);
  // Who leaves the page may come back to it; who leaves the bank's page has not confirmed.
  return object.challenged ? decline(object) : object;
};

/** When the shop is told of a change, in milliseconds from now: at once, later, both, or never. */
export const toldAfter = (before: TestPayment | undefined, after: TestPayment, { now }: Moment): number[] => {
  if (after.method === 'test_silent') return [];
  const moved = after.status !== (before?.status ?? 'requires-action') || after.dispute !== (before?.dispute ?? null);
  const late = [
    after.paidAt !== before?.paidAt && after.paidAt,
    after.disputedAt !== before?.disputedAt && after.disputedAt,
  ];
  return [...(moved ? [0] : []), ...late.filter((at) => typeof at === 'number').map((at) => at - now)];
};

/** A refund as the provider takes it: never more than was charged, and sometimes the bank sends it back. */
export const refunded = (
  payment: TestPayment,
  wanted: Pick<TestRefund, 'id' | 'refundId' | 'asked' | 'units'>,
): TestRefund => {
  const tooMuch = payment.charged - payment.refunded < wanted.units;
  const sentBack = payment.method === 'test_refund_fails';
  return {
    kind: 'refund',
    ...wanted,
    paymentObject: payment.id,
    status: tooMuch || sentBack ? 'failed' : 'succeeded',
    first: tooMuch ? 'failed' : sentBack ? 'pending' : 'succeeded',
    failure: tooMuch
      ? { code: 'too-much', message: 'More than was charged.', retryable: false }
      : sentBack
        ? { code: 'sent-back', message: 'The buyer’s bank did not take the money.', retryable: true }
        : null,
  };
};

/** What the buyer does next at an object: its page, while it is open. */
export const nextActionOf = (status: PaymentState, page: string): z.infer<typeof NextAction> | null =>
  status === 'requires-action' ? { type: 'redirect', url: page } : null;
