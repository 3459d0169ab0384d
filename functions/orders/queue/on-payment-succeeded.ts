/** Settles the order with money that arrived: paid, or taken again, or refunded; twice in, one effect. */
import { queue } from '#lib/queue.ts';
import { PaymentSucceeded } from '../../billing/events.ts';
import { settlePayment } from '../settle-payment.ts';

export const on = PaymentSucceeded;

export const handler = queue(on, ({ data }) => settlePayment({ ...data, id: data.paymentId }));
