import * as z from 'zod/mini';
import { Money } from '#lib/money.ts';
import type { Refusal } from '#lib/problem.ts';

/**
 * An order, the one statement of its fields: API answers, events and the stored item pick from here. Amounts are integer
 * minor units of the order's currency; four axes say where it stands, each moved only by the transitions below.
 */
export const OrderStatus = z.enum(['pending', 'expiring', 'paid', 'cancelled', 'expired']);
export const PaymentStatus = z.enum(['unpaid', 'processing', 'paid', 'partially-refunded', 'refunded', 'disputed']);
export const FulfilmentStatus = z.enum(['unfulfilled', 'partial', 'fulfilled']);
export const ReturnStatus = z.enum(['none', 'requested', 'partial', 'returned']);

export const OrderLine = z.object({
  id: z.string().check(z.describe('The line’s id, unique in its order.')),
  variantId: z.string().check(z.describe('The variant that was bought.')),
  sku: z.string().check(z.describe('The variant’s SKU when it was bought.')),
  title: z.string().check(z.describe('Product and variant as the buyer saw them: `Mug – Blue`.')),
  quantity: z.int().check(z.describe('Units bought.')),
  unitPrice: Money.check(z.describe('The price of one unit when it was bought.')),
  subtotal: Money.check(z.describe('Quantity times price, before discounts.')),
  discount: Money.check(z.describe('What promotions took off.')),
  tax: Money.check(z.describe('The tax on this line, included in the total or added to it.')),
  taxRate: z.string().check(z.describe('The tax rate as a decimal text: `"0.20"`.')),
  total: Money.check(z.describe('What is paid for the line.')),
  requiresShipping: z.boolean().check(z.describe('Whether it is a thing that is sent.')),
  /**
   * Units of this line that went each way: sent; called off before they were sent; paid back; come back. A unit that is
   * paid back is never sent after. The laws between them are in `order-units.ts`.
   */
  fulfilled: z.int().check(z.describe('Units that were sent.')),
  cancelled: z.int().check(z.describe('Units that were called off before they were sent.')),
  refunded: z.int().check(z.describe('Units that were paid back.')),
  returned: z.int().check(z.describe('Units that came back.')),
  returning: z
    .optional(z.int())
    .check(z.describe('Units whose return is requested or approved, and neither received nor refused.')),
  refundedTotal: z.optional(Money).check(z.describe('What the refunded units were worth.')),
});
export type OrderLine = z.infer<typeof OrderLine>;

export const TaxLine = z.object({
  name: z.string().check(z.describe('The tax as the buyer reads it: `VAT`.')),
  rate: z.string().check(z.describe('The rate as a decimal text: `"0.20"`.')),
  included: z.boolean().check(z.describe('Whether the tax is inside the prices.')),
  amount: Money.check(z.describe('The tax at this rate on the whole order.')),
});
export const Totals = z.object({
  subtotal: Money.check(z.describe('All lines before discounts.')),
  discount: Money.check(z.describe('What promotions took off lines and shipping.')),
  shipping: Money.check(z.describe('The price of shipping.')),
  tax: Money.check(z.describe('All taxes, included in the total or added to it.')),
  total: Money.check(z.describe('What is paid in all.')),
});
export const Shipping = z.object({
  optionId: z.string().check(z.describe('The shipping option that was chosen.')),
  name: z.string().check(z.describe('The option as the buyer reads it.')),
  total: Money.check(z.describe('What is paid for shipping.')),
  tax: Money.check(z.describe('The tax on shipping.')),
  taxRate: z.string().check(z.describe('The tax rate of shipping as a decimal text.')),
});

/** A stock ticket as inventory hands it out: units `[from, from + quantity)` of one shard of `what`. */
export const Ticket = z.object({
  what: z.string().check(z.describe('The thing that is counted: a variant, a coupon’s limit, or a buyer’s.')),
  shard: z.int().check(z.describe('The counter that it was taken from.')),
  from: z.int().check(z.describe('The first of the units.')),
  quantity: z.int().check(z.describe('How many units.')),
});
export type Ticket = z.infer<typeof Ticket>;

export const HistoryEntry = z.object({
  at: z.string().check(z.describe('When it happened.')),
  what: z.string().check(z.describe('What happened.')),
  by: z.string().check(z.describe('Who did it: `buyer`, `shop`, `system`; staff reads which key of the shop.')),
});

export const Order = z.object({
  id: z.string().check(z.describe('The order’s id, `ord_…`.')),
  number: z.string().check(z.describe('The number for people, with a check digit.')),
  version: z.int().check(z.describe('Counts the changes of the order; its ETag.')),
  sequence: z.int().check(z.describe('Counts the events of the order.')),
  status: OrderStatus.check(
    z.describe('Where the order stands: `pending` until it is paid; `expiring` while its payment is being closed.'),
  ),
  paymentStatus: PaymentStatus.check(z.describe('Where the money stands.')),
  fulfilmentStatus: FulfilmentStatus.check(z.describe('How much of it was sent.')),
  returnStatus: ReturnStatus.check(z.describe('Whether anything of it is coming or came back.')),
  closingTo: z.optional(z.enum(['expired', 'cancelled'])).check(z.describe('What `expiring` is on its way to.')),
  cartId: z.string().check(z.describe('The cart that became this order.')),
  currency: z.string().check(z.describe('The currency of all amounts (ISO 4217).')),
  pricesIncludeTax: z.boolean().check(z.describe('Whether prices have their tax inside.')),
  lines: z.array(OrderLine).check(z.describe('What was bought.')),
  shipping: z.nullable(Shipping).check(z.describe('How it is sent; null when nothing is.')),
  totals: Totals.check(z.describe('The sums of the order.')),
  taxLines: z.array(TaxLine).check(z.describe('Taxes by rate.')),
  coupons: z.array(z.string()).check(z.describe('Codes of coupons that counted.')),
  contactRef: z.string().check(z.describe('Names the contact in its home region.')),
  buyerKey: z.string().check(z.describe('Names the buyer without telling who it is: a keyed hash of the e-mail.')),
  limitKey: z
    .optional(z.string())
    .check(z.describe('What limits go by, where the e-mail is one of several addresses of a mailbox.')),
  country: z.string().check(z.describe('The country that it goes to (ISO 3166-1).')),
  region: z
    .nullable(z.string())
    .check(z.describe('The region that it goes to; null where the country has none that matters.')),
  postalPrefix: z.string().check(z.describe('The first characters of the postal code.')),
  tickets: z.array(Ticket).check(z.describe('The units of stock that it holds.')),
  openPayment: z.nullable(z.string()).check(z.describe('The payment that may still bring money.')),
  paidBy: z.nullable(z.string()).check(z.describe('The payment that brought the money.')),
  /** The last of its payments that failed. */
  failedPayment: z.optional(z.string()),
  /** The last of its failed payments that an event told of. */
  toldPayment: z.optional(z.string()),
  /** When the buyer was last sent a way back to the order. */
  linkSentAt: z.optional(z.string()),
  /** Payments whose money this order will never keep: decided here, before any of it is sent back. */
  refusedPayments: z.array(z.string()),
  /** Until then a settlement claims the order, to reacquire its stock for money that came late. */
  reacquiringUntil: z._default(z.nullable(z.string()), null),
  test: z.boolean().check(z.describe('True when no real money was involved.')),
  placedAt: z.string().check(z.describe('When it was placed.')),
  paidAt: z.nullable(z.string()).check(z.describe('When it was paid; null before.')),
  /** Money of the payment that paid, back at the buyer or on its way; and the part of it that was shipping. */
  refundedTotal: z.optional(Money).check(z.describe('Money of the order that is back at the buyer, or on its way.')),
  refundedShipping: z.optional(Money).check(z.describe('The part of it that was shipping.')),
  /** The buyer's bank asked that money back: until it is decided nothing is sent, neither goods nor money. */
  dispute: z
    .optional(z.enum(['open', 'won', 'lost']))
    .check(
      z.describe(
        'The buyer’s bank asked the money back: until it is decided nothing is sent, neither goods nor money.',
      ),
    ),
  /** Fulfilments, refunds and returns that lie beside the order; see `records-table.ts`. */
  records: z.optional(z.int()).check(z.describe('How many fulfilments, refunds and returns lie beside the order.')),
  /** Their ids, as many as `records` says; fewer in an order whose first records are older than this list. */
  recordIds: z.optional(z.array(z.string())),
  expiresAt: z.string().check(z.describe('When an unpaid order gives its stock back.')),
  metadata: z.record(z.string(), z.string()).check(z.describe('Free data of the integrator, copied from the cart.')),
  note: z.optional(z.string()).check(z.describe('What the buyer wrote to the shop with the order.')),
  history: z.array(HistoryEntry).check(z.describe('What happened to it, oldest first.')),
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
  limitKey: true,
  country: true,
  region: true,
  postalPrefix: true,
  metadata: true,
  note: true,
});
/** Something else that an order takes like stock, a coupon's limit say, and how it is refused. */
export interface LimitWanted {
  readonly what: string;
  readonly quantity: number;
  /** How many there are in all: its stock is opened by the first take. */
  readonly limit?: number;
  readonly refused: () => Refusal;
}
export type OrderDraft = z.infer<typeof OrderDraft> & {
  readonly limits?: readonly LimitWanted[];
  readonly lines: readonly Omit<
    OrderLine,
    'fulfilled' | 'cancelled' | 'refunded' | 'returned' | 'returning' | 'refundedTotal'
  >[];
};

/**
 * Answers by what the buyer of a cart, a draft or an order is limited: the mailbox's key, which is stored only where it is
 * not the buyer's own.
 */
export const limitKeyOf = <K extends string | null>(of: {
  readonly limitKey?: string | undefined;
  readonly buyerKey: K;
}): string | K => of.limitKey ?? of.buyerKey;

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
    | 'failedPayment'
    | 'toldPayment'
    | 'linkSentAt'
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
    | 'expiresAt'
    | 'contactRef'
    | 'region'
    | 'postalPrefix'
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
