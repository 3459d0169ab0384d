import { nowMs } from '#lib/clock.ts';
import { alarmed } from '#lib/metric.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import { ConditionFailed, get, transact, write } from '#lib/table.ts';
import { returnDuplicateCharge } from '../refund/return-duplicate-charge.ts';
import { isDuplicateCharge, merge, type Payment, type PaymentReport } from './payment.ts';
import { changePayment, paymentAt, paymentFrom } from './payments-table.ts';

const ROUNDS = 8;

/**
 * Records what a provider said of a payment, in one transaction with its events. What was known already changes
 * nothing; a change in between is read and the report merged into it. Money beside the money that the payment brought
 * goes back in full.
 * @returns the payment as it is now
 */
export const recordPayment = async (read: Payment, report: PaymentReport): Promise<Payment> => {
  let row = read;
  for (let round = 0; round < ROUNDS; round += 1) {
    if (isDuplicateCharge(row, report)) {
      await returnDuplicateCharge(row, report);
      return row;
    }
    const merged = merge(row, report);
    if (!merged) return row;
    const writes = changePayment(row, merged.payment, merged.eventTypes, nowMs());
    try {
      const [only] = writes;
      if (only && writes.length === 1) await write(only);
      else await transact(writes);
      if (merged.eventTypes.includes('payment.disputed')) {
        alarmed('PaymentDisputed', 'payment disputed', 'a bank asks the money back', { paymentId: row.id });
      }
      return merged.payment;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      const now = paymentFrom(await get(paymentAt(row.id), { consistent: true }));
      if (!now) throw error;
      row = now;
    }
  }
  throw new RetryableError('payment: changes keep coming faster than a report can be recorded');
};
