import { expect, test } from 'vitest';
import { transact, writeIf } from '#lib/table.ts';
import type { Order } from '../../orders/order/order.ts';
import { sweepShard } from '../audit/sweep-shard.ts';
import { invokeQueue } from '../fixtures/invoke.ts';
import { auditOf, opened, shardOf, statesOf } from '../ledger/ledger.fixture.ts';
import { endHoldWrite } from '../ledger/stock-table.ts';
import type { Ticket } from '../ledger/ticket.ts';
import { takeStock, ticketWrites } from '../public.ts';
import * as cancelled from './on-order-cancelled.ts';
import * as expired from './on-order-expired.ts';
import * as paid from './on-order-paid.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const order = {
  number: 'F-1', currency: 'EUR', pricesIncludeTax: true, lines: [], shipping: null, taxLines: [], coupons: [],
  totals: { subtotal: eur(100), discount: eur(0), shipping: eur(0), tax: eur(0), total: eur(100) },
  contactRef: 'local#con_1', buyerKey: 'k', country: 'DE', region: null, test: true, placedAt: '2026-01-01T00:00:00.000Z',
} satisfies Partial<Order>; // biome-ignore format: a sample

const fact = (type: string, orderId: string, tickets: readonly Ticket[], more = {}) => ({
  id: 'evt_1', type, version: 1, timestamp: '2026-01-01T00:00:00.000Z', aggregate: orderId, sequence: 2, actor: 'test',
  traceparent: '', data: { ...order, orderId, tickets, ...more },
}); // biome-ignore format: a sample
const paidFact = (orderId: string, tickets: readonly Ticket[]) =>
  fact('order.paid', orderId, tickets, { paidAt: '2026-01-01T00:01:00.000Z', paymentId: 'pay_1' });
const expiredFact = (orderId: string, tickets: readonly Ticket[]) => fact('order.expired', orderId, tickets);

const held = async (stockKey: string, quantity: number, orderId: string): Promise<Ticket[]> => {
  const { taken } = await takeStock([{ stockKey, quantity }]);
  await transact(ticketWrites(taken, orderId));
  return taken;
};

test('order.paid twice, in one batch and again: the ticket is claimed once and stays', async () => {
  const stockKey = await opened(5);
  const tickets = await held(stockKey, 2, 'ord_p');
  const message = paidFact('ord_p', tickets);
  expect(await invokeQueue(paid, [message, message])).toEqual([]);
  expect(await invokeQueue(paid, [message])).toEqual([]);
  expect(await statesOf(stockKey)).toEqual(['claimed']);
  expect(await shardOf(stockKey)).toMatchObject({ n: 3, t: 2, c: 1 });
});

test('order.expired twice, and twice at once: the units come back once', async () => {
  const stockKey = await opened(5);
  const tickets = await held(stockKey, 2, 'ord_e');
  const message = expiredFact('ord_e', tickets);
  expect(await invokeQueue(expired, [message, message])).toEqual([]);
  expect(await invokeQueue(expired, [message])).toEqual([]);
  expect(await statesOf(stockKey)).toEqual(['released']);
  expect(await shardOf(stockKey)).toMatchObject({ n: 5, t: 2, c: 2 });
  expect(await auditOf(stockKey)).toEqual({ gaps: [], counted: 7, credited: 7, waiting: 0, owed: 0 });
});

test('an order cancelled unpaid gives its units back once; one that was paid keeps them sold', async () => {
  const stockKey = await opened(5);
  const unpaid = fact('order.cancelled', 'ord_u', await held(stockKey, 1, 'ord_u'), { paid: false });
  const sold = await held(stockKey, 2, 'ord_s');
  await invokeQueue(paid, [paidFact('ord_s', sold)]);
  const refunded = fact('order.cancelled', 'ord_s', sold, { paid: true });
  expect(await invokeQueue(cancelled, [unpaid, refunded, unpaid, refunded])).toEqual([]);
  expect(await statesOf(stockKey)).toEqual(['released', 'claimed']);
  expect((await shardOf(stockKey))?.n).toBe(3);
});

test('a paid order whose ticket was released, voided or never put: the message fails, for people to see', async () => {
  const stockKey = await opened(5);
  const released = await held(stockKey, 1, 'ord_r');
  await invokeQueue(expired, [expiredFact('ord_r', released)]);
  const { taken: swept } = await takeStock([{ stockKey, quantity: 1 }]);
  await sweepShard(stockKey, 0, 2);
  const never = { what: stockKey, shard: 0, from: 400, quantity: 1 };
  const foreign = await held(stockKey, 1, 'ord_other');
  const messages = [released, swept, [never], foreign].map((tickets) => paidFact('ord_r', tickets));
  expect(await invokeQueue(paid, messages)).toEqual([0, 1, 2, 3]);
  expect(await statesOf(stockKey)).toEqual(['released', 'void', 'held']);
});

test('an expired order whose ticket is claimed: nothing is released and the message fails', async () => {
  const stockKey = await opened(5);
  const tickets = await held(stockKey, 2, 'ord_c');
  await writeIf(endHoldWrite(tickets[0]!, 'ord_c', 'claimed'));
  expect(await invokeQueue(expired, [expiredFact('ord_c', tickets)])).toEqual([0]);
  expect((await shardOf(stockKey))?.n).toBe(3);
});

test('order.expired after the order was paid late with new tickets: only the old ones come back', async () => {
  const stockKey = await opened(4);
  const old = await held(stockKey, 2, 'ord_l');
  const anew = await held(stockKey, 2, 'ord_l');
  expect(await invokeQueue(paid, [paidFact('ord_l', anew)])).toEqual([]);
  expect(await invokeQueue(expired, [expiredFact('ord_l', old)])).toEqual([]);
  expect(await statesOf(stockKey)).toEqual(['released', 'claimed']);
  expect((await shardOf(stockKey))?.n).toBe(2);
});
