import { expect, test } from 'vitest';
import { advance, isDisputeNews, type Order, transitions } from './order.ts';
import { refundTransitions } from './refund.ts';
import { returnTransitions } from './return.ts';

const money = (amount: number) => ({ amount, currency: 'EUR' });
const order: Order = {
  id: 'ord_1', number: 'n', version: 1, sequence: 1, status: 'pending', paymentStatus: 'unpaid', fulfilmentStatus: 'unfulfilled',
  returnStatus: 'none', cartId: 'crt_1', currency: 'EUR', pricesIncludeTax: true, lines: [], shipping: null,
  totals: { subtotal: money(100), discount: money(0), shipping: money(0), tax: money(0), total: money(100) }, taxLines: [],
  coupons: [], contactRef: 'c', buyerKey: 'b', country: 'DE', region: null, postalPrefix: '101', tickets: [], openPayment: 'pay_1',
  paidBy: null, refusedPayments: [], retakingUntil: null, test: true, placedAt: '2026-01-01T00:00:00.000Z', paidAt: null,
  expiresAt: '2026-01-01T00:20:00.000Z', metadata: {}, history: [],
}; // biome-ignore format: a record
const note = { what: 'x', at: '2026-01-01T00:00:00.000Z', by: 'test' };

test('every way of an axis leads to a state of that axis', () => {
  const all = { ...transitions, refund: refundTransitions, return: returnTransitions };
  for (const [axis, ways] of Object.entries(all)) {
    const states = Object.keys(ways);
    for (const targets of Object.values(ways)) for (const target of targets) expect(states, axis).toContain(target);
  }
});

test('news of a dispute that is older than what is known changes nothing', () => {
  const known = (dispute: Order['dispute']) =>
    (['open', 'won', 'lost'] as const).filter((news) => isDisputeNews(dispute ? { dispute } : {}, news));
  expect(known(undefined)).toEqual(['open', 'won', 'lost']);
  expect(known('open')).toEqual(['won', 'lost']);
  expect(known('won')).toEqual(['lost']);
  expect(known('lost')).toEqual([]);
  expect(isDisputeNews({}, null)).toBe(false);
});

test('a change counts the version and says who and when', () => {
  const next = advance(order, { status: 'paid' }, note);
  expect(next).toMatchObject({ version: 2, status: 'paid', history: [note] });
  expect(order.version).toBe(1);
});

test('a move that no transition allows is refused', () => {
  expect(() => advance({ ...order, status: 'cancelled' }, { status: 'paid' }, note)).toThrow(
    'cannot go from cancelled to paid',
  );
  expect(() => advance(order, { status: 'expired' }, note)).toThrow('cannot go from pending to expired');
});
