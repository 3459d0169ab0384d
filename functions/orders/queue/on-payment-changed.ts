/** Moves the order's payment status with a payment that is processing or ended without money; an expiring order ends on it. */

import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { PaymentCancelled, PaymentFailed, PaymentProcessing } from '../../billing/events.ts';
import { readPayment } from '../../billing/public.ts';
import { settleOrDefer } from '../payment/settle-or-defer.ts';
import { planToTell } from '../payment/tell-payment-failed.ts';
import { endOrder } from '../placing/end-order.ts';

export const on = [PaymentProcessing, PaymentFailed, PaymentCancelled] as const;

export const settings = { concurrency: 10 } satisfies QueueSettings;

export const handler = queue(on, async ({ data }) => {
  const payment = await readPayment(data.paymentId);
  const order = await settleOrDefer(payment);
  if (order && payment.status === 'failed') await planToTell(order, payment.id);
  const endsOrder = order?.status === 'expiring' && order.openPayment === payment.id;
  if (endsOrder && payment.status !== 'processing') await endOrder(order.id, order.closingTo ?? 'expired');
});
