import { expect, test } from 'vitest';
import { eur } from '../after-payment/paid-order.fixture.ts';
import { settle } from './settle.ts';

const totals = { subtotal: eur(100), discount: eur(0), shipping: eur(0), tax: eur(0), total: eur(100) };
const order = { status: 'pending' as const, paidBy: null, refusedPayments: [], totals, currency: 'EUR' };
const paid = { paymentId: 'pay_1', amount: 100, currency: 'EUR' };

test.each([
  [{ status: 'pending' }, 100, 'pay'],
  [{ status: 'expiring' }, 100, 'pay'],
  [{ status: 'expired' }, 100, 'reacquire'],
  [{ status: 'cancelled' }, 100, 'refund order-cancelled'],
  [{ status: 'paid', paidBy: 'pay_0' }, 100, 'refund already-paid'],
  [{ status: 'paid', paidBy: 'pay_1' }, 100, 'settled'],
  [{ status: 'cancelled', paidBy: 'pay_1' }, 100, 'settled'],
  [{ status: 'pending' }, 99, 'refund amount-mismatch'],
  [{ status: 'expired' }, 101, 'refund amount-mismatch'],
  [{ status: 'cancelled' }, 101, 'refund amount-mismatch'],
  [{ status: 'expired', refusedPayments: ['pay_1'] }, 100, 'refund refused-before'],
  [{ status: 'expired', refusedPayments: ['pay_0'] }, 100, 'reacquire'],
] as const)('money for an order that is %o with amount %i: %s', (state, amount, expected) => {
  const given = { ...order, ...state, refusedPayments: [...('refusedPayments' in state ? state.refusedPayments : [])] };
  expect(Object.values(settle(given, { ...paid, amount })).join(' ')).toBe(expected);
});

test('money of another currency goes back, whatever its amount', () => {
  expect(settle(order, { ...paid, currency: 'USD' })).toEqual({ kind: 'refund', reason: 'amount-mismatch' });
});
