import type { Order } from '../order/order.ts';

/** What settlement needs to know of a payment that succeeded. */
export interface Money {
  readonly paymentId: string;
  readonly amount: number;
  readonly currency: string;
}

/** What is to be done with money that arrived. */
export type Settlement =
  | { readonly kind: 'pay' }
  | { readonly kind: 'reacquire' }
  | { readonly kind: 'settled' }
  | {
      readonly kind: 'refund';
      readonly reason: 'amount-mismatch' | 'order-cancelled' | 'already-paid' | 'refused-before';
    };

/**
 * Decides what to do with money that came, whatever path told of it (webhook, shopper's return page, reconciliation,
 * placing an order that costs nothing):
 *
 * | order              | amount equal | effect                                   |
 * |--------------------|--------------|------------------------------------------|
 * | pending, expiring  | yes          | paid                                     |
 * | expired            | yes          | reacquire the stock, else refund         |
 * | cancelled, or paid by another payment | – | refund in full                   |
 * | any                | no           | refund in full                           |
 */
export const settle = (
  order: Pick<Order, 'status' | 'paidBy' | 'refusedPayments' | 'totals' | 'currency'>,
  money: Money,
): Settlement => {
  if (order.paidBy === money.paymentId) return { kind: 'settled' };
  if (order.refusedPayments.includes(money.paymentId)) return { kind: 'refund', reason: 'refused-before' };
  if (order.status === 'paid') return { kind: 'refund', reason: 'already-paid' };
  if (money.amount !== order.totals.total.amount || money.currency !== order.currency) {
    return { kind: 'refund', reason: 'amount-mismatch' };
  }
  if (order.status === 'cancelled') return { kind: 'refund', reason: 'order-cancelled' };
  return order.status === 'expired' ? { kind: 'reacquire' } : { kind: 'pay' };
};
