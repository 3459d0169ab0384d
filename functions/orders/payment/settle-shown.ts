import { log } from '#lib/log.ts';
import type { Payment } from '../../billing/public.ts';
import { isOpen, type Order } from '../order/order.ts';
import { settlePayment } from './settle-payment.ts';

/** An order and the payment that is shown beside it, or that an answer has shown before. */
export interface Shown<P extends Payment | null> {
  readonly order: Order;
  readonly payment: P;
}

/**
 * Settles an order with a payment before the two are shown, so that they agree: they are two items, and a payment is
 * recorded before its order. What cannot be settled just now is shown as `processing`; the fact of the payment settles
 * it. An order that is not open, and a payment that waits for its buyer, are shown as they are, without a call.
 */
export const settleShown = async <P extends Payment | null>(order: Order, payment: P): Promise<Shown<P>> => {
  if (!payment || !isOpen(order) || !tells(order, payment)) return { order, payment };
  try {
    return { order: await settlePayment(payment, order), payment };
  } catch (error) {
    log.error('payment shown before it is settled', error, { orderId: order.id, paymentId: payment.id });
    return { order, payment: { ...payment, status: 'processing' } };
  }
};

const tells = ({ paymentStatus }: Order, { status }: Payment): boolean =>
  status === 'succeeded' || (status === 'processing' && paymentStatus !== 'processing');
