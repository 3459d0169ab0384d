/** Moves the order's payment status with a dispute, read from the payment itself, so events may come in any order. */

import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { PaymentDisputeClosed, PaymentDisputed } from '../../billing/events.ts';
import { followDispute } from '../after-payment/follow-dispute.ts';

export const on = [PaymentDisputed, PaymentDisputeClosed] as const;

export const settings = { concurrency: 4 } satisfies QueueSettings;

export const handler = queue(on, ({ data }) => followDispute(data.paymentId));
