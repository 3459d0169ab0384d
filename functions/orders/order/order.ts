import * as z from 'zod/mini';
import { Money } from '#lib/money.ts';

/**
 * An order, the one statement of its fields: API answers, events and the stored item pick from here. Amounts are integer
 * minor units of the order's currency; four axes say where it stands, each moved only by the transitions below.
 */
export const OrderStatus = z.enum(['pending', 'expiring', 'paid', 'cancelled', 'expired']);
export const PaymentStatus = z.enum(['unpaid', 'processing', 'paid', 'partially-refunded', 'refunded', 'disputed']);
export const FulfilmentStatus = z.enum(['unfulfilled', 'partial', 'fulfilled']);
export const ReturnStatus = z.enum(['none', 'requested', 'partial', 'returned']);

export const OrderLine = z.object({
  id: z.string(),
  variantId: z.string(),
  sku: z.string(),
  title: z.string(),
  quantity: z.int(),
  unitPrice: Money,
  subtotal: Money,
  discount: Money,
  tax: Money,
  /** A decimal text: `"0.20"`. */
  taxRate: z.string(),
  total: Money,
  requiresShipping: z.boolean(),
  /**
   * Units of this line that went each way: sent; called off before they were sent; paid back; come back. A unit that is
   * paid back is never sent after. The laws between them are in `order-units.ts`.
   */
  fulfilled: z.int(),
  cancelled: z.int(),
  refunded: z.int(),
  returned: z.int(),
  /** Units whose return is requested or approved, and neither received nor refused. */
  returning: z.optional(z.int()),
  /** What the refunded units were worth: together the line's total, whatever the order of refunds and failures. */
  refundedTotal: z.optional(Money),
});
export type OrderLine = z.infer<typeof OrderLine>;

export const TaxLine = z.object({ name: z.string(), rate: z.string(), included: z.boolean(), amount: Money });
export const Totals = z.object({ subtotal: Money, discount: Money, shipping: Money, tax: Money, total: Money });
export const Shipping = z.object({
  optionId: z.string(),
  name: z.string(),
  total: Money,
  tax: Money,
  taxRate: z.string(),
});

/** A stock ticket as inventory hands it out: units `[from, from + quantity)` of one shard of `what`. */
export const Ticket = z.object({ what: z.string(), shard: z.int(), from: z.int(), quantity: z.int() });
export type Ticket = z.infer<typeof Ticket>;

export const HistoryEntry = z.object({ at: z.string(), what: z.string(), by: z.string() });

export const Order = z.object({
  id: z.string(),
  number: z.string(),
  /** Counts the order's changes. */
  version: z.int(),
  /** Counts the order's events: the sequence of the last one in the log. */
  sequence: z.int(),
  status: OrderStatus,
  paymentStatus: PaymentStatus,
  fulfilmentStatus: FulfilmentStatus,
  returnStatus: ReturnStatus,
  /** What `expiring` is on its way to. */
  closingTo: z.optional(z.enum(['expired', 'cancelled'])),
  cartId: z.string(),
  currency: z.string(),
  pricesIncludeTax: z.boolean(),
  lines: z.array(OrderLine),
  shipping: z.nullable(Shipping),
  totals: Totals,
  taxLines: z.array(TaxLine),
  coupons: z.array(z.string()),
  contactRef: z.string(),
  buyerKey: z.string(),
  country: z.string(),
  region: z.nullable(z.string()),
  postalPrefix: z.string(),
  tickets: z.array(Ticket),
  /** The payment that may still bring money, and the one that did. */
  openPayment: z.nullable(z.string()),
  paidBy: z.nullable(z.string()),
  /** Payments whose money this order will never keep: decided here, before any of it is sent back. */
  refusedPayments: z.array(z.string()),
  /** Until then a settlement claims the order, to reacquire its stock for money that came late. */
  reacquiringUntil: z._default(z.nullable(z.string()), null),
  test: z.boolean(),
  placedAt: z.string(),
  paidAt: z.nullable(z.string()),
  /** Money of the payment that paid, back at the buyer or on its way; and the part of it that was shipping. */
  refundedTotal: z.optional(Money),
  refundedShipping: z.optional(Money),
  /** The buyer's bank asked that money back: until it is decided nothing is sent, neither goods nor money. */
  dispute: z.optional(z.enum(['open', 'won', 'lost'])),
  /** Fulfilments, refunds and returns that lie beside the order; see `records-table.ts`. */
  records: z.optional(z.int()),
  /** Their ids, as many as `records` says; fewer in an order whose first records are older than this list. */
  recordIds: z.optional(z.array(z.string())),
  expiresAt: z.string(),
  metadata: z.record(z.string(), z.string()),
  history: z.array(HistoryEntry),
});
export type Order = z.infer<typeof Order>;

/** Where each axis may go. A move that is not here is a bug or a refusal, never a write. */
export const transitions = {
  status: {
    pending: ['paid', 'expiring'],
    expiring: ['paid', 'expired', 'cancelled'],
    expired: ['paid'],
    paid: ['cancelled'],
    cancelled: [],
  },
  paymentStatus: {
    unpaid: ['processing', 'paid'],
    processing: ['unpaid', 'paid'],
    paid: ['partially-refunded', 'refunded', 'disputed'],
    // A refund that failed leads back: its money is the shop's again.
    'partially-refunded': ['paid', 'refunded', 'disputed'],
    refunded: ['paid', 'partially-refunded', 'disputed'],
    disputed: ['paid', 'partially-refunded', 'refunded'],
  },
  fulfilmentStatus: { unfulfilled: ['partial', 'fulfilled'], partial: ['fulfilled'], fulfilled: [] },
  returnStatus: {
    none: ['requested', 'partial', 'returned'],
    requested: ['none', 'partial', 'returned'],
    partial: ['requested', 'returned'],
    // More is sent after everything sent so far came back.
    returned: ['partial'],
  },
} as const satisfies Record<string, Record<string, readonly string[]>>;

/** What checkout asks for: a priced cart. Everything else of an order is decided here. */
export const OrderDraft = z.pick(Order, {
  cartId: true,
  currency: true,
  pricesIncludeTax: true,
  shipping: true,
  totals: true,
  taxLines: true,
  coupons: true,
  contactRef: true,
  buyerKey: true,
  country: true,
  region: true,
  postalPrefix: true,
  metadata: true,
});
/** Something else that an order takes like stock, a coupon's limit say, and what its refusal is called. */
export interface LimitWanted {
  readonly what: string;
  readonly quantity: number;
  /** How many there are in all: its stock is opened by the first take. */
  readonly limit?: number;
  readonly code: string;
  readonly detail: string;
  readonly extra?: Record<string, unknown>;
}
export type OrderDraft = z.infer<typeof OrderDraft> & {
  readonly limits?: readonly LimitWanted[];
  readonly lines: readonly Omit<
    OrderLine,
    'fulfilled' | 'cancelled' | 'refunded' | 'returned' | 'returning' | 'refundedTotal'
  >[];
};

type Axis = keyof typeof transitions;
/** What a change may set; the axes only along their transitions. */
export type OrderChange = Partial<
  Pick<
    Order,
    | Axis
    | 'closingTo'
    | 'openPayment'
    | 'paidBy'
    | 'refusedPayments'
    | 'reacquiringUntil'
    | 'paidAt'
    | 'tickets'
    | 'sequence'
    | 'lines'
    | 'refundedTotal'
    | 'refundedShipping'
    | 'dispute'
    | 'records'
    | 'recordIds'
  >
>;

/** A longer history would make every write of the order dearer. */
const HISTORY_ENTRIES = 60;

/**
 * The order after a change, one version on, with who and when in its history.
 * @throws Error for a move that the transitions do not know: the caller decided wrongly
 */
export const advance = (order: Order, change: OrderChange, note: { what: string; at: string; by: string }): Order => {
  for (const axis of Object.keys(transitions) as Axis[]) {
    const [from, to] = [order[axis], change[axis]];
    const allowed: readonly string[] = (transitions[axis] as Record<string, readonly string[]>)[from] ?? [];
    if (to !== undefined && to !== from && !allowed.includes(to))
      throw new Error(`order: ${axis} cannot go from ${from} to ${to}`);
  }
  return {
    ...order,
    ...change,
    version: order.version + 1,
    history: [...order.history, note].slice(-HISTORY_ENTRIES),
  };
};

/** True while money may still make this order a paid one without new stock. */
export const isOpen = (order: Pick<Order, 'status'>): boolean =>
  order.status === 'pending' || order.status === 'expiring';
