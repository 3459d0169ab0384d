import { isoTime, nowMs, sleep } from '#lib/clock.ts';
import { alarmed } from '#lib/metric.ts';
import { busy } from '#lib/refusals.ts';
import { sendMessages } from '#lib/send.ts';
import { ConditionFailed, transact } from '#lib/table.ts';
import { actor } from '#lib/trace.ts';
import { type Payment, readPayment, refundInFull } from '../../billing/public.ts';
import { giveBack, ticketWrites } from '../../inventory/public.ts';
import { followRefund } from '../after-payment/follow-refund.ts';
import { ExpireOrder } from '../messages.ts';
import { advance, type Order, type Ticket } from '../order/order.ts';
import { orderPaidEvent } from '../order/order-events.ts';
import { nextOrder, readOrder } from '../order/orders-table.ts';
import { reacquireStock, StockClaimed } from './reacquire-stock.ts';
import { settle } from './settle.ts';

const ATTEMPTS = 10;
/** How much longer each time to wait for another settlement of the same order. */
const BACKOFF_MS = 20;

/** What settlement needs of a payment; its events carry just that. */
export type SettledPayment = Pick<Payment, 'id' | 'orderId' | 'status' | 'amount'>;

/**
 * Settles an order: makes it say what its payment says. The only settlement, called by the payment's events, by the shopper's return
 * page, by the end of the hold and by reconciliation; in any order, any number of times, at the same moment.
 * @param known the order as it was read a moment ago; should it have changed since, it is read again
 * @throws StockClaimed while another settlement reacquires the stock of this order; Refusal 503 when it keeps changing
 */
export const settlePayment = async (payment: SettledPayment, known?: Order): Promise<Order> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const order = attempt === 1 && known ? known : await readOrder(payment.orderId);
    try {
      return await step(order, payment);
    } catch (error) {
      if (error instanceof StockClaimed && attempt < ATTEMPTS) await sleep(BACKOFF_MS * attempt);
      // The order changed between our read and our write: read it again.
      else if (!(error instanceof ConditionFailed)) throw error;
    }
  }
  throw busy('The order is being settled; ask again in a moment.', 5);
};

const step = async (order: Order, payment: SettledPayment): Promise<Order> => {
  if (payment.status !== 'succeeded') return follow(order, payment);
  const decision = settle(order, { paymentId: payment.id, ...payment.amount });
  switch (decision.kind) {
    case 'settled':
      return order;
    case 'pay':
      return pay(order, payment, order.tickets);
    case 'reacquire':
      return payAgain(order, payment);
    case 'refund':
      return refund(order, payment, decision.reason);
  }
};

const pay = async (order: Order, payment: SettledPayment, tickets: Ticket[]): Promise<Order> => {
  const now = nowMs();
  const at = isoTime(now);
  const paid = advance(
    order,
    {
      status: 'paid',
      paymentStatus: 'paid',
      paidBy: payment.id,
      paidAt: at,
      // Another one that is open is closed by the clock: it is sent at once, and comes at the hold's end at the latest.
      openPayment: order.openPayment === payment.id ? null : order.openPayment,
      tickets,
      reacquiringUntil: null,
      sequence: order.sequence + 1,
    },
    { what: order.status === 'expired' ? 'paid late: stock taken again' : 'paid', at, by: actor() },
  );
  const held = tickets === order.tickets ? [] : ticketWrites(tickets, order.id);
  await transact([nextOrder(paid), orderPaidEvent(paid, now), ...held]);
  if (paid.openPayment !== null) await sendMessages(ExpireOrder, [{ orderId: paid.id, due: at }]);
  return paid;
};

/** Money for an order that had expired: its units were released, so new ones are taken, or the money goes back. */
const payAgain = async (expired: Order, payment: SettledPayment): Promise<Order> => {
  const { order, tickets } = await reacquireStock(expired);
  if (!tickets) return refund(order, payment, 'nothing-left');
  try {
    return await pay(order, payment, tickets);
  } catch (error) {
    if (error instanceof ConditionFailed) await giveBack(tickets, order.id);
    throw error;
  }
};

/**
 * Refunds the money. The order records the refusal first, on its own condition: a settlement at the same moment with units
 * taken either came before (then this write is refused) or finds the payment refused. Only then is billing called.
 */
const refund = async (order: Order, payment: SettledPayment, reason: string): Promise<Order> => {
  const refused = order.refusedPayments.includes(payment.id) ? order : refuse(order, payment, reason);
  if (refused !== order) await transact([nextOrder(refused)]);
  alarmed('PaymentRefused', 'money goes back', reason, { orderId: order.id, paymentId: payment.id });
  // The event of the dispute's end settles again.
  if ((await readPayment(payment.id)).dispute === 'open') return refused;
  const made = await refundInFull({ paymentId: payment.id, reason, now: nowMs() });
  return made ? followRefund({ ...made, refundId: made.id, at: made.createdAt, status: 'pending' }) : refused;
};

const refuse = (order: Order, payment: SettledPayment, reason: string): Order =>
  advance(
    order,
    { refusedPayments: [...order.refusedPayments, payment.id], reacquiringUntil: null },
    { what: `payment ${payment.id} goes back: ${reason}`, at: isoTime(nowMs()), by: actor() },
  );

/** Moves the payment status by a payment without money, only while it is the order's open one and only if it differs. */
const follow = async (order: Order, payment: SettledPayment): Promise<Order> => {
  const paymentStatus = payment.status === 'processing' ? 'processing' : 'unpaid';
  const concerned = order.openPayment === payment.id && (order.status === 'pending' || order.status === 'expiring');
  const fails = order.status === 'pending' && payment.status === 'failed' && order.failedPayment !== payment.id;
  if (!concerned || (order.paymentStatus === paymentStatus && !fails)) return order;
  const next = advance(
    order,
    { paymentStatus, ...(fails ? { failedPayment: payment.id } : {}) },
    { what: `payment ${payment.status}`, at: isoTime(nowMs()), by: actor() },
  );
  await transact([nextOrder(next)]);
  return next;
};
