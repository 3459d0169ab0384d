import * as z from 'zod/mini';
import { Money } from '#lib/money.ts';
import { Failure, Payment } from '../payment/payment.ts';

/** Ranked in this order: a bank may return a refund that its provider had called done. A failed one is final; another
 * try is another refund. */
export const RefundState = z.enum(['pending', 'succeeded', 'failed']);
export type RefundState = z.infer<typeof RefundState>;

/** Money on its way back: a row that is written, and its amount taken off the payment, before the provider is called. */
export const Refund = z.object({
  id: z.string(),
  version: z.int(),
  paymentId: z.string(),
  orderId: z.string(),
  provider: Payment.shape.provider,
  amount: Money,
  /** A constant (`late`, `mismatch`) or what staff wrote. */
  reason: z.string(),
  status: RefundState,
  objectId: z.nullable(z.string()),
  /** The duplicate charge that this refund sends back; absent for a refund of the order. */
  duplicateChargeId: z.optional(z.string()),
  failure: z.nullable(Failure),
  test: z.boolean(),
  createdAt: z.string(),
});
export type Refund = z.infer<typeof Refund>;

/** What a provider says of a refund, now. */
export interface RefundReport {
  readonly kind: 'refund';
  /** Null where the provider refused to make one. */
  readonly objectId: string | null;
  /** Our refund's id; null when the provider knows none. */
  readonly refundId: string | null;
  readonly state: RefundState;
  readonly failure: Failure | null;
}

/** Where a refund may go: a bank may send back what was called done. A failed one is final; another try is another refund. */
export const refundTransitions = {
  pending: ['succeeded', 'failed'],
  succeeded: ['failed'],
  failed: [],
} as const satisfies Record<RefundState, readonly RefundState[]>;

/** Whether a report moves a refund on. */
export const isRefundMove = (from: RefundState, to: RefundState): boolean =>
  (refundTransitions[from] as readonly RefundState[]).includes(to);

export type RefundEventType = 'refund.succeeded' | 'refund.failed';

/**
 * What a refund is after a report, with the event; `undefined` when the report tells nothing new. A duplicate charge that
 * goes back has no event: none told of its coming either, so sums over the events stay right.
 */
export const mergeRefund = (
  row: Refund,
  report: RefundReport,
): { readonly refund: Refund; readonly eventType: RefundEventType | undefined } | undefined => {
  const rises = isRefundMove(row.status, report.state);
  const objectId = row.objectId ?? report.objectId;
  if (!rises && objectId === row.objectId) return undefined;
  const status = rises ? report.state : row.status;
  return {
    refund: {
      ...row,
      version: row.version + 1,
      status,
      objectId,
      failure: status === 'failed' ? (rises ? report.failure : row.failure) : null,
    },
    eventType: rises && status !== 'pending' && row.duplicateChargeId === undefined ? `refund.${status}` : undefined,
  };
};
