import * as z from 'zod/mini';
import { defineEvent } from '#lib/event.ts';
import { Order } from './order/order.ts';

/** What every event about an order tells: enough for consumers to act without asking back, and nothing personal. */
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
  data: z.extend(Snapshot, {
    expiresAt: z.string(),
    /** A fingerprint of the cart, whose id is a secret: one cart is one order, and the log alone can prove it. */
    cart: z.optional(z.string()),
  }),
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

/** Which units an entry is about, with what a reader needs to name them. */
const Moved = z.object({
  lineId: z.string(),
  variantId: z.string(),
  sku: z.string(),
  title: z.string(),
  quantity: z.int(),
});

const Reference = z.pick(Snapshot, { orderId: true, number: true, contactRef: true, test: true });

/** Units were sent. One event for each parcel; `fulfilmentStatus` tells whether more is to come. */
export const OrderFulfilled = defineEvent({
  type: 'order.fulfilled',
  version: 1,
  data: z.extend(Reference, {
    fulfilmentId: z.string(),
    fulfilmentStatus: Order.shape.fulfilmentStatus,
    lines: z.array(Moved),
    carrier: z.nullable(z.string()),
    trackingNumbers: z.array(z.string()),
    trackingUrls: z.array(z.string()),
  }),
});

/** Units came back. One event for each return, when it is received. */
export const OrderReturned = defineEvent({
  type: 'order.returned',
  version: 1,
  data: z.extend(Reference, {
    returnId: z.string(),
    returnStatus: Order.shape.returnStatus,
    lines: z.array(z.extend(Moved, { restocked: z.boolean() })),
    /** The refund that goes with it, if any. */
    refundId: z.nullable(z.string()),
  }),
});
