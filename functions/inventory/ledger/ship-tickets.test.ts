import { expect, test } from 'vitest';
import { ConditionFailed, transact } from '#lib/table.ts';
import { readStock } from '../counters/read-stock.ts';
import { creditStock, oweStock, shipWrites, takeStock, ticketWrites } from '../public.ts';
import { claimTickets } from './claim-tickets.ts';
import { auditOf, opened, shardOf, ticketsOf } from './ledger.fixture.ts';
import type { Ticket } from './ticket.ts';

const held = async (stockKey: string, quantity: number, ref: string): Promise<Ticket[]> => {
  const { taken } = await takeStock([{ stockKey, quantity }]);
  await transact(ticketWrites(taken, ref));
  return taken;
};
const counts = async (stockKey: string) => {
  const { available, held, committed, onHand } = await readStock({ variantId: stockKey, sku: stockKey });
  return { available, held, committed, onHand };
};

test('a sold ticket leaves in parts and is shipped with its last unit; the same part counts once', async () => {
  const stockKey = await opened(5);
  const tickets = await held(stockKey, 3, 'ord_1');
  await claimTickets(tickets, 'ord_1');
  expect(await counts(stockKey)).toEqual({ available: 2, held: 0, committed: 3, onHand: 5 });
  const first = shipWrites(tickets, 'ord_1', { what: stockKey, before: 0, units: 1 });
  await transact(first);
  await expect(transact(first)).rejects.toBeInstanceOf(ConditionFailed);
  expect(await ticketsOf(stockKey)).toMatchObject([{ state: 'claimed', shipped: 1 }]);
  expect(await counts(stockKey)).toEqual({ available: 2, held: 0, committed: 2, onHand: 4 });
  await transact(shipWrites(tickets, 'ord_1', { what: stockKey, before: 1, units: 2 }));
  expect(await ticketsOf(stockKey)).toMatchObject([{ state: 'shipped', shipped: 3 }]);
  expect(await counts(stockKey)).toEqual({ available: 2, held: 0, committed: 0, onHand: 2 });
});

test('an order that is shipped before its claim came through: the claim finds it shipped', async () => {
  const stockKey = await opened(5);
  const tickets = await held(stockKey, 2, 'ord_2');
  await transact(shipWrites(tickets, 'ord_2', { what: stockKey, before: 0, units: 1 }));
  await claimTickets(tickets, 'ord_2');
  await transact(shipWrites(tickets, 'ord_2', { what: stockKey, before: 1, units: 1 }));
  await claimTickets(tickets, 'ord_2');
  expect(await ticketsOf(stockKey)).toMatchObject([{ state: 'shipped', shipped: 2 }]);
});

test('units run over several tickets of one thing in their order', async () => {
  const stockKey = await opened(9);
  const tickets = [...(await held(stockKey, 2, 'ord_3')), ...(await held(stockKey, 3, 'ord_3'))];
  await transact(shipWrites(tickets, 'ord_3', { what: stockKey, before: 0, units: 4 }));
  expect(await ticketsOf(stockKey)).toMatchObject([
    { state: 'shipped', shipped: 2 },
    { state: 'claimed', shipped: 2 },
  ]);
  expect(() => shipWrites(tickets, 'ord_3', { what: stockKey, before: 4, units: 2 })).toThrow('hold 1 of 2 units');
});

test('another order’s ticket is not shipped', async () => {
  const stockKey = await opened(5);
  const tickets = await held(stockKey, 1, 'ord_4');
  await expect(transact(shipWrites(tickets, 'ord_5', { what: stockKey, before: 0, units: 1 }))).rejects.toBeInstanceOf(
    ConditionFailed,
  );
});

test('sold units come back as a new credit, and the ticket stays as it was', async () => {
  const stockKey = await opened(5);
  const tickets = await held(stockKey, 2, 'ord_6');
  await transact([
    ...shipWrites(tickets, 'ord_6', { what: stockKey, before: 0, units: 2 }),
    oweStock(stockKey, 2, 'ref_1#line', 'changed their mind'),
  ]);
  expect((await shardOf(stockKey))?.n).toBe(3);
  await Promise.all([creditStock([stockKey, stockKey]), creditStock([stockKey])]);
  await creditStock([stockKey]);
  expect(await counts(stockKey)).toEqual({ available: 5, held: 0, committed: 0, onHand: 5 });
  expect(await ticketsOf(stockKey)).toMatchObject([{ state: 'shipped' }]);
  expect(await auditOf(stockKey)).toEqual({ gaps: [], counted: 7, credited: 7, waiting: 0, owed: 0 });
});
