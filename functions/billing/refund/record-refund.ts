import { nowMs } from '#lib/clock.ts';
import { alarmed } from '#lib/metric.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import { ConditionFailed, get, transact, type Write } from '#lib/table.ts';
import {
  changeRefund,
  paymentAt,
  paymentFrom,
  refundAt,
  refundFrom,
  restoreRefundable,
} from '../payment/payments-table.ts';
import { mergeRefund, type Refund, type RefundReport } from './refund.ts';

const ROUNDS = 8;

/**
 * Records what a provider said of a refund, with its event. A failure gives the amount back to what may be refunded, in
 * the same transaction and so once, and alarms: a buyer waits for money.
 * @returns the refund as it is now
 */
export const recordRefund = async (read: Refund, report: RefundReport): Promise<Refund> => {
  let row = read;
  for (let round = 0; round < ROUNDS; round += 1) {
    const merged = mergeRefund(row, report);
    if (!merged) return row;
    const { refund, eventType } = merged;
    try {
      const failed = refund.status === 'failed' && row.status !== 'failed';
      const given = failed ? await givenBack(refund) : [];
      await transact([...changeRefund(row, refund, eventType, nowMs()), ...given]);
      if (failed) {
        const { id: refundId, paymentId, orderId, failure } = refund;
        alarmed('RefundFailed', 'refund failed', failure?.code ?? 'unknown', {
          refundId,
          paymentId,
          orderId,
        });
      }
      return refund;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      const now = refundFrom(await get(refundAt(row.id), { consistent: true }));
      if (!now) throw error;
      row = now;
    }
  }
  throw new RetryableError('refund: changes keep coming faster than a report can be recorded');
};

/** The write that restores `refundable`; none after a lost dispute, or for a duplicate charge, which was never taken off it. */
const givenBack = async (refund: Refund): Promise<Write[]> => {
  if (refund.duplicateChargeId !== undefined) return [];
  const payment = paymentFrom(await get(paymentAt(refund.paymentId), { consistent: true }));
  if (!payment || payment.dispute === 'lost') return [];
  return [restoreRefundable(payment, refund.amount.amount)];
};
