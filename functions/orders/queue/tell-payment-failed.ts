/** Tells of a payment that failed some minutes ago, unless the order has moved on; twice in, one event. */

import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { TellPaymentFailed } from '../messages.ts';
import { tellPaymentFailed } from '../payment/tell-payment-failed.ts';

export const on = TellPaymentFailed;

export const settings = { concurrency: 4 } satisfies QueueSettings;

export const handler = queue(on, ({ orderId, paymentId }) => tellPaymentFailed(orderId, paymentId));
