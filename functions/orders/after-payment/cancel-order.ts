import { nowMs } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { money } from '#lib/money.ts';
import { readPayment } from '../../billing/public.ts';
import { changeOrder, checkSeen, moved, type Step } from '../order/change-order.ts';
import type { Order } from '../order/order.ts';
import { orderCancelledEvent } from '../order/order-events.ts';
import {
  following,
  leftOf,
  shippingLeftOf,
  toRefund,
  toSend,
  withLines,
  withRecord,
  worthOf,
} from '../order/order-units.ts';
import { readOrder } from '../order/orders-table.ts';
import { endOrder } from '../placing/end-order.ts';
import { OrderClosed } from '../refusals.ts';
import { checkRefundable, type RefundDecision } from './refund.ts';
import { refundWrites, restockWrites } from './refund-order.ts';

export interface CancelInput {
  readonly reason: string;
  readonly restock: boolean;
  readonly ifMatch?: number | undefined;
}

/**
 * Cancels an order. An unpaid one ends as a hold that runs out does, and its tickets are released. Of a paid one, none of
 * which was sent, all money that is left goes back and its units return to stock, in one transaction with the
 * end. A repeat answers the same order.
 * @throws Refusal 409 `order-closed` for one that has expired or was sent, 409 `not-refundable` while it is disputed
 */
export const cancelOrder = async (orderId: string, input: CancelInput): Promise<Order> => {
  if (input.ifMatch !== undefined) checkSeen(await readOrder(orderId), input.ifMatch);
  const ended = await endOrder(orderId, 'cancelled');
  if (ended.status !== 'paid') return unlessExpired(ended);
  const refundId = newId('ref');
  // Money that came in this moment has moved the order on, and that is not what the caller had not seen.
  const seen = ended.version === input.ifMatch ? input.ifMatch : undefined;
  const { order } = await changeOrder(orderId, [], (order) => callOff(order, refundId, { ...input, ifMatch: seen }));
  return unlessExpired(order);
};

const unlessExpired = (order: Order): Order => {
  if (order.status === 'expired') throw new OrderClosed('The order has expired.');
  return order;
};

const callOff = async (
  order: Order,
  refundId: string,
  { reason, restock, ifMatch }: CancelInput,
): Promise<Step<void>> => {
  if (order.status !== 'paid') return { result: undefined };
  checkSeen(order, ifMatch);
  if (order.fulfilmentStatus !== 'unfulfilled')
    throw new OrderClosed('Some of the order was sent; ask for a return or a refund.');
  const now = nowMs();
  const decision = everythingBack(order, restock);
  const refund = decision && {
    ...refundWrites({
      order,
      id: refundId,
      payment: await readPayment(order.paidBy ?? ''),
      decision,
      reason,
      returnId: null,
      now,
    }),
    change: decision.change,
  };
  const lines = (refund?.change.lines ?? order.lines).map((line) => ({
    ...line,
    cancelled: line.cancelled + toSend(line),
  }));
  const change = following(order, {
    ...refund?.change,
    status: 'cancelled',
    lines,
    sequence: order.sequence + 1,
    ...(refund ? withRecord(order, refundId) : {}),
  });
  const next = moved(
    order,
    change,
    refund ? `cancelled; refund ${refundId}: ${refund.row.amount.amount} ${order.currency}` : 'cancelled',
    now,
  );
  const unsent = restock ? order.lines.map((line) => ({ lineId: line.id, quantity: toSend(line) })) : [];
  const back = restockWrites(order, refund ? refundId : order.id, 'cancelled', unsent);
  const writes = [orderCancelledEvent(next, true, now), ...(refund?.writes ?? []), ...back.writes];
  return { next, writes, owed: back.owed, result: undefined };
};

/** The refund of all that is left; none where nothing was paid or all of it went back before. */
const everythingBack = (order: Order, restock: boolean): RefundDecision | undefined => {
  const amount = leftOf(order);
  if (amount.amount === 0) return undefined;
  checkRefundable(order);
  const lines = order.lines
    .filter((line) => toRefund(line) > 0)
    .map((line) => {
      const quantity = toRefund(line);
      return {
        lineId: line.id,
        quantity,
        restock: restock && toSend(line) > 0,
        amount: money(worthOf(line, quantity), order.currency),
      };
    });
  return {
    amount,
    lines,
    shipping: money(shippingLeftOf(order), order.currency),
    change: {
      lines: withLines(
        order.lines,
        lines.map(({ lineId }) => ({
          lineId,
          change: (line) => ({ refunded: line.quantity, refundedTotal: line.total }),
        })),
      ),
      refundedTotal: order.totals.total,
      refundedShipping: order.shipping?.total ?? money(0, order.currency),
    },
  };
};
