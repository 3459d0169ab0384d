import { describe, expect, test } from 'vitest';
import { certify } from './certificate.ts';
import {
  aShop,
  change,
  counter,
  credit,
  fact,
  order,
  payment,
  put,
  refund,
  type Shop,
  saidIn,
  ticket,
  ticketAt,
} from './kept.fixture.ts';
import type { Law } from './laws.ts';

const settled = { settled: true };
const brokenIn = (shop: Shop, rest = settled): Law[] => [
  ...new Set(certify(shop.values(), rest).violations.map(({ law }) => law)),
];

test('a shop at rest is certified in numbers', () => {
  const certificate = certify(aShop().values(), settled);
  expect(certificate.violations).toEqual([]);
  expect(certificate.open).toEqual([]);
  expect(certificate.read).toEqual({ items: 23, events: 7, tickets: 3, credits: 3 });
  expect(certificate.variants).toEqual([
    {
      what: 'var_1', sku: 'MUG', shards: 1, open: false,
      opening: 10, restocked: 0, withdrawn: 0, sold: 3, held: 0, returning: 0, left: 7,
    }, // biome-ignore format: an equation
  ]);
  expect(certificate.orders).toEqual({ paid: 1, pending: 0, expired: 1, cancelled: 0 });
  expect(certificate.money).toEqual([{ currency: 'EUR', payments: 2, came: 5980, back: 2490, kept: 3490 }]);
  expect(certificate.coupons).toEqual([{ code: 'SUMMER', most: 1, used: 1, orders: 1 }]);
});

test('it holds whatever order the items come in', () => {
  const items = [...aShop().values()];
  expect(certify(items.toReversed(), settled)).toEqual(certify(items, settled));
});

/** Each defect, as it would lie in the tables, and a law that it breaks. */
const defects: Record<string, readonly [Law, (shop: Shop) => void]> = {
  'two tickets over the same unit': ['tile', (shop) => ticket(shop, 'var_1', 0, 2, { q: 3, state: 'void' })],
  'a ticket in nobody’s order': ['owner', (shop) => sells(shop, 'ord_unheard')],
  'the ticket of a paid order is missing': ['ticket', (shop) => shop.delete(ticketAt('var_1', 0, 0))],
  'the ticket of a paid order is another’s': [
    'ticket',
    (shop) => change(shop, ticketAt('var_1', 0, 0), { ref: 'ord_late' }),
  ],
  'the ticket of a paid order is released': [
    'ticket',
    (shop) => change(shop, ticketAt('var_1', 0, 0), { state: 'released' }),
  ],
  'the ticket of an expired order is claimed': [
    'ticket',
    (shop) => change(shop, ticketAt('var_1', 0, 3), { state: 'claimed' }),
  ],
  'one ticket in two orders': ['owner', (shop) => order(shop, 'ord_2', { tickets: [unit(0, 3)], quantity: 3 })],
  'a counter that counts a credit twice': [
    'counter',
    (shop) => change(shop, 'inventory stock#var_1#0 shard', { n: 9 }),
  ],
  'a counter that has lost units': ['counter', (shop) => change(shop, 'inventory stock#var_1#0 shard', { n: 6 })],
  'released units that come back twice': [
    'origin',
    (shop) => credit(shop, 'var_1', 0, 3, [{ id: 'ticket-0-3', q: 2 }]),
  ],
  'released units that never come back': ['returned', (shop) => shop.delete('inventory credit#var_1#0 000000000002')],
  'released units that come back as more': [
    'returned',
    (shop) => credit(shop, 'var_1', 0, 2, [{ id: 'ticket-0-3', q: 3 }]),
  ],
  'units that come back and never left': [
    'returned',
    (shop) => credit(shop, 'var_1', 0, 3, [{ id: 'ticket-0-9', q: 1 }]),
  ],
  'units from nowhere': ['origin', (shop) => credit(shop, 'var_1', 0, 3, [{ id: 'gift', q: 1 }])],
  'a credit that is not the sum of its parts': [
    'credit',
    (shop) => change(shop, 'inventory credit#var_1#0 000000000001', { q: 11 }),
  ],
  'a credit that was lost on the way': ['credit', (shop) => credit(shop, 'var_1', 0, 4, [{ id: 'ticket-0-4', q: 1 }])],
  'more sold than there was': ['left', (shop) => ticket(shop, 'var_1', 0, 5, { q: 8, state: 'claimed', ref: 'ord_2' })],
  'an adjustment that moved other units than it says': [
    'adjusted',
    (shop) => {
      put(shop, 'inventory', 'adjust#var_1', 'adj_1', { q: 5 });
      credit(shop, 'var_1', 0, 3, [{ id: 'adj_1', q: 6 }]);
    },
  ],
  'a ticket below the low mark that is not final': [
    'marks',
    (shop) => put(shop, 'inventory', 'low#var_1#0', 'marks', { low: 3, swept: 3 }),
  ],
  'a coupon that is used more often than it may be': [
    'limit',
    (shop) => ticket(shop, 'coupon#SUMMER', 0, 1, { q: 1, state: 'claimed', ref: 'ord_late' }),
  ],
  'a move that nobody completed': [
    'settled',
    (shop) => change(shop, 'inventory stock#var_1#0 shard', { n: 3, t: 9, mt: 5, mq: 4, md: 1 }),
  ],
  'a unit that was taken and has no ticket': [
    'settled',
    (shop) => change(shop, 'inventory stock#var_1#0 shard', { n: 6, t: 6 }),
  ],
  'a fact that is missing': ['story', (shop) => shop.delete('orders ord_paid event#0000000001')],
  'a second order of one cart': [
    'cart',
    (shop) => {
      fact(shop, 'ord_late', 1, 'order.placed', { ...saidIn(shop, 'ord_late', 1), cart: 'cart of ord_paid' });
    },
  ],
  'an order that is paid twice': [
    'story',
    (shop) => fact(shop, 'ord_paid', 3, 'order.paid', paidFact(shop, { paymentId: 'pay_late' })),
  ],
  'an order that is paid without money': ['paid-by', (shop) => paid(shop, { paymentId: null })],
  'an order that is paid by money that never came': ['paid-by', (shop) => paid(shop, { paymentId: 'pay_unheard' })],
  'an order that is paid by another amount': ['paid-by', (shop) => payment(shop, 'pay_1', 'ord_paid', 3489)],
  'an order that holds fewer units than it sells': ['units', (shop) => paid(shop, { tickets: [] })],
  'money without an order': ['payment', (shop) => payment(shop, 'pay_2', 'ord_unheard', 100)],
  'money that no order kept and that stays': ['payment', (shop) => payment(shop, 'pay_2', 'ord_paid', 3490)],
  'money that went back twice': ['refund', (shop) => refund(shop, 'ref_2', 'pay_late', 'ord_late', 2490)],
  'money that went back and never came': ['refund', (shop) => refund(shop, 'ref_2', 'pay_unheard', 'ord_late', 1)],
  'a state without its fact: published after the commit, and lost': [
    'log',
    (shop) => shop.delete('orders ord_paid event#0000000002'),
  ],
  'money in a row and not in the log': ['log', (shop) => shop.delete('billing pay_1 event#0000000002')],
  'an order that expired with its payment open': [
    'closed',
    (shop) =>
      put(shop, 'billing', 'pay_open', 'payment', {
        id: 'pay_open',
        orderId: 'ord_late',
        status: 'requires-action',
        objectId: null,
      }),
  ],
  'two payments under one key of the provider': [
    'provider',
    (shop) => change(shop, 'billing pay_late payment', { objectId: 'tpo_pay_1' }),
  ],
  'a provider that charged twice': [
    'provider',
    (shop) =>
      put(shop, 'billing', 'test#2', 'tpo_2', {
        kind: 'payment',
        id: 'tpo_2',
        paymentId: 'ord_paid',
        currency: 'EUR',
        charged: 3490,
      }),
  ],
  'a provider that sent a refund twice': [
    'provider',
    (shop) =>
      put(shop, 'billing', 'test#2', 'trf_2', {
        kind: 'refund',
        id: 'trf_2',
        refundId: 'ref_late',
        paymentObject: 'tpo_pay_late',
        units: 2490,
        status: 'succeeded',
      }),
  ],
  'a refund that never arrives': ['settled', (shop) => change(shop, 'billing ref_late refund', { status: 'pending' })],
  'an event in another’s log': [
    'readable',
    (shop) =>
      put(shop, 'orders', 'ord_2', 'event#0000000001', shop.get('orders ord_paid event#0000000001')?.item ?? {}),
  ],
};
const unit = (from: number, quantity: number) => ({ what: 'var_1', shard: 0, from, quantity });
/** A ticket of an order that no fact tells of, with a counter that agrees. */
const sells = (shop: Shop, ref: string): void => {
  ticket(shop, 'var_1', 0, 5, { q: 1, state: 'claimed', ref });
  counter(shop, 'var_1', 0, { n: 6, t: 6, c: 2 });
};
const paidFact = (shop: Shop, values: object) => ({ ...saidIn(shop, 'ord_paid', 2), ...values });
const paid = (shop: Shop, values: object): void => fact(shop, 'ord_paid', 2, 'order.paid', paidFact(shop, values));

describe('a defect is found by its law', () => {
  test.each(Object.keys(defects))('%s', (name) => {
    const shop = aShop();
    const [law, plant] = defects[name]!;
    plant(shop);
    expect(brokenIn(shop)).toContain(law);
  });
});

describe('what is on its way is said while the shop sells, and broken once it rests', () => {
  const onTheWay: Record<string, (shop: Shop) => void> = {
    'unit without a ticket': (shop) => change(shop, 'inventory stock#var_1#0 shard', { n: 6, t: 6 }),
    'units owed': (shop) => {
      shop.delete('inventory credit#var_1#0 000000000002');
      change(shop, 'inventory stock#var_1#0 shard', { n: 5, c: 1 });
      put(shop, 'inventory', 'owed#var_1#0', 'ticket-0-3', { q: 2 });
    },
    'stock to follow': (shop) => change(shop, ticketAt('var_1', 0, 0), { state: 'held' }),
    'unpaired money': (shop) =>
      put(shop, 'billing', 'unpaired#2026-11-22#1', 'stripe#pi_1', { objectId: 'pi_1', resolvedAt: null }),
    refund: (shop) => {
      shop.delete('billing ref_late event#0000000002');
      change(shop, 'billing ref_late refund', { status: 'pending' });
      shop.delete('billing test#1 trf_ref_late');
    },
    payment: (shop) => payment(shop, 'pay_2', 'ord_paid', 3490),
  };
  test.each(Object.keys(onTheWay))('%s', (kind) => {
    const shop = aShop();
    onTheWay[kind]?.(shop);
    const { open, violations } = certify(shop.values(), { settled: false });
    expect(violations).toEqual([]);
    expect(open.map((one) => one.kind)).toContain(kind);
    expect(certify(shop.values(), settled).violations).not.toEqual([]);
  });
});

test('units of a gap are held, units on their way back are returning: nothing is lost from the equation', () => {
  const shop = aShop();
  ticket(shop, 'var_1', 0, 7, { q: 1, state: 'void' });
  put(shop, 'inventory', 'owed#var_1#0', 'ticket-0-7', { q: 1 });
  change(shop, 'inventory stock#var_1#0 shard', { n: 4, t: 8 });
  const { variants, violations } = certify(shop.values(), { settled: false });
  expect(violations).toEqual([]);
  expect(variants[0]).toMatchObject({ opening: 10, sold: 3, held: 2, returning: 1, left: 4 });
});

test('units move between shards: they leave one as a ticket and come to the other as a credit', () => {
  const shop = aShop();
  ticket(shop, 'var_1', 0, 5, { q: 4, state: 'moved' });
  counter(shop, 'var_1', 0, { n: 3, t: 9, c: 2 });
  counter(shop, 'var_1', 1, { n: 4, t: 0, c: 1 });
  credit(shop, 'var_1', 1, 1, [{ id: 'ticket-0-5', q: 4 }]);
  const { variants, violations } = certify(shop.values(), settled);
  expect(violations).toEqual([]);
  expect(variants[0]).toMatchObject({ shards: 2, opening: 10, restocked: 0, sold: 3, left: 7 });
});

test('a delivery, a withdrawal and a return are named in the equation', () => {
  const shop = aShop();
  put(shop, 'inventory', 'adjust#var_1', 'adj_in', { q: 5 });
  put(shop, 'inventory', 'adjust#var_1', 'adj_out', { q: -2 });
  ticket(shop, 'var_1', 0, 5, { q: 2, state: 'adjusted', ref: 'adj_out' });
  change(shop, ticketAt('var_1', 0, 0), { state: 'shipped', shipped: 3 });
  credit(shop, 'var_1', 0, 3, [
    { id: 'adj_in', q: 5 },
    { id: 'ret_1#1', q: 1 },
  ]);
  counter(shop, 'var_1', 0, { n: 11, t: 7, c: 3 });
  const line = { variantId: 'var_1', quantity: 1, lineId: '1' };
  fact(shop, 'ord_paid', 3, 'order.fulfilled', { orderId: 'ord_paid', lines: [{ ...line, quantity: 3 }] });
  fact(shop, 'ord_paid', 4, 'order.returned', {
    orderId: 'ord_paid',
    returnId: 'ret_1',
    lines: [{ ...line, restocked: true }],
  });
  change(shop, 'orders ord_paid order', { sequence: 4 });
  const { variants, violations } = certify(shop.values(), settled);
  expect(violations).toEqual([]);
  expect(variants[0]).toMatchObject({ opening: 10, restocked: 6, withdrawn: 2, sold: 3, left: 11 });
});

test('what sells at any count may owe', () => {
  const shop = aShop();
  ticket(shop, 'var_1', 0, 5, { q: 9, state: 'held', ref: 'ord_2' });
  order(shop, 'ord_2', { tickets: [unit(5, 9)], quantity: 9 });
  counter(shop, 'var_1', 0, { n: -2, t: 14, c: 2, open: true });
  const { variants, violations } = certify(shop.values(), settled);
  expect(violations).toEqual([]);
  expect(variants[0]).toMatchObject({ held: 9, left: -2, open: true });
});

test('money that came late and bought after all: the order has tickets of before and of after', () => {
  const shop = aShop();
  shop.delete('billing ref_late event#0000000002');
  shop.delete('billing ref_late refund');
  shop.delete('billing test#1 trf_ref_late');
  ticket(shop, 'var_1', 0, 5, { q: 2, state: 'claimed', ref: 'ord_late' });
  counter(shop, 'var_1', 0, { n: 5, t: 7, c: 2 });
  fact(shop, 'ord_late', 3, 'order.paid', {
    ...saidIn(shop, 'ord_late', 1),
    tickets: [unit(5, 2)],
    paymentId: 'pay_late',
  });
  change(shop, 'orders ord_late order', { status: 'paid', sequence: 3 });
  expect(certify(shop.values(), settled).violations).toEqual([]);
});

test('a coupon may be called by a number', () => {
  const shop = aShop();
  counter(shop, 'coupon#2026', 0, { n: 3, t: 0, c: 1 });
  credit(shop, 'coupon#2026', 0, 1, [{ id: 'opening', q: 3 }]);
  expect(certify(shop.values(), settled).coupons).toContainEqual({ code: '2026', most: 3, used: 0, orders: 0 });
});
