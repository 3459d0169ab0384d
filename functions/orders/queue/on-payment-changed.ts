/** Lets the order's payment axis follow a payment that is processing, or has ended without money. */
import { queue } from '#lib/queue.ts';
import { PaymentCancelled, PaymentFailed, PaymentProcessing } from '../../billing/events.ts';
import { readPayment } from '../../billing/public.ts';
import { settlePayment } from '../settle-payment.ts';

export const on = [PaymentProcessing, PaymentFailed, PaymentCancelled] as const;

export const handler = queue(on, async ({ data }) => settlePayment(await readPayment(data.paymentId)));
