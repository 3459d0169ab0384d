import { readPayment } from '../billing/public.ts';
import { changeOrder, moved } from './change-order.ts';
import type { Order } from './order.ts';
import { following } from './order-units.ts';
import { settlePayment } from './settle-payment.ts';

/** A dispute only rises, whatever order its news come in; a won one may be lost again. */
const rank = { open: 1, won: 2, lost: 3 } as const satisfies Record<NonNullable<Order['dispute']>, number>;

/**
 * Lets the order say what billing knows of the dispute of its payment. Open, it blocks refunds and fulfilment; won, the
 * order is as it was; lost, its money is gone as if it had been paid back. Money that the order never kept goes back as
 * soon as no dispute is in the way.
 */
export const followDispute = async (paymentId: string): Promise<void> => {
  const payment = await readPayment(paymentId);
  // The news of the money itself may still be on its way.
  await settlePayment(payment);
  await changeOrder(payment.orderId, [], (order) => {
    const dispute = payment.dispute;
    const rises = dispute !== null && rank[dispute] > (order.dispute ? rank[order.dispute] : 0);
    if (order.paidBy !== payment.id || !rises) return { result: undefined };
    const what = dispute === 'open' ? 'payment disputed' : `dispute ${dispute}`;
    return { next: moved(order, following(order, { dispute }), what), result: undefined };
  });
};
