/** Keeps who has paid for an order, so that a first order is known as one; a repeat changes nothing. */
import type { QueueSettings } from '#lib/function-settings.ts';
import { queue } from '#lib/queue.ts';
import { writeIf } from '#lib/table.ts';
import { OrderPaid } from '../../orders/events.ts';
import { buyerPaid } from '../pricing-table.ts';

export const on = OrderPaid;

export const settings = { concurrency: 4 } satisfies QueueSettings;

export const handler = queue(on, async ({ data }) => {
  await writeIf(buyerPaid(data.buyerKey, data.paidAt));
});
