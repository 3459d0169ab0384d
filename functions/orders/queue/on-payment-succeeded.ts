/** Settles the order with money that arrived: paid, or taken again, or refunded; twice in, one effect. */
import type { QueueSettings } from '#lib/function-settings.ts';
import { queue } from '#lib/queue.ts';
import { PaymentSucceeded } from '../../billing/events.ts';
import { settleInTurn } from '../payment/settle-or-defer.ts';

export const on = PaymentSucceeded;

export const settings = { concurrency: 10 } satisfies QueueSettings;

export const handler = queue(on, ({ data }) => settleInTurn({ ...data, id: data.paymentId }));
