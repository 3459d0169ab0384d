import { nowMs } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import { measured } from '#lib/metric.ts';
import {
  nextLedgerPage,
  type Payment,
  recordUnmatchedPayment,
  retryUnmatched,
  switchedOnProviders,
} from '../../billing/public.ts';
import type { Order } from '../order/order.ts';
import { findOrder } from '../order/orders-table.ts';
import { settlePayment } from './settle-payment.ts';

/** Left after reading, for what was not explained before. */
const LOOKS_FOR_MS = 45_000;

/** Whether an order has had its say about a payment's money: it keeps it, or sent it back. */
const isMatched = (order: Order, payment: Payment): boolean =>
  order.paidBy === payment.id || (order.refusedPayments.includes(payment.id) && payment.refundable === 0);

/** Matches a payment's money with its order, and settles what was missed. @returns false when that cannot be done */
const match = async (payment: Payment): Promise<boolean> => {
  const order = await findOrder(payment.orderId);
  if (!order) {
    await recordUnmatchedPayment(payment, 'no-order', nowMs());
    return false;
  }
  if (isMatched(order, payment)) return true;
  try {
    const settled = await settlePayment(payment);
    if (settled.paidBy === payment.id || payment.dispute !== 'open') {
      log.info('missed money settled', { orderId: order.id, paymentId: payment.id });
      return true;
    }
    // Disputed money that has to go back waits for the bank.
    await recordUnmatchedPayment(payment, 'unsettled', nowMs());
    return false;
  } catch (error) {
    // One that cannot be settled must not keep the others from it.
    log.error('money could not be settled', error, { orderId: order.id, paymentId: payment.id });
    await recordUnmatchedPayment(payment, 'unsettled', nowMs());
    return false;
  }
};

/**
 * Reads what came at the providers since the last time and matches each payment with its order; then looks again after
 * what nothing explained before. Repeatable, and safe to run twice at once.
 * @param until when to stop reading, milliseconds since 1970; the next run goes on there
 */
export const reconcilePayments = async (until: number): Promise<void> => {
  for (const provider of switchedOnProviders()) {
    for (let more = true; more && nowMs() < until; ) {
      const page = await nextLedgerPage(provider, nowMs());
      for (const payment of page?.payments ?? []) await match(payment);
      more = page !== undefined && (await page.done());
    }
  }
  const left = await retryUnmatched(until + LOOKS_FOR_MS, match);
  measured('UnpairedPayments', left);
};
