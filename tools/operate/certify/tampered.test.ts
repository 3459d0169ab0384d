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
  sumUp,
  ticket,
  ticketAt,
  unit,
} from './kept.fixture.ts';
import type { Law } from './laws.ts';

const brokenIn = (shop: Shop): Law[] => [
  ...new Set(certify(shop.values(), { settled: true }).violations.map(({ law }) => law)),
];

/** Keeps sums of the mugs that say something else than their rows. */
const lie = (values: Record<string, unknown>) => (shop: Shop) => {
  sumUp(shop);
  change(shop, 'inventory audit#var_1#0 sums', values);
};

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
  'sums of more units than were credited': ['sums', lie({ credited: 13 })],
  'sums of credits that are not there': ['sums', lie({ through: 3 })],
  'sums that name another origin': ['sums', lie({ origins: { opening: 11, returned: 1 } })],
  'sums of other units that came back': ['sums', lie({ cameBack: 1 })],
  'sums over a ticket that may still change': ['sums', lie({ below: 3 })],
  'sums of tickets that never ended': ['sums', lie({ ended: 1 })],
  'a credit that was changed after it was summed up': [
    'sums',
    (shop) => {
      sumUp(shop);
      credit(shop, 'var_1', 0, 1, [{ id: 'opening', q: 11 }]);
    },
  ],
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
  'a coupon whose use was never taken': [
    'coupon',
    (shop) => order(shop, 'ord_3', { tickets: [unit(5, 1)], quantity: 1, coupons: ['SUMMER'] }),
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
        units: 3490,
        paidAt: null,
      }),
  ],
  'a provider that charged one payment twice, under two keys': [
    'provider',
    (shop) =>
      put(shop, 'billing', 'test#2', 'tpo_2', {
        kind: 'payment',
        id: 'tpo_2',
        paymentId: 'pay_1',
        currency: 'EUR',
        charged: 3490,
        units: 3490,
        paidAt: null,
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

test('money that the provider only announced has come when its payment says so', () => {
  const shop = aShop();
  const key = [...shop.keys()].find((one) => one.endsWith(' tpo_pay_1')) ?? '';
  change(shop, key, { charged: 0, paidAt: 1_767_225_600_000 });
  expect(brokenIn(shop)).toEqual([]);
  change(shop, key, { units: 1 });
  expect(brokenIn(shop)).toContain('provider');
});

// A promotion may be removed; its coupon's stock stays.
test.each([...aShop().keys()].filter((key) => !key.startsWith('pricing ')))('nothing may be missing: %s', (key) => {
  const shop = aShop();
  shop.delete(key);
  expect(brokenIn(shop)).not.toEqual([]);
});

/** Every number in an item, by its path. */
const numbersIn = (value: unknown, path: readonly string[] = []): (readonly string[])[] =>
  typeof value === 'number'
    ? [path]
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, inner]) => numbersIn(inner, [...path, name]))
      : [];
const plusOne = (value: unknown, [name, ...rest]: readonly string[]): unknown => {
  if (name === undefined) return Number(value) + 1;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...(value as object) };
  Object.assign(copy, { [name]: plusOne((value as Record<string, unknown>)[name], rest) });
  return copy;
};
/**
 * A number that says nothing of stock or money: a fact's version; what a refund's or a payment's row repeats of its fact;
 * what the provider was asked for, where it charged.
 */
const says = (path: readonly string[], key: string): boolean =>
  !path.includes('version') &&
  !/^billing (pay|ref)_\w+ (payment|refund)$/.test(key) &&
  !(path.includes('units') && / tpo_/.test(key));
const numbers = [...aShop()].flatMap(([key, { item }]) =>
  numbersIn(item)
    .filter((path) => says(path, key))
    .map((path) => [`${key}: ${path.join('.')}`, key, path] as const),
);
test.each(numbers)('no number may be off by one: %s', (_, key, path) => {
  const shop = aShop();
  const kept = shop.get(key);
  if (!kept) throw new Error(key);
  shop.set(key, { ...kept, item: plusOne(kept.item, path) as typeof kept.item });
  expect(brokenIn(shop)).not.toEqual([]);
});

test('sums that are those of the rows break no law', () => {
  const shop = aShop();
  sumUp(shop);
  expect(brokenIn(shop)).toEqual([]);
});
