import { nowMs } from '#lib/clock.ts';
import { sendMessages } from '#lib/send.ts';
import { TellPaymentFailed } from '../messages.ts';
import { changeOrder, moved } from '../order/change-order.ts';
import type { Order } from '../order/order.ts';
import { orderPaymentFailedEvent } from '../order/order-events.ts';

/** Most buyers whose card was declined try another at once: only of those who have not is told. */
const PATIENCE_SECONDS = 120;

/** Plans to tell of an open payment that failed, for when its buyer has had time to try again. */
export const planToTell = async (order: Order, paymentId: string): Promise<void> => {
  if (!isToTell(order, paymentId)) return;
  await sendMessages(TellPaymentFailed, [{ orderId: order.id, paymentId }], { delaySeconds: PATIENCE_SECONDS });
};

/** Publishes `order.payment-failed` for an order that still waits with this failed payment; a repeat publishes nothing. */
export const tellPaymentFailed = async (orderId: string, paymentId: string): Promise<void> => {
  await changeOrder(orderId, [], (order) => {
    if (!isToTell(order, paymentId)) return { result: undefined };
    const now = nowMs();
    const change = { toldPayment: paymentId, sequence: order.sequence + 1 };
    const next = moved(order, change, 'buyer told of the failed payment', now);
    return { next, writes: [orderPaymentFailedEvent(next, paymentId, now)], result: undefined };
  });
};

const isToTell = ({ status, openPayment, failedPayment, toldPayment }: Order, paymentId: string): boolean =>
  status === 'pending' && openPayment === paymentId && failedPayment === paymentId && toldPayment !== paymentId;
