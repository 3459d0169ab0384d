/** Lets the order's payment axis follow a dispute: what the payment itself says counts, so the news may come in any order. */
import type { QueueSettings } from '#lib/function-settings.ts';
import { queue } from '#lib/queue.ts';
import { PaymentDisputeClosed, PaymentDisputed } from '../../billing/events.ts';
import { followDispute } from '../after-payment/follow-dispute.ts';

export const on = [PaymentDisputed, PaymentDisputeClosed] as const;

export const settings = { concurrency: 4 } satisfies QueueSettings;

export const handler = queue(on, ({ data }) => followDispute(data.paymentId));
