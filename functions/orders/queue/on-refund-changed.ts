/** Records at the order what became of a refund; a failed one is taken off its counters, once. */

import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { RefundFailed, RefundSucceeded } from '../../billing/events.ts';
import { followRefund } from '../after-payment/follow-refund.ts';

export const on = [RefundSucceeded, RefundFailed] as const;

export const settings = { concurrency: 4 } satisfies QueueSettings;

export const handler = queue(on, ({ type, data, timestamp }) =>
  followRefund({ ...data, at: timestamp, status: type === 'refund.succeeded' ? 'succeeded' : 'failed' }),
);
