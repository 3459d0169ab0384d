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
  type Shop,
  saidIn,
  ticket,
  ticketAt,
  unit,
} from './kept.fixture.ts';

const settled = { settled: true };

test('a shop at rest is certified in numbers', () => {
  const certificate = certify(aShop().values(), settled);
  expect(certificate.violations).toEqual([]);
  expect(certificate.open).toEqual([]);
  expect(certificate.read).toEqual({ items: 28, events: 7, tickets: 4, credits: 4 });
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

test('disputed money that has to go back waits for the bank: it is told, and is not stuck until the bank has decided', () => {
  const shop = aShop();
  for (const key of [...shop.keys()].filter((one) => / (trf_)?ref_late/.test(one))) shop.delete(key);
  const said = {
    paymentId: 'pay_late',
    orderId: 'ord_late',
    amount: { amount: 2490, currency: 'EUR' },
    provider: 'test',
  };
  fact(shop, 'pay_late', 3, 'payment.disputed', said);
  put(shop, 'billing', 'unpaired#2026-11-22#1', 'test#tpo_pay_late', { objectId: 'tpo_pay_late', resolvedAt: null });
  const waiting = certify(shop.values(), settled);
  expect(waiting.violations.map(({ what }) => what)).not.toContain('tpo_pay_late');
  expect(waiting.open).toContainEqual({ kind: 'unpaired money', what: 'tpo_pay_late' });
  fact(shop, 'pay_late', 4, 'payment.dispute-closed', { ...said, outcome: 'won' });
  expect(certify(shop.values(), settled).violations.map(({ what }) => what)).toContain('tpo_pay_late');
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
