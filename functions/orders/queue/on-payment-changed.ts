/** Lets the order's payment axis follow a payment that is processing, or has ended without money; an order that waited for that word ends on it. */
import { queue } from '#lib/queue.ts';
import { PaymentCancelled, PaymentFailed, PaymentProcessing } from '../../billing/events.ts';
import { readPayment } from '../../billing/public.ts';
import { settleOrDefer } from '../payment/settle-or-defer.ts';
import { endOrder } from '../placing/end-order.ts';

export const on = [PaymentProcessing, PaymentFailed, PaymentCancelled] as const;

export const handler = queue(on, async ({ data }) => {
  const payment = await readPayment(data.paymentId);
  const order = await settleOrDefer(payment);
  const waitedFor = order?.status === 'expiring' && order.openPayment === payment.id;
  if (waitedFor && payment.status !== 'processing') await endOrder(order.id, order.closingTo ?? 'expired');
});
