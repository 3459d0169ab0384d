import * as z from 'zod/mini';
import { defineEvent } from '#lib/event.ts';
import { Money } from '#lib/money.ts';
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
    limitKey: true,
    country: true,
    region: true,
    tickets: true,
    test: true,
    placedAt: true,
  }),
  { orderId: z.string().check(z.describe('The order’s id.')) },
);

export const OrderPlaced = defineEvent({
  type: 'order.placed',
  version: 1,
  listedBy: { name: 'orders', prefix: 'ord' },
  data: z.extend(Snapshot, {
    expiresAt: z.string().check(z.describe('When an unpaid order gives its stock back.')),
    cart: z
      .optional(z.string())
      .check(
        z.describe(
          'A fingerprint of the cart, whose id is a secret: one cart is one order, and the log alone can prove it.',
        ),
      ),
  }),
});

export const OrderPaid = defineEvent({
  type: 'order.paid',
  version: 1,
  data: z.extend(Snapshot, {
    paidAt: z.string().check(z.describe('When it was paid.')),
    paymentId: z.nullable(z.string()).check(z.describe('The payment that paid; null when nothing was to be paid.')),
  }),
});

/** Ended without money; inventory releases the tickets. */
export const OrderExpired = defineEvent({
  type: 'order.expired',
  version: 1,
  data: z.extend(
    z.pick(Snapshot, { orderId: true, number: true, tickets: true, contactRef: true, totals: true, test: true }),
    { declined: z.optional(z.boolean()).check(z.describe('Whether the buyer had tried to pay and was refused.')) },
  ),
});

/** `paid` tells whether money had come: tickets of unpaid orders are released, sold units come back as credits. */
export const OrderCancelled = defineEvent({
  type: 'order.cancelled',
  version: 1,
  data: z.extend(
    z.pick(Snapshot, { orderId: true, number: true, tickets: true, contactRef: true, totals: true, test: true }),
    {
      paid: z
        .boolean()
        .check(
          z.describe('Whether money had come: tickets of unpaid orders are released, sold units come back as credits.'),
        ),
    },
  ),
});

/** Which units an entry is about, with what a reader needs to name them. */
const Moved = z.object({
  lineId: z.string().check(z.describe('A line of the order.')),
  variantId: z.string().check(z.describe('Its variant.')),
  sku: z.string().check(z.describe('Its SKU.')),
  title: z.string().check(z.describe('Product and variant as the buyer saw them.')),
  quantity: z.int().check(z.describe('How many units moved.')),
});

const Reference = z.pick(Snapshot, { orderId: true, number: true, contactRef: true, test: true });

/** Units were sent. One event for each parcel; `fulfilmentStatus` tells whether more is to come. */
export const OrderFulfilled = defineEvent({
  type: 'order.fulfilled',
  version: 1,
  data: z.extend(Reference, {
    fulfilmentId: z.string().check(z.describe('The parcel’s id.')),
    fulfilmentStatus: Order.shape.fulfilmentStatus.check(z.describe('Whether more is to come.')),
    lines: z.array(Moved).check(z.describe('What is in the parcel.')),
    carrier: z.nullable(z.string()).check(z.describe('Who carries it.')),
    trackingNumbers: z.array(z.string()).check(z.describe('Numbers by which the carrier knows it.')),
    trackingUrls: z.array(z.string()).check(z.describe('Pages on which it can be followed.')),
  }),
});

/** Units came back. One event for each return, when it is received. */
export const OrderReturned = defineEvent({
  type: 'order.returned',
  version: 1,
  data: z.extend(Reference, {
    returnId: z.string().check(z.describe('The return’s id.')),
    returnStatus: Order.shape.returnStatus.check(z.describe('Whether all that was sent is back.')),
    lines: z
      .array(z.extend(Moved, { restocked: z.boolean().check(z.describe('Whether it went back on the shelf.')) }))
      .check(z.describe('What came.')),
    refundId: z.nullable(z.string()).check(z.describe('The refund that goes with it; null without one.')),
  }),
});

/** A payment failed two minutes ago, and its order still waits with it; its stock is held until `expiresAt`. */
export const OrderPaymentFailed = defineEvent({
  type: 'order.payment-failed',
  version: 1,
  data: z.extend(Reference, {
    paymentId: z.string().check(z.describe('The payment’s id.')),
    expiresAt: z.string().check(z.describe('Until when the order may still be paid.')),
  }),
});

/** Money is back at the buyer, as far as the provider can tell. One event for each refund. */
export const OrderRefunded = defineEvent({
  type: 'order.refunded',
  version: 1,
  data: z.extend(Reference, {
    refundId: z.string().check(z.describe('The refund’s id.')),
    amount: Money.check(z.describe('What was paid back in all.')),
    lines: z.array(Moved).check(z.describe('The units it is for; none for an amount alone.')),
    returnId: z.nullable(z.string()).check(z.describe('The return that it belongs to; null without one.')),
  }),
});

/** Staff changed where the order goes, before anything of it left. The new address is the contact's. */
export const OrderAddressChanged = defineEvent({
  type: 'order.address-changed',
  version: 1,
  data: z.extend(Reference, z.pick(Snapshot, { country: true, region: true }).shape),
});

/** The buyer asked for a way back to the order. */
export const OrderLinkAsked = defineEvent({ type: 'order.link-asked', version: 1, data: Reference });
