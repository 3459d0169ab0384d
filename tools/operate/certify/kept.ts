import * as z from 'zod/mini';

/**
 * What the tables keep, in the certificate's own words. The shapes are said here once more, and not imported from the
 * modules: a certificate that read with the eyes of the code under proof would share its mistakes.
 */

/** An item of a module's table, unmarshalled, with the module that owns the table. */
export interface KeptItem {
  readonly module: string;
  readonly item: Readonly<Record<string, unknown>>;
}

const Amount = z.object({ amount: z.int(), currency: z.string() });
export type Amount = z.infer<typeof Amount>;

export const Envelope = z.object({
  type: z.string(),
  version: z.int(),
  aggregate: z.string(),
  sequence: z.int(),
  data: z.unknown(),
});

/** Units `[from, from + quantity)` of one shard, as an order's facts name them. */
export const TicketName = z.object({ what: z.string(), shard: z.int(), from: z.int(), quantity: z.int() });
export type TicketName = z.infer<typeof TicketName>;

const OrderLine = z.object({
  id: z.string(),
  variantId: z.string(),
  sku: z.string(),
  quantity: z.int(),
  total: Amount,
});
const Snapshot = z.object({
  orderId: z.string(),
  currency: z.string(),
  tickets: z.array(TicketName),
  lines: z.array(OrderLine),
  shipping: z.nullable(z.object({ total: Amount })),
  totals: z.object({ total: Amount }),
  coupons: z.array(z.string()),
  buyerKey: z.string(),
  limitKey: z.optional(z.string()),
});
export const Placed = z.extend(Snapshot, { cart: z.optional(z.string()) });
export const Paid = z.extend(Snapshot, { paymentId: z.nullable(z.string()) });
export const Ended = z.object({
  orderId: z.string(),
  tickets: z.array(TicketName),
  paid: z._default(z.boolean(), false),
});
export const Fulfilled = z.object({
  orderId: z.string(),
  lines: z.array(z.object({ variantId: z.string(), quantity: z.int() })),
});
export const Returned = z.object({
  orderId: z.string(),
  returnId: z.string(),
  lines: z.array(z.object({ lineId: z.string(), variantId: z.string(), quantity: z.int(), restocked: z.boolean() })),
});

export const PaymentFact = z.object({
  paymentId: z.string(),
  orderId: z.string(),
  amount: Amount,
  provider: z.string(),
  outcome: z.optional(z.string()),
});
export const RefundFact = z.object({
  refundId: z.string(),
  paymentId: z.string(),
  orderId: z.string(),
  amount: Amount,
});

export const TicketState = z.enum(['held', 'claimed', 'shipped', 'released', 'void', 'moved', 'adjusted']);
/** `q` units; `ref` is the order or the adjustment whose they are. */
export const Ticket = z.object({
  q: z.int(),
  state: TicketState,
  ref: z.optional(z.string()),
  shipped: z._default(z.int(), 0),
});
export type Ticket = z.infer<typeof Ticket>;

/** Units on their way back, or a part of a credit; the id says where they came from. */
export const Part = z.object({ id: z.string(), q: z.int() });
export type Part = z.infer<typeof Part>;
export const Credit = z.object({ q: z.int(), parts: z.array(Part) });
export const Owed = z.object({ q: z.int() });
export const Marks = z.object({ low: z.int(), swept: z.int() });

// --- witnesses: rows that are never believed, and may accuse

export const Counter = z.object({
  n: z.int(),
  t: z.int(),
  c: z.int(),
  open: z._default(z.boolean(), false),
  mt: z.optional(z.int()),
});
export type Counter = z.infer<typeof Counter>;
/** The sums of a shard's ledger up to credit `through` and below unit `below`, as the audit keeps them. */
export const Sums = z.object({
  through: z.int(),
  credited: z.int(),
  origins: z.record(z.string(), z.int()),
  cameBack: z.int(),
  below: z.int(),
  states: z.record(z.string(), z.int()),
  ended: z.int(),
});
/** A promotion, for the limits of its coupon: orders and customers that may use it. They are never changed. */
export const Promotion = z.object({
  code: z.nullable(z.string()),
  totalLimit: z.nullable(z.int()),
  customerLimit: z.nullable(z.int()),
});
export const OrderRow = z.object({ id: z.string(), status: z.string(), sequence: z.int() });
export const PaymentRow = z.object({
  id: z.string(),
  orderId: z.string(),
  status: z.string(),
  objectId: z.nullable(z.string()),
});
export const RefundRow = z.object({
  id: z.string(),
  paymentId: z.string(),
  status: z.string(),
  amount: Amount,
  secondChargeId: z.optional(z.string()),
});
/** Money that nothing explained, until somebody did. */
export const Unpaired = z.object({ objectId: z.string(), resolvedAt: z.nullable(z.string()) });
/** The test provider's own books: the world outside, kept in billing's table for want of one. Amounts in its units. */
export const ProviderPayment = z.object({
  kind: z.literal('payment'),
  id: z.string(),
  paymentId: z.string(),
  currency: z.string(),
  charged: z.int(),
  units: z.int(),
  /** When announced money comes; the provider works it out when it is asked, and never writes it down. */
  paidAt: z.nullable(z.int()),
});
export const ProviderRefund = z.object({
  kind: z.literal('refund'),
  id: z.string(),
  refundId: z.string(),
  paymentObject: z.string(),
  units: z.int(),
  status: z.string(),
});
