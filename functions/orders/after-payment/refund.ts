import * as z from 'zod/mini';
import { Money, money, totalStep } from '#lib/money.ts';
import { InvalidAmount, NotRefundable } from '../../billing/refusals.ts';
import type { Order, OrderLine } from '../order/order.ts';
import {
  leftOf,
  refundedOf,
  shippingLeftOf,
  toRefund,
  toReturn,
  toSend,
  withLines,
  worthOf,
} from '../order/order-units.ts';
import { unknownLine } from './fulfilment.ts';

/** What a refund is for. Billing moves the money; this is the order's own record of it. */
export const RefundedLine = z.object({
  lineId: z.string().check(z.describe('A line of the order.')),
  quantity: z.int().check(z.describe('How many of its units are paid back.')),
  restock: z.boolean().check(z.describe('Whether they go back on the shelf.')),
  amount: Money.check(z.describe('What the units are worth.')),
});
export type RefundedLine = z.infer<typeof RefundedLine>;

export const OrderRefund = z.object({
  id: z.string().check(z.describe('The refund’s id, `ref_…`.')),
  status: z
    .enum(['pending', 'succeeded', 'failed'])
    .check(z.describe('Where the refund stands: the provider may take days.')),
  paymentId: z.string().check(z.describe('The payment whose money goes back.')),
  amount: Money.check(z.describe('What is paid back in all.')),
  reason: z.string().check(z.describe('Why: what staff wrote, or a constant of the system.')),
  lines: z.array(RefundedLine).check(z.describe('The units it is for.')),
  shipping: Money.check(z.describe('The part of the shipping that is paid back.')),
  returnId: z.nullable(z.string()).check(z.describe('The return that it belongs to; null without one.')),
  createdAt: z.string().check(z.describe('When it was asked for.')),
  settledAt: z.nullable(z.string()).check(z.describe('When it succeeded or failed; null before.')),
});
export type OrderRefund = z.infer<typeof OrderRefund>;

export interface RefundInput {
  readonly lines?:
    | readonly { readonly lineId: string; readonly quantity: number; readonly restock: boolean }[]
    | undefined;
  readonly shipping?: boolean | undefined;
  readonly amount?: Money | undefined;
  /** Only units that were sent, or called off before: a return never calls off what is still to be sent. */
  readonly sentOnly?: boolean;
}

/** What a refund does to the order. */
export interface RefundDecision {
  readonly amount: Money;
  readonly lines: RefundedLine[];
  readonly shipping: Money;
  readonly change: Pick<Order, 'lines'> & { readonly refundedTotal: Money; readonly refundedShipping: Money };
}

/** Refuses a refund of an order whose payment brought no money, has given all of it back, or is disputed. */
export const checkRefundable = (order: Order): void => {
  if (order.paidBy === null || (order.status !== 'paid' && order.status !== 'cancelled'))
    throw new NotRefundable('No payment of this order has brought money that it kept.');
  if (order.dispute === 'open') throw new NotRefundable('The payment is disputed; wait until that is closed.');
  if (order.dispute === 'lost') throw new NotRefundable('The buyer’s bank has taken the money back already.');
  if (leftOf(order).amount === 0)
    throw new NotRefundable('All of the money has gone back already.', { refundable: leftOf(order) });
};

/**
 * Decides a refund: what it is worth and what becomes of the units. Pure; never more than is left.
 *
 * Which units are meant: those that are paid back without going back on the shelf are the ones that were sent, as long
 * as there are any, then the ones still to be sent, which are called off. Those that go back on the shelf are still in
 * the house, as long as there are any, and called off; beyond them they were sent and came back.
 * @throws Refusal 409 `not-refundable`, 422 `line-unknown`, 422 `invalid-amount`
 */
export const decideRefund = (order: Order, input: RefundInput): RefundDecision => {
  checkRefundable(order);
  const left = leftOf(order);
  const everything = !input.lines && !input.shipping && !input.amount;
  const asked = everything
    ? order.lines
        .filter((line) => toRefund(line) > 0)
        .map((line) => ({ lineId: line.id, quantity: toRefund(line), restock: false }))
    : (input.lines ?? []);
  const lines = asked.map((one) => refundedLine(order, one));
  const shipping = input.shipping || everything ? shippingLeftOf(order) : 0;
  const worth = lines.reduce((sum, line) => sum + line.amount.amount, shipping);
  const amount = everything ? left.amount : amountOf(order, input, worth);
  if (amount === 0) throw new NotRefundable('That is worth nothing.');
  if (amount > left.amount)
    throw new NotRefundable('That is more than is left of what was paid.', { refundable: left });
  const change = {
    lines: withLines(
      order.lines,
      lines.map((one) => ({ lineId: one.lineId, change: (line) => afterRefund(line, one, input.sentOnly ?? false) })),
    ),
    refundedTotal: money(refundedOf(order) + amount, order.currency),
    refundedShipping: money((order.refundedShipping?.amount ?? 0) + shipping, order.currency),
  };
  return { amount: money(amount, order.currency), lines, shipping: money(shipping, order.currency), change };
};

const amountOf = (order: Order, { lines, shipping, amount }: RefundInput, worth: number): number => {
  if (!amount) return worth;
  const invalid = (detail: string) => new InvalidAmount(detail);
  if (amount.currency !== order.currency) throw invalid(`The order is in ${order.currency}.`);
  if (amount.amount % totalStep(order.currency) !== 0) throw invalid('The last digit of this currency’s amounts is 0.');
  if ((lines || shipping) && amount.amount > worth)
    throw invalid('That is more than the lines and the shipping are worth.');
  return amount.amount;
};

const refundedLine = (order: Order, asked: { lineId: string; quantity: number; restock: boolean }): RefundedLine => {
  const line = order.lines.find((one) => one.id === asked.lineId);
  if (!line) throw unknownLine(asked.lineId);
  const { lineId, quantity, restock } = asked;
  if (quantity > toRefund(line))
    throw new NotRefundable('Fewer units of this line are left to refund.', { lineId, left: toRefund(line) });
  return { lineId, quantity, restock, amount: money(worthOf(line, quantity), order.currency) };
};

const afterRefund = (
  line: OrderLine,
  { quantity, restock, amount, lineId }: RefundedLine,
  sentOnly: boolean,
): Partial<OrderLine> => {
  // Sent or called off, and not paid back.
  const gone = line.fulfilled + line.cancelled - line.refunded;
  const called = sentOnly ? 0 : restock ? Math.min(quantity, toSend(line)) : Math.max(0, quantity - gone);
  const others = quantity - called;
  if (others > gone)
    throw new NotRefundable('Fewer units of this line were sent and are not paid back.', { lineId, left: gone });
  const back = restock ? others : 0;
  if (back > toReturn(line))
    throw new NotRefundable('Fewer units of this line can go back on the shelf.', {
      lineId,
      left: called + toReturn(line),
    });
  return {
    cancelled: line.cancelled + called,
    returned: line.returned + back,
    refunded: line.refunded + quantity,
    refundedTotal: money((line.refundedTotal?.amount ?? 0) + amount.amount, amount.currency),
  };
};

/** The order's counters after a refund failed: its money is the shop's again; what happened to the goods stays. */
export const afterFailure = (order: Order, refund: OrderRefund): RefundDecision['change'] => ({
  lines: withLines(
    order.lines,
    refund.lines.map(({ lineId, quantity, amount }) => ({
      lineId,
      change: (line) => ({
        refunded: line.refunded - quantity,
        refundedTotal: money((line.refundedTotal?.amount ?? 0) - amount.amount, order.currency),
      }),
    })),
  ),
  refundedTotal: money(refundedOf(order) - refund.amount.amount, order.currency),
  refundedShipping: money((order.refundedShipping?.amount ?? 0) - refund.shipping.amount, order.currency),
});
