import { msOf } from '#lib/clock.ts';
import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { OrderPaid } from '../../orders/events.ts';
import { keepRow } from '../keep-row.ts';

/** Keeps one row of a paid order under its hour in the shop's time zone; a repeat leaves it as it is. */
export const on = OrderPaid;

export const settings = { concurrency: 10 } satisfies QueueSettings;

export const handler = queue(on, async ({ data }) => {
  const { subtotal, discount, shipping, tax, total } = data.totals;
  const lines = data.lines.map(({ variantId, sku, title, quantity, total: sold }) => ({
    variantId,
    sku,
    title,
    quantity,
    total: sold.amount,
  }));
  const row = {
    kind: 'sale' as const,
    currency: data.currency,
    gross: subtotal.amount,
    discount: discount.amount,
    shipping: shipping.amount,
    tax: tax.amount,
    total: total.amount,
    lines,
  };
  await keepRow(msOf(data.paidAt), data.orderId, row);
});
