import { isoTime, msOf, nowMs } from '#lib/clock.ts';
import { dueMessage, wholeMinute } from '#lib/due-index.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import { ConditionFailed, transact, write } from '#lib/table.ts';
import { actor } from '#lib/trace.ts';
import { closePayment, readPayment } from '../../billing/public.ts';
import { ExpireOrder } from '../messages.ts';
import { advance, type Order } from '../order/order.ts';
import { orderCancelledEvent, orderExpiredEvent } from '../order/order-events.ts';
import { nextOrder, readOrder } from '../order/orders-table.ts';
import { closeSupersededPayment } from '../payment/close-superseded-payment.ts';
import { settlePayment } from '../payment/settle-payment.ts';

type Closing = 'expired' | 'cancelled';
const ATTEMPTS = 10;
/**
 * How long to wait before a provider is asked again that cannot say yet whether money comes: twice as long each time, for
 * a bank debit takes days. Its report, when it has one, ends the order at once; asking is for a report that was lost.
 */
const ASK_AGAIN_MS = 60_000;
const MOST_WAIT_MS = 6 * 3_600_000;

/**
 * Ends an unpaid order in two steps: first `expiring`, so that no new payment is opened; then the open payment is closed
 * at the provider, and only when that says closed the order ends and its stock is released. Money that came meanwhile
 * pays it.
 * Repeatable; answers the order as it stands, which may still be `expiring`, or `pending` while its hold has not run out.
 * @param asked how often the expiry's messages have asked the provider; without it an order that is `expiring` already
 *   schedules no further question, because its messages are on their way
 */
export const endOrder = async (orderId: string, closingTo: Closing, asked?: number): Promise<Order> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      return await step(await readOrder(orderId), closingTo, asked);
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }
  throw new RetryableError('ending an order: it kept changing');
};

const step = async (order: Order, closingTo: Closing, asked: number | undefined): Promise<Order> => {
  if (order.status === 'pending') {
    // The hold may have been raised since its clock was set.
    if (closingTo === 'expired' && msOf(order.expiresAt) > nowMs()) return order;
    return close(await announce(order, closingTo), asked ?? 0);
  }
  if (order.status === 'expiring') return close(order, asked);
  if ((await closeSupersededPayment(order)) && asked !== undefined) await askAgain(order, asked);
  return order;
};

const announce = async (order: Order, closingTo: Closing): Promise<Order> => {
  const expiring = advance(
    order,
    { status: 'expiring', closingTo },
    { what: closingTo === 'expired' ? 'hold ran out' : 'cancellation asked', at: isoTime(nowMs()), by: actor() },
  );
  await transact([nextOrder(expiring)]);
  return expiring;
};

const close = async (order: Order, asked: number | undefined): Promise<Order> => {
  const outcome = order.openPayment === null ? 'closed' : await closePayment(order.openPayment);
  if (outcome === 'succeeded') {
    const settled = await settlePayment(await readPayment(order.openPayment ?? ''));
    // Money that the order does not keep (of another amount, say) went back, and is no reason to hold its stock longer.
    return settled.status === 'expiring' ? end(settled) : settled;
  }
  if (outcome === 'open') {
    if (asked !== undefined) await askAgain(order, asked);
    return order;
  }
  return end(order);
};

/** No money comes any more: the order ends, on which its stock is released. */
const end = async (order: Order): Promise<Order> => {
  const now = nowMs();
  const closingTo = order.closingTo ?? 'expired';
  const ended = advance(
    order,
    { status: closingTo, paymentStatus: 'unpaid', openPayment: null, sequence: order.sequence + 1 },
    { what: closingTo, at: isoTime(now), by: actor() },
  );
  await transact([
    nextOrder(ended),
    closingTo === 'expired' ? orderExpiredEvent(ended, now) : orderCancelledEvent(ended, false, now),
  ]);
  return ended;
};

const askAgain = async (order: Order, asked: number): Promise<void> => {
  const due = wholeMinute(nowMs() + Math.min(ASK_AGAIN_MS * 2 ** asked, MOST_WAIT_MS));
  const message = { orderId: order.id, due: isoTime(due), asked: asked + 1 };
  await write(dueMessage(ExpireOrder, message, { id: order.id, due }));
};
