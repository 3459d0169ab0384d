/** Settles an order with money that came: paid, its stock reacquired and paid, or refunded; twice in, one effect. */

import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { PaymentSucceeded } from '../../billing/events.ts';
import { settleOrDefer } from '../payment/settle-or-defer.ts';

export const on = PaymentSucceeded;

export const settings = { concurrency: 10 } satisfies QueueSettings;

export const handler = queue(on, ({ data }) => settleOrDefer({ ...data, id: data.paymentId }));
