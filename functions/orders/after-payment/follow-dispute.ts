import { isDisputeMove, readPayment } from '../../billing/public.ts';
import { changeOrder, moved } from '../order/change-order.ts';
import { following } from '../order/order-units.ts';
import { settlePayment } from '../payment/settle-payment.ts';

/**
 * Records at the order what billing knows of the dispute of its payment. Open, it blocks refunds and fulfilment; won, the
 * order is as it was; lost, its money is gone as if it had been paid back. Money that the order never kept goes back as
 * soon as no dispute is in the way.
 */
export const followDispute = async (paymentId: string): Promise<void> => {
  const payment = await readPayment(paymentId);
  // The event of the money itself may not have been consumed yet.
  await settlePayment(payment);
  await changeOrder(payment.orderId, [], (order) => {
    const dispute = payment.dispute;
    if (order.paidBy !== payment.id || dispute === null || !isDisputeMove(order.dispute ?? null, dispute))
      return { result: undefined };
    const what = dispute === 'open' ? 'payment disputed' : `dispute ${dispute}`;
    return { next: moved(order, following(order, { dispute }), what), result: undefined };
  });
};
