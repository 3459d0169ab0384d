import * as z from 'zod/mini';
import { defineEvent } from '#lib/event.ts';
import { Order } from './order.ts';

/** What every fact about an order tells: enough for consumers to act without asking back, and nothing personal. */
const Snapshot = z.extend(
  z.pick(Order, {
    number: true,
    currency: true,
    pricesIncludeTax: true,
    lines: true,
    shipping: true,
    totals: true,
    taxLines: true,
    coupons: true,
    contactRef: true,
    buyerKey: true,
    country: true,
    region: true,
    tickets: true,
    test: true,
    placedAt: true,
  }),
  { orderId: z.string() },
);

export const OrderPlaced = defineEvent({
  type: 'order.placed',
  version: 1,
  data: z.extend(Snapshot, { expiresAt: z.string() }),
});

export const OrderPaid = defineEvent({
  type: 'order.paid',
  version: 1,
  data: z.extend(Snapshot, { paidAt: z.string(), paymentId: z.nullable(z.string()) }),
});

/** Ended without money; inventory releases the tickets. */
export const OrderExpired = defineEvent({
  type: 'order.expired',
  version: 1,
  data: z.pick(Snapshot, { orderId: true, number: true, tickets: true, contactRef: true, totals: true, test: true }),
});

/** `paid` tells whether money had come: tickets of unpaid orders are released, sold units come back as credits. */
export const OrderCancelled = defineEvent({
  type: 'order.cancelled',
  version: 1,
  data: z.extend(
    z.pick(Snapshot, { orderId: true, number: true, tickets: true, contactRef: true, totals: true, test: true }),
    { paid: z.boolean() },
  ),
});
