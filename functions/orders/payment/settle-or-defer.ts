import { sendAt } from '#lib/due-index.ts';
import { SettlePayment } from '../messages.ts';
import type { Order } from '../order/order.ts';
import { StockClaimed } from './reacquire-stock.ts';
import { type SettledPayment, settlePayment } from './settle-payment.ts';

/**
 * Settles a payment for a queue, or defers it until the claim of another settlement of its order is over: one that died
 * leaves a claim of minutes, and retries until then would make a dead letter of money that came.
 * @param selfSends how often in a row the queue of deferred payments has sent to itself: 0 from any other queue
 * @returns the order as it is now; `undefined` when it was deferred
 */
export const settleOrDefer = async (payment: SettledPayment, selfSends = 0): Promise<Order | undefined> => {
  try {
    return await settlePayment(payment);
  } catch (error) {
    if (!(error instanceof StockClaimed)) throw error;
    await sendAt(SettlePayment, { paymentId: payment.id }, { id: payment.id, due: error.until, selfSends });
    return undefined;
  }
};
