import { expect, test } from 'vitest';
import { aLine, anOrder } from '../after-payment/paid-order.fixture.ts';
import { returnTransitions } from '../after-payment/return.ts';
import {
  advance,
  FulfilmentStatus,
  isOpen,
  Order,
  OrderDraft,
  OrderStatus,
  PaymentStatus,
  ReturnStatus,
  transitions,
} from './order.ts';

const money = (amount: number) => ({ amount, currency: 'EUR' });
const order: Order = {
  id: 'ord_1', number: 'n', version: 1, sequence: 1, status: 'pending', paymentStatus: 'unpaid', fulfilmentStatus: 'unfulfilled',
  returnStatus: 'none', cartId: 'crt_1', currency: 'EUR', pricesIncludeTax: true, lines: [], shipping: null,
  totals: { subtotal: money(100), discount: money(0), shipping: money(0), tax: money(0), total: money(100) }, taxLines: [],
  coupons: [], contactRef: 'c', buyerKey: 'b', country: 'DE', region: null, postalPrefix: '101', tickets: [], openPayment: 'pay_1',
  paidBy: null, refusedPayments: [], reacquiringUntil: null, test: true, placedAt: '2026-01-01T00:00:00.000Z', paidAt: null,
  expiresAt: '2026-01-01T00:20:00.000Z', metadata: {}, history: [],
}; // biome-ignore format: a record
const note = { what: 'x', at: '2026-01-01T00:00:00.000Z', by: 'test' };

test('every way of an axis leads to a state of that axis', () => {
  const all = { ...transitions, return: returnTransitions };
  for (const [axis, ways] of Object.entries(all)) {
    const states = Object.keys(ways);
    for (const targets of Object.values(ways)) for (const target of targets) expect(states, axis).toContain(target);
  }
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

type Axis = keyof typeof transitions;
const moves = (axis: Axis): string[] => {
  const states = Object.keys(transitions[axis]);
  return states.flatMap((from) => {
    const to = states.filter((next) => {
      try {
        advance({ ...order, [axis]: from }, { [axis]: next }, note);
        return next !== from;
      } catch {
        return false;
      }
    });
    return to.length > 0 ? [`${from} → ${to.join(', ')}`] : [];
  });
};

test('an order moves along these ways and no others', () => {
  expect(moves('status')).toEqual([
    'pending → expiring, paid',
    'expiring → expired, paid, cancelled',
    'expired → paid',
    'paid → cancelled',
  ]);
  expect(moves('paymentStatus')).toEqual([
    'unpaid → processing, paid',
    'processing → unpaid, paid',
    'paid → partially-refunded, refunded, disputed',
    'partially-refunded → paid, refunded, disputed',
    'refunded → paid, partially-refunded, disputed',
    'disputed → paid, partially-refunded, refunded',
  ]);
  expect(moves('fulfilmentStatus')).toEqual(['unfulfilled → partial, fulfilled', 'partial → fulfilled']);
  expect(moves('returnStatus')).toEqual([
    'none → requested, partial, returned',
    'requested → none, partial, returned',
    'partial → requested, returned',
    'returned → partial',
  ]);
});

test('staying where it is is no move, and is always allowed', () => {
  expect(advance({ ...order, status: 'cancelled' }, { status: 'cancelled' }, note).status).toBe('cancelled');
});

test('a refused move names the axis', () => {
  expect(() => advance(order, { returnStatus: 'none', fulfilmentStatus: 'fulfilled' }, note)).not.toThrow();
  expect(() => advance({ ...order, fulfilmentStatus: 'fulfilled' }, { fulfilmentStatus: 'partial' }, note)).toThrow(
    'order: fulfilmentStatus cannot go from fulfilled to partial',
  );
});

test('the history keeps the last 60 entries, the newest last', () => {
  let now = order;
  for (let n = 1; n <= 70; n += 1) now = advance(now, {}, { ...note, what: `change ${n}` });
  expect(now.version).toBe(71);
  expect(now.history).toHaveLength(60);
  expect([now.history[0]?.what, now.history[59]?.what]).toEqual(['change 11', 'change 70']);
});

test('money makes an order paid without new stock while it is pending or expiring', () => {
  const open = Object.keys(transitions.status).filter((status) => isOpen({ status: status as Order['status'] }));
  expect(open).toEqual(['pending', 'expiring']);
});

test('an order is read as it was kept; one from before stock was reacquired has nobody reacquiring it', () => {
  const eur = (amount: number) => ({ amount, currency: 'EUR' });
  const whole: Order = {
    ...anOrder([{ ...aLine('a', 2, 1000), returning: 1, refundedTotal: eur(500) }], 490),
    closingTo: 'cancelled',
    taxLines: [{ name: 'VAT', rate: '0.20', included: true, amount: eur(167) }],
    refundedTotal: eur(990),
    refundedShipping: eur(490),
    dispute: 'won',
    records: 2,
    history: [note],
    metadata: { note: 'x' },
  };
  expect(Order.parse(whole)).toEqual(whole);
  expect(Order.parse({ ...whole, closingTo: 'expired', dispute: 'lost' })).toMatchObject({ dispute: 'lost' });
  const { reacquiringUntil: _, ...older } = whole;
  expect(Order.parse(older)).toEqual(whole);
  for (const [field, value] of Object.entries({ closingTo: 'paid', dispute: 'perhaps', status: '', returnStatus: 'x' }))
    expect(() => Order.parse({ ...whole, [field]: value }), field).toThrow();
});

test('an order can be kept in every state that its transitions name', () => {
  const states = { status: OrderStatus, paymentStatus: PaymentStatus, fulfilmentStatus: FulfilmentStatus, returnStatus: ReturnStatus }; // biome-ignore format: a row
  for (const [axis, schema] of Object.entries(states))
    expect(schema.options, axis).toEqual(expect.arrayContaining(Object.keys(transitions[axis as Axis])));
  for (const dispute of ['open', 'won', 'lost'] as const)
    expect(Order.parse({ ...order, dispute })).toMatchObject({ dispute });
});

test('checkout may not decide what an order decides: a draft carries what was priced, and no state', () => {
  const draft = OrderDraft.parse(order);
  expect(Object.keys(draft).sort()).toEqual([
    'buyerKey',
    'cartId',
    'contactRef',
    'country',
    'coupons',
    'currency',
    'metadata',
    'postalPrefix',
    'pricesIncludeTax',
    'region',
    'shipping',
    'taxLines',
    'totals',
  ]);
});
