import { isoTime, nowMs } from '#lib/clock.ts';
import { money, totalStep } from '#lib/money.ts';
import type { Write } from '#lib/table.ts';
import { type Payment, readPayment, refundRow } from '../../billing/public.ts';
import { InvalidAmount, NotRefundable } from '../../billing/refusals.ts';
import { oweStock } from '../../inventory/public.ts';
import { changeOrder, checkSeen, moved, oneMore, type Step } from '../order/change-order.ts';
import type { Order } from '../order/order.ts';
import { following } from '../order/order-units.ts';
import { newRecord, recordAt, recordFrom } from '../order/records-table.ts';
import { PaymentUnknown } from '../refusals.ts';
import { decideRefund, type OrderRefund, type RefundDecision } from './refund.ts';
import type { RefundRequest } from './requests.ts';

/**
 * Refunds money: the order's counters, what may still be refunded of the payment, the refund's row at billing and our own
 * record of it are one transaction, before the provider is called; so never more than was paid, at whatever
 * concurrency. The same id again answers the same refund.
 * @throws Refusal 409 `not-refundable`; 422 `line-unknown`, `invalid-amount`; 412
 */
export const refundOrder = async (
  orderId: string,
  id: string,
  request: RefundRequest,
  ifMatch: number | undefined,
): Promise<OrderRefund> => {
  const { result } = await changeOrder(orderId, [recordAt(orderId, id)], async (order, [item]) => {
    const made = recordFrom('refund', item);
    if (made) return { result: made };
    checkSeen(order, ifMatch);
    const paymentId = request.paymentId ?? order.paidBy ?? order.refusedPayments[0];
    if (paymentId === undefined) throw new NotRefundable('No payment of this order has brought money.');
    if (paymentId !== order.paidBy) return refundRefused(order, id, paymentId, request);
    const decision = decideRefund(order, request);
    const payment = await readPayment(paymentId);
    return refundPaid(order, id, payment, decision, request.reason);
  });
  return result;
};

const refundPaid = (
  order: Order,
  id: string,
  payment: Payment,
  decision: RefundDecision,
  reason: string,
): Step<OrderRefund> => {
  const now = nowMs();
  const { row, writes } = refundWrites({ order, id, payment, decision, reason, returnId: null, now });
  const change = following(order, { ...decision.change, ...oneMore(order, id) });
  const next = moved(order, change, `refund ${id}: ${row.amount.amount} ${row.amount.currency}`, now);
  const restocked = decision.lines.filter((line) => line.restock);
  const back = restockWrites(order, id, 'refund', restocked);
  return { next, writes: [...writes, ...back.writes], owed: back.owed, result: row };
};

/** Another try for money that the order never kept, whose refund failed. It touches none of the order's counters. */
const refundRefused = async (
  order: Order,
  id: string,
  paymentId: string,
  { lines, shipping, amount, reason }: RefundRequest,
): Promise<Step<OrderRefund>> => {
  if (!order.refusedPayments.includes(paymentId)) throw new PaymentUnknown();
  if (lines || shipping) throw new InvalidAmount('The order has not kept this payment; name an amount or none.');
  const payment = await readPayment(paymentId);
  const left = money(payment.refundable, payment.amount.currency);
  const wanted = amount ?? left;
  if (wanted.amount === 0) throw new NotRefundable('All of this money has gone back already.');
  if (wanted.currency !== left.currency) throw new InvalidAmount(`The payment is in ${left.currency}.`);
  if (wanted.amount % totalStep(wanted.currency) !== 0)
    throw new InvalidAmount('The last digit of this currency’s amounts is 0.');
  const now = nowMs();
  const decision = { amount: wanted, lines: [], shipping: money(0, order.currency) };
  const { row, writes } = refundWrites({ order, id, payment, decision, reason, returnId: null, now });
  const next = moved(order, oneMore(order, id), `refund ${id} of payment ${paymentId}`, now);
  return { next, writes, result: row };
};

/** A refund's writes: our own record, and billing's row with its amount off the payment. */
export const refundWrites = (wanted: {
  readonly order: Order;
  readonly id: string;
  readonly payment: Payment;
  readonly decision: Pick<RefundDecision, 'amount' | 'lines' | 'shipping'>;
  readonly reason: string;
  readonly returnId: string | null;
  readonly now: number;
}): { readonly row: OrderRefund; readonly writes: Write[] } => {
  const { order, id, payment, decision, reason, returnId, now } = wanted;
  const { amount, lines, shipping } = decision;
  const row: OrderRefund = {
    id,
    status: 'pending',
    paymentId: payment.id,
    amount,
    reason,
    lines,
    shipping,
    returnId,
    createdAt: isoTime(now),
    settledAt: null,
  };
  const { writes } = refundRow({ payment, amount, reason, refundId: id, now });
  return { row, writes: [newRecord(order.id, 'refund', row), ...writes] };
};

/**
 * Units that go back on the shelf: each line's as a credit of its own, named `<refund or return>#<line>`. The ledger says
 * why by a constant; free text stays with the order.
 */
export const restockWrites = (
  order: Order,
  id: string,
  why: string,
  lines: readonly { readonly lineId: string; readonly quantity: number }[],
): { readonly writes: Write[]; readonly owed: string[] } => {
  const back = lines.flatMap(({ lineId, quantity }) => {
    const what = order.lines.find((line) => line.id === lineId)?.variantId;
    return what === undefined || quantity === 0 ? [] : [{ what, quantity, lineId }];
  });
  return {
    writes: back.map(({ what, quantity, lineId }) => oweStock(what, quantity, `${id}#${lineId}`, why)),
    owed: back.map(({ what }) => what),
  };
};
