import { nowMs } from '#lib/clock.ts';
import { sendMessages } from '#lib/send.ts';
import { SettlePayment } from '../messages.ts';
import type { Order } from '../order/order.ts';
import { TakingElsewhere } from './reacquire-stock.ts';
import { type SettledPayment, settlePayment } from './settle-payment.ts';

/**
 * Settles, for a queue. While somebody else takes the stock of this order again it is put off until their claim is over:
 * who died at it leaves a claim of minutes, and trying until then would make a dead letter of money that came.
 * @returns the order as it is now; `undefined` when it was put off
 */
export const settleInTurn = async (payment: SettledPayment): Promise<Order | undefined> => {
  try {
    return await settlePayment(payment);
  } catch (error) {
    if (!(error instanceof TakingElsewhere)) throw error;
    const delaySeconds = Math.max(1, Math.ceil((error.until - nowMs()) / 1000));
    await sendMessages(SettlePayment, [{ paymentId: payment.id }], { delaySeconds });
    return undefined;
  }
};
