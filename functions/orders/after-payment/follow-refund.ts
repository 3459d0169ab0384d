import { nowMs } from '#lib/clock.ts';
import type { Money } from '#lib/money.ts';
import { money } from '#lib/money.ts';
import type { Write } from '#lib/table.ts';
import { isRefundMove } from '../../billing/public.ts';
import { changeOrder, moved, type Step } from '../order/change-order.ts';
import type { Order, OrderChange } from '../order/order.ts';
import { orderRefundedEvent } from '../order/order-events.ts';
import { following, withRecord } from '../order/order-units.ts';
import { newRecord, nextRecord, recordAt, recordFrom } from '../order/records-table.ts';
import { afterFailure, type OrderRefund } from './refund.ts';

/** What billing says of a refund. */
export interface RefundNews {
  readonly refundId: string;
  readonly orderId: string;
  readonly paymentId: string;
  readonly amount: Money;
  readonly reason: string;
  readonly status: OrderRefund['status'];
  /** ISO 8601. */
  readonly at: string;
}

/**
 * Records at the order what became of a refund; in any order, any number of times. One that failed gives its units and
 * its money back to what may be refunded, once. Money that went back by itself (it came too late) gets its record here.
 */
export const followRefund = async (news: RefundNews): Promise<Order> => {
  const place = recordAt(news.orderId, news.refundId);
  const { order } = await changeOrder(news.orderId, [place], (order, [item]) => {
    const row = recordFrom('refund', item);
    return row ? settled(order, row, news) : noted(order, news);
  });
  return order;
};

const noted = (order: Order, news: RefundNews): Step<undefined> => {
  const { refundId: id, paymentId, amount, reason, status, at } = news;
  const settledAt = status === 'pending' ? null : at;
  const shipping = money(0, order.currency);
  const row: OrderRefund = {
    id,
    status,
    paymentId,
    amount,
    reason,
    lines: [],
    shipping,
    returnId: null,
    createdAt: at,
    settledAt,
  };
  const what = `refund ${id} of payment ${paymentId}: ${status}`;
  return told(order, withRecord(order, id), what, row, newRecord(order.id, 'refund', row));
};

const settled = (order: Order, row: OrderRefund, news: RefundNews): Step<undefined> => {
  if (!isRefundMove(row.status, news.status)) return { result: undefined };
  const restores = news.status === 'failed' && row.paymentId === order.paidBy;
  const change = restores ? following(order, afterFailure(order, row)) : {};
  const after = { ...row, status: news.status, settledAt: news.at };
  return told(order, change, `refund ${row.id}: ${news.status}`, after, nextRecord(order.id, 'refund', after));
};

/** The order's next version and its refund's record; of one that succeeded everybody is told. */
const told = (order: Order, change: OrderChange, what: string, row: OrderRefund, record: Write): Step<undefined> => {
  if (row.status !== 'succeeded') return { next: moved(order, change, what), writes: [record], result: undefined };
  const now = nowMs();
  const next = moved(order, { ...change, sequence: order.sequence + 1 }, what, now);
  return { next, writes: [record, orderRefundedEvent(next, row, now)], result: undefined };
};
