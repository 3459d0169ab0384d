import { dayIn, msOf } from '#lib/clock.ts';
import { queue } from '#lib/queue.ts';
import { writeIf } from '#lib/table.ts';
import { RefundSucceeded } from '../../billing/events.ts';
import { newRow } from '../sales-table.ts';
import { settings } from '../settings.ts';

/** Keeps one row of a refund under the day on which it succeeded; a repeat leaves it as it is. */
export const on = RefundSucceeded;

export const handler = queue(on, async ({ data, timestamp }) => {
  const { amount, currency } = data.amount;
  const day = dayIn(settings().SHOP_TIME_ZONE, msOf(timestamp));
  await writeIf(newRow(day, data.refundId, { kind: 'refund', currency, amount }));
});
