import { isoTime, msOf, nowMs } from '#lib/clock.ts';
import { rateHeaders } from '#lib/limit.ts';
import { ConditionFailed, transact } from '#lib/table.ts';
import { actor } from '#lib/trace.ts';
import {
  ASKED_ONCE_SECONDS,
  billingSettings,
  checkPaymentInput,
  closePayment,
  type Payment,
  paymentRow,
  readPayment,
  startPayment,
  syncPaymentSeldom,
} from '../../billing/public.ts';
import { advance, type Order } from '../order/order.ts';
import { nextOrder, readOrder } from '../order/orders-table.ts';
import { holdEnd } from '../placing/hold-time.ts';
import type { PaymentInput } from '../placing/place-order.ts';
import { OrderClosed, PaymentInProgress } from '../refusals.ts';
import { settlePayment } from './settle-payment.ts';
import { settleShown } from './settle-shown.ts';

const inProgress = () => new PaymentInProgress();

const ATTEMPTS = 5;

/**
 * Continues an order's payment, or opens another: a payment still open answers the same address or client secret; one
 * that has ended, or that the buyer wants to replace by another method, is closed at the provider before a new one is
 * opened, so that at most one payment of an order can bring money.
 */
export const continuePayment = async (
  orderId: string,
  input: PaymentInput,
): Promise<{ order: Order; payment: Payment | null }> => {
  // Refused before anything is closed for it.
  checkPaymentInput(billingSettings().PAYMENT_PROVIDER, input);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const order = await readOrder(orderId);
    if (order.status === 'paid') return { order, payment: order.paidBy ? await readPayment(order.paidBy) : null };
    if (order.status === 'expiring') throw inProgress();
    if (order.status !== 'pending') throw new OrderClosed(`The order is ${order.status}.`);
    try {
      const done = await step(order, input);
      if (done) return done;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }
  throw inProgress();
};

/** One look at the order; nothing when another call was faster. */
const step = async (order: Order, input: PaymentInput): Promise<{ order: Order; payment: Payment } | undefined> => {
  const open = order.openPayment === null ? undefined : await readPayment(order.openPayment);
  if (open?.status === 'processing') throw inProgress();
  if (open?.status === 'succeeded') {
    const settled = await settlePayment(open);
    if (settled.status !== 'pending') return { order: settled, payment: open };
    // Money of another amount went back, and the order is as unpaid as before: unless another call has seen to that, and
    // has opened the payment to go on with.
    return settled.openPayment === open.id ? another(settled, input) : undefined;
  }
  if (open?.status === 'requires-action') {
    if (input.method === null || input.method === open.method) {
      const payment = await startPayment(open);
      // It was asked for too late for its provider, which made nothing: then this try is another payment.
      if (payment.status === 'cancelled') return another(order, input);
      return settleShown(order, payment);
    }
    const outcome = await closePayment(open.id);
    if (outcome !== 'closed') throw inProgress();
  }
  return another(order, input);
};

/**
 * Opens one more payment: its row and `openPayment` on the order in one transaction, before the provider is called. A
 * buyer who can pay by now has the whole time of a hold, from its beginning.
 */
const another = async (order: Order, input: PaymentInput): Promise<{ order: Order; payment: Payment }> => {
  const now = nowMs();
  const end = Math.max(msOf(order.expiresAt), holdEnd(msOf(order.placedAt), input.method));
  const { payment, writes } = paymentRow({
    orderId: order.id,
    amount: order.totals.total,
    ...input,
    description: `Order ${order.number}`,
    expiresAt: isoTime(Math.max(end, now)),
    now,
  });
  const next = advance(
    order,
    { openPayment: payment.id, paymentStatus: 'unpaid', expiresAt: isoTime(end) },
    { what: `payment ${payment.id} opened`, at: isoTime(now), by: actor() },
  );
  await transact([nextOrder(next), ...writes]);
  const started = await startPayment(payment);
  return settleShown(next, started);
};

/**
 * Asks the provider, once in five seconds, for the shopper's return page, and settles with what it says.
 * @returns with the headers of that limit
 */
export const syncOrderPayment = async (
  orderId: string,
): Promise<{ order: Order; payment: Payment | null; limit: Record<string, string> }> => {
  const limit = (again: number) => {
    const wait = Math.max(0, again - nowMs()) / 1000;
    return rateHeaders({ requests: 1, seconds: ASKED_ONCE_SECONDS }, wait > 0 ? 0 : 1, wait);
  };
  const order = await readOrder(orderId);
  if (order.paidBy !== null) return { order, payment: await readPayment(order.paidBy), limit: limit(0) };
  if (order.openPayment === null) return { order, payment: null, limit: limit(0) };
  const { payment, again } = await syncPaymentSeldom(order.openPayment);
  return { order: await settlePayment(payment, order), payment, limit: limit(again) };
};
