import * as z from 'zod/mini';
import { Money } from '#lib/money.ts';

/**
 * A payment: one object at the provider, a row with frozen parameters that is written before the provider is called.
 * States are ranked in this order and never go down, whatever order the reports arrive in.
 */
export const PaymentState = z.enum(['requires-action', 'processing', 'failed', 'cancelled', 'succeeded']);
export type PaymentState = z.infer<typeof PaymentState>;

/** The buyer's bank asks the money back: `open` until it is decided. Ranked in this order as well. */
export const DisputeState = z.enum(['open', 'won', 'lost']);
export type DisputeState = z.infer<typeof DisputeState>;

export const NextAction = z.union([
  z.object({
    type: z.literal('redirect').check(z.describe('What the buyer does next.')),
    url: z.string().check(z.describe('The page that the buyer is sent to.')),
  }),
  z.object({
    type: z.literal('client-secret').check(z.describe('What the buyer does next.')),
    clientSecret: z.string().check(z.describe('What the provider’s own form needs.')),
  }),
]);
export const Failure = z.object({
  code: z.string().check(z.describe('Why, as a constant: `declined`.')),
  message: z.string().check(z.describe('Why, for the buyer.')),
  retryable: z.boolean().check(z.describe('Whether another try may succeed.')),
});
export type Failure = z.infer<typeof Failure>;

export const Payment = z.object({
  id: z.string().check(z.describe('The payment’s id, `pay_…`.')),
  version: z.int().check(z.describe('Counts its changes.')),
  orderId: z.string().check(z.describe('The order that it is for.')),
  provider: z.enum(['test', 'stripe']).check(z.describe('Who takes the money.')),
  status: PaymentState.check(z.describe('Where the payment stands; it never goes back.')),
  /** What was asked until money came; from then on what came. A settlement compares this with the order's total. */
  amount: Money.check(z.describe('What was asked, and once money came, what came.')),
  /** The frozen parameters: what the provider is asked for, the same bytes at every try. */
  asked: Money,
  method: z.nullable(z.string()).check(z.describe('The method that was named; null when the buyer chooses.')),
  returnUrl: z.nullable(z.string()),
  cancelUrl: z.nullable(z.string()),
  description: z.string(),
  objectId: z.nullable(z.string()).check(z.describe('The payment’s id at the provider.')),
  /** What the money came by and goes back by; null until it came. Money that comes by another one is a second payment. */
  chargeId: z._default(z.nullable(z.string()), null),
  nextAction: z.nullable(NextAction).check(z.describe('What the buyer does next; null when nothing.')),
  failure: z.nullable(Failure).check(z.describe('Why it failed; null unless it did.')),
  dispute: z.nullable(DisputeState).check(z.describe('Whether the buyer’s bank asked the money back.')),
  /** Still refundable, in minor units; zero until money came. */
  refundable: z.int().check(z.describe('What can still be paid back, in minor units.')),
  test: z.boolean().check(z.describe('True when no real money is involved.')),
  createdAt: z.string().check(z.describe('When it was opened.')),
  expiresAt: z.string().check(z.describe('Until when it may be paid.')),
  /** When its buyer last had us ask the provider, milliseconds since 1970. */
  askedAt: z.optional(z.int()),
});
export type Payment = z.infer<typeof Payment>;

/** What the API shows of a payment. */
export const PaymentView = z.pick(Payment, {
  id: true,
  provider: true,
  status: true,
  amount: true,
  nextAction: true,
  failure: true,
  expiresAt: true,
});

/** What a provider says of one of its objects, now. */
export interface PaymentReport {
  readonly kind: 'payment';
  /** Null where the provider made no object, and can make none any more under this payment's key. */
  readonly objectId: string | null;
  /** What the money came by at the provider: beside the object where that is only a page; null while none came. */
  readonly chargeId: string | null;
  /** Our payment's id, as the provider keeps it beside the object; null when it knows none. */
  readonly paymentId: string | null;
  readonly state: PaymentState;
  /** The money that came; null while none did. */
  readonly received: Money | null;
  readonly nextAction: Payment['nextAction'];
  readonly failure: Failure | null;
  readonly dispute: DisputeState | null;
  /** When the object was made at the provider, milliseconds since 1970; it lies under that day where nothing explains it. */
  readonly madeAt?: number;
  /** All of the money went back already. */
  readonly returned?: boolean;
}

/** Where a payment may go. A report that would lead elsewhere changes nothing. */
export const transitions = {
  'requires-action': ['processing', 'failed', 'cancelled', 'succeeded'],
  processing: ['failed', 'cancelled', 'succeeded'],
  failed: ['cancelled', 'succeeded'],
  cancelled: ['succeeded'],
  succeeded: [],
} as const satisfies Record<PaymentState, readonly PaymentState[]>;

/** Where a dispute may go, whatever order its reports come in; one that was won may be lost again. */
export const disputeTransitions = {
  none: ['open', 'won', 'lost'],
  open: ['won', 'lost'],
  won: ['lost'],
  lost: [],
} as const satisfies Record<DisputeState | 'none', readonly DisputeState[]>;

/** Whether a report moves a dispute on; what was known, or is older than what is known, does not. */
export const isDisputeMove = (from: DisputeState | null, to: DisputeState | null): boolean =>
  (disputeTransitions[from ?? 'none'] as readonly (DisputeState | null)[]).includes(to);

/** The events that a change of a payment makes true. */
export type PaymentEventType =
  | 'payment.processing'
  | 'payment.succeeded'
  | 'payment.failed'
  | 'payment.cancelled'
  | 'payment.disputed'
  | 'payment.dispute-closed';

const may = (from: readonly (string | null)[], to: string | null): boolean => from.includes(to);

/** The events of a move, in order: a dispute that ended before its first report still has both. */
const eventTypesOf = (before: Payment, after: Payment): PaymentEventType[] => {
  const eventTypes: PaymentEventType[] = [];
  if (after.status !== before.status && after.status !== 'requires-action') eventTypes.push(`payment.${after.status}`);
  if (after.dispute !== before.dispute) {
    if (before.dispute === null) eventTypes.push('payment.disputed');
    if (after.dispute !== 'open') eventTypes.push('payment.dispute-closed');
  }
  return eventTypes;
};

/**
 * What a payment is after a report: a state only ever rises, so any order of any reports ends in the same one. Money
 * that came sets `amount` and what may be refunded; a lost dispute leaves nothing to refund.
 * @returns the row as it must be stored, with its events (sequences `version - events.length + 1` to `version`);
 *   `undefined` when the report tells nothing new
 */
export const merge = (
  row: Payment,
  report: PaymentReport,
): { readonly payment: Payment; readonly eventTypes: readonly PaymentEventType[] } | undefined => {
  const rises = may(transitions[row.status], report.state);
  const status = rises ? report.state : row.status;
  const came = rises && status === 'succeeded' ? (report.received ?? row.asked) : undefined;
  const disputed = status === 'succeeded' && isDisputeMove(row.dispute, report.dispute);
  const dispute = disputed ? report.dispute : row.dispute;
  const after: Payment = {
    ...row,
    status,
    dispute,
    objectId: row.objectId ?? report.objectId,
    chargeId: came ? report.chargeId : row.chargeId,
    nextAction: status === 'requires-action' ? (row.nextAction ?? report.nextAction) : null,
    failure: status === 'failed' ? (rises ? report.failure : row.failure) : null,
    amount: came ?? row.amount,
    refundable: dispute === 'lost' ? 0 : (came?.amount ?? row.refundable),
  };
  const eventTypes = eventTypesOf(row, after);
  const opened = after.objectId !== row.objectId || after.nextAction !== row.nextAction;
  if (eventTypes.length === 0 && !opened) return undefined;
  return { payment: { ...after, version: row.version + Math.max(1, eventTypes.length) }, eventTypes };
};

/**
 * Whether a report tells of a duplicate charge: the payment has brought its money already, its provider made a second
 * object for it (a key that had expired was used again), and the buyer paid both.
 */
export const isDuplicateCharge = (row: Payment, report: PaymentReport): boolean =>
  row.status === 'succeeded' &&
  report.state === 'succeeded' &&
  row.chargeId !== null &&
  report.chargeId !== null &&
  row.chargeId !== report.chargeId;

/** Whether a payment has ended without money, as far as its provider said. */
export const isClosed = (payment: Payment): boolean => payment.status === 'failed' || payment.status === 'cancelled';
