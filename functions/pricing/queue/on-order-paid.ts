/**
 * Records that a customer has paid for an order, which decides what a first order is; a repeated event changes nothing.
 */

import { queue } from '#lib/queue.ts';
import { writeIf } from '#lib/table.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { OrderPaid } from '../../orders/events.ts';
import { buyerPaid } from '../pricing-table.ts';

export const on = OrderPaid;

export const settings = { concurrency: 4 } satisfies QueueSettings;

export const handler = queue(on, async ({ data }) => {
  // As `limitKeyOf` of orders has it, which this module does not call.
  await writeIf(buyerPaid(data.limitKey ?? data.buyerKey, data.paidAt));
});
