/** Lets the order's payment axis follow a dispute: what the payment itself says counts, so the news may come in any order. */
import { queue } from '#lib/queue.ts';
import { PaymentDisputeClosed, PaymentDisputed } from '../../billing/events.ts';
import { followDispute } from '../after-payment/follow-dispute.ts';

export const on = [PaymentDisputed, PaymentDisputeClosed] as const;

export const handler = queue(on, ({ data }) => followDispute(data.paymentId));
