import { msOf } from '#lib/clock.ts';
import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { RefundSucceeded } from '../../billing/events.ts';
import { keepRow } from '../keep-row.ts';

/** Keeps one row of a refund under the hour in which it succeeded; a repeat leaves it as it is. */
export const on = RefundSucceeded;

export const settings = { concurrency: 4 } satisfies QueueSettings;

export const handler = queue(on, async ({ data, timestamp }) => {
  const { amount, currency } = data.amount;
  await keepRow(msOf(timestamp), data.refundId, { kind: 'refund', currency, amount });
});
