import { isoTime, nowMs } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { log } from '#lib/log.ts';
import { Refusal } from '#lib/problem.ts';
import { busy } from '#lib/refusals.ts';
import { transact, type Write } from '#lib/table.ts';
import { actor } from '#lib/trace.ts';
import { billingSettings, minimumCharge, type Payment, paymentRow } from '../../billing/public.ts';
import { ContactMissing } from '../../checkout/refusals.ts';
import { giveBack, ticketWrites } from '../../inventory/public.ts';
import { heldContact } from '../../users/public.ts';
import { answerOrder, type OrderAnswer } from '../order/answer-order.ts';
import type { Order, OrderDraft, Ticket } from '../order/order.ts';
import { orderPaidEvent, orderPlacedEvent } from '../order/order-events.ts';
import { orderNumber } from '../order/order-number.ts';
import { findOrder, newOrder } from '../order/orders-table.ts';
import { openPayment } from '../payment/open-payment.ts';
import { settleShown } from '../payment/settle-shown.ts';
import { BelowMinimumCharge } from '../refusals.ts';
import { hold } from './hold-stock.ts';
import { holdEnd } from './hold-time.ts';

/** How the buyer wants to pay; all of it optional. */
export interface PaymentInput {
  readonly method: string | null;
  readonly returnUrl: string | null;
  readonly cancelUrl: string | null;
}

/** A ticket of this order was voided while we were paused: its units are gone, so they are taken anew. */
class TicketLost extends Error {}

/** What the caller brings along was ordered before, by a call at the same moment: that order is the answer. */
export class OrderedBefore extends Error {
  readonly orderId: string;
  constructor(orderId: string) {
    super(`ordered before: ${orderId}`);
    this.orderId = orderId;
  }
}

const ATTEMPTS = 3;

/**
 * Places an order: takes the stock, then in one transaction puts the order, its tickets, its payment's row, its first
 * event, that its contact stays, and what the caller brings along (closing the cart, which is the arbiter of "one order per cart"). Only then is
 * the provider called; no lock and no transaction spans that call.
 *
 * @param alongside the caller's writes for an order of this id; their refusal is thrown as it is, but for OrderedBefore
 * @returns the order with its payment, paid when its money came at once; or, where `alongside` says that it was ordered before, the answer of that order
 * @throws Refusal 409 `out-of-stock`, 422 `below-minimum-charge`, and whatever `alongside` refuses with
 */
export const placeOrder = async (
  draft: OrderDraft,
  input: PaymentInput,
  alongside: (orderId: string) => Write[],
): Promise<{ order: Order; payment: Payment | null } | { before: OrderAnswer }> => {
  const { amount, currency } = draft.totals.total;
  if (amount > 0 && amount < minimumCharge(currency)) {
    throw new BelowMinimumCharge();
  }
  for (let attempt = 1; ; attempt += 1) {
    const id = newId('ord');
    const now = nowMs();
    const asked = amount === 0 ? undefined : paymentFor(draft, input, id, now);
    const tickets = await hold(draft, id);
    const order = compose(draft, id, tickets, asked?.payment ?? null, now);
    const kept = heldContact(draft.contactRef, contactGone);
    const own = [newOrder(order), ...events(order, now), ...(asked?.writes ?? []), kept];
    try {
      await commit(id, [...own, ...ticketWrites(tickets, id, () => new TicketLost()), ...alongside(id)]);
      return await settleShown(order, asked ? await openPayment(asked.payment) : null);
    } catch (error) {
      if (error instanceof OrderedBefore) return { before: await answerBefore(error.orderId, giveBack(tickets, id)) };
      if (error instanceof Refusal || error instanceof TicketLost) await giveBack(tickets, id);
      if (!(error instanceof TicketLost) || attempt === ATTEMPTS) throw error;
    }
  }
};

const contactGone = (): Refusal => new ContactMissing('The contact of this cart has gone; set it again.');

/** The answer of the order that came first, read while our units go back; a function must not end before they have. */
const answerBefore = async (orderId: string, returning: Promise<void>): Promise<OrderAnswer> => {
  try {
    return await answerOrder(orderId);
  } finally {
    await returning;
  }
};

/** The payment's row, made (and refused) before any stock is taken. */
const paymentFor = (draft: OrderDraft, input: PaymentInput, orderId: string, now: number) =>
  paymentRow({
    orderId,
    amount: draft.totals.total,
    ...input,
    description: `Order ${orderNumber(orderId)}`,
    expiresAt: isoTime(holdEnd(now, input.method)),
    now,
  });

const events = (order: Order, now: number): Write[] =>
  order.status === 'paid' ? [orderPlacedEvent(order, now), orderPaidEvent(order, now)] : [orderPlacedEvent(order, now)];

/** The order as it is placed. One that costs nothing is paid in the same moment: there is no money to wait for. */
const compose = (asked: OrderDraft, id: string, tickets: Ticket[], payment: Payment | null, now: number): Order => {
  const { limits: _, ...draft } = asked;
  const placedAt = isoTime(now);
  const free = payment === null;
  return {
    ...draft,
    id,
    number: orderNumber(id),
    version: 1,
    sequence: free ? 2 : 1,
    status: free ? 'paid' : 'pending',
    paymentStatus: free ? 'paid' : 'unpaid',
    fulfilmentStatus: 'unfulfilled',
    returnStatus: 'none',
    lines: draft.lines.map((line) => ({ ...line, fulfilled: 0, cancelled: 0, refunded: 0, returned: 0 })),
    tickets,
    openPayment: payment?.id ?? null,
    paidBy: null,
    refusedPayments: [],
    reacquiringUntil: null,
    test: billingSettings().PAYMENT_PROVIDER === 'test',
    placedAt,
    paidAt: free ? placedAt : null,
    expiresAt: payment?.expiresAt ?? placedAt,
    history: [{ at: placedAt, what: free ? 'placed and paid: nothing to charge' : 'placed', by: actor() }],
  };
};

/**
 * Commits with an answer that can be trusted: an outcome that is not known is never taken for a failure. The order is
 * read; if it is not there, the same bytes are sent under the same token, so that at most one of the tries takes effect.
 */
const commit = async (orderId: string, writes: readonly Write[]): Promise<void> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      return await transact(writes, orderId);
    } catch (error) {
      if (error instanceof Refusal || error instanceof TicketLost || error instanceof OrderedBefore) {
        // A repeated send may be refused by the effect of the first: then the order is there, and it is ours.
        if (attempt > 1 && (await findOrder(orderId))) return;
        throw error;
      }
      log.warn('outcome of placing unknown', { orderId, attempt });
      if (await findOrder(orderId)) return;
    }
  }
  throw busy('The order could not be placed just now; send the same request again.', 2);
};
