import { isoTime, nowMs } from '#lib/clock.ts';
import { sha256 } from '#lib/id.ts';
import { alarmed } from '#lib/metric.ts';
import { writeIf } from '#lib/table.ts';
import type { Payment, PaymentReport } from '../payment/payment.ts';
import { newDuplicateChargeRefund } from '../payment/payments-table.ts';
import type { Refund } from './refund.ts';

/** Derives the id of the refund of one duplicate charge: the same every time, so that it is made once. */
export const duplicateChargeRefundId = (paymentId: string, chargeId: string): string => {
  const tail = Buffer.from(sha256(`second ${chargeId}`), 'base64url')
    .toString('hex')
    .slice(0, 6)
    .toUpperCase();
  return `ref_${paymentId.slice('pay_'.length)}${tail}`;
};

/**
 * Refunds a duplicate charge: the provider made two objects for one payment, and both were paid.
 * The refund's row is put once; the table's stream sees it and has it sent. Nothing is taken off the payment, whose own
 * money stays.
 */
export const returnDuplicateCharge = async (payment: Payment, report: PaymentReport): Promise<void> => {
  const { chargeId, received } = report;
  if (chargeId === null || received === null) return;
  const refund: Refund = {
    id: duplicateChargeRefundId(payment.id, chargeId),
    version: 1,
    paymentId: payment.id,
    orderId: payment.orderId,
    provider: payment.provider,
    amount: received,
    reason: 'second-object',
    status: 'pending',
    objectId: null,
    duplicateChargeId: chargeId,
    failure: null,
    test: payment.test,
    createdAt: isoTime(nowMs()),
  };
  if (!(await writeIf(newDuplicateChargeRefund(refund)))) return;
  alarmed('SecondMoney', 'one payment brought money twice', 'the provider made a second object', {
    paymentId: payment.id,
    orderId: payment.orderId,
    refundId: refund.id,
    chargeId,
  });
};
