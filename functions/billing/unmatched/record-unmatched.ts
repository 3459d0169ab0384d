import { dayIn, isoTime } from '#lib/clock.ts';
import { alarmed } from '#lib/metric.ts';
import type { Payment, PaymentReport } from '../payment/payment.ts';
import type { RefundReport } from '../refund/refund.ts';
import type { UnmatchedMoney } from './unmatched.ts';
import { putUnmatched } from './unmatched-table.ts';

const put = async (unmatched: UnmatchedMoney): Promise<void> => {
  const { provider, objectId, reason, paymentId } = unmatched;
  if (!(await putUnmatched(unmatched))) return;
  alarmed('UnpairedPayment', 'money that nothing of ours explains', reason, { provider, objectId, reason, paymentId });
};

const open = { resolvedAt: null, resolution: null };

/** Lists what a provider tells of and no row explains, once. Payments that brought no money need no explanation. */
export const recordUnmatchedReport = async (
  provider: UnmatchedMoney['provider'],
  found: PaymentReport | RefundReport,
  now: number,
): Promise<void> => {
  if (found.kind === 'payment' && found.state !== 'succeeded') return;
  const objectId = (found.kind === 'payment' ? found.chargeId : undefined) ?? found.objectId;
  if (objectId === null) return;
  await put({
    provider,
    objectId,
    reason: found.kind === 'payment' ? 'no-payment' : 'no-refund',
    paymentId: found.kind === 'payment' ? found.paymentId : null,
    amount: found.kind === 'payment' ? found.received : null,
    day: dayIn('UTC', (found.kind === 'payment' ? found.madeAt : undefined) ?? now),
    foundAt: isoTime(now),
    ...open,
  });
};

/** Lists a payment whose money has no order, or one that cannot be settled. */
export const recordUnmatchedPayment = async (
  payment: Payment,
  reason: 'no-order' | 'unsettled',
  now: number,
): Promise<void> => {
  const { provider, id: paymentId, amount } = payment;
  const objectId = payment.chargeId ?? payment.objectId ?? paymentId;
  await put({
    provider,
    objectId,
    reason,
    paymentId,
    amount,
    day: payment.createdAt.slice(0, 10),
    foundAt: isoTime(now),
    ...open,
  });
};
