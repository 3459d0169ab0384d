import { expect, test } from 'vitest';
import type { LedgerTicket, Observed, Request, Visit } from './observed.ts';
import { judge } from './verdict.ts';

/** Times are milliseconds of a made-up clock. */
const pressed = (start: number, end: number, status = 201, code = ''): Request => ({
  step: 'checkout',
  start,
  end,
  status,
  code,
});
const bought = (order: string, start: number, end: number): Visit => ({
  outcome: 'paid',
  orders: [order],
  requests: [pressed(start, end)],
});
const refused = (start: number, end: number): Visit => ({
  outcome: 'sold-out',
  orders: [],
  requests: [pressed(start, end, 409, 'out-of-stock')],
});
const ticket = (order: string): LedgerTicket => ({ quantity: 1, state: 'claimed', order });

/** Two units, three buyers: two orders at 20 and 30, then a refusal from 40 to 50. */
const fair: Observed = {
  units: 2,
  shards: 1,
  opened: 10,
  ended: 60,
  visits: [bought('ord_a', 10, 20), bought('ord_b', 20, 30), refused(40, 50)],
  others: [bought('ord_other', 15, 25)],
  ledger: [ticket('ord_a'), ticket('ord_b')],
  looks: [],
  stock: { available: 0, held: 0, committed: 2 },
  books: { clean: true, said: '1 counted, 0 differ' },
  mails: [
    { order: 'ord_a', at: 70, sent: true },
    { order: 'ord_b', at: 71, sent: true },
    { order: 'ord_other', at: 72, sent: true },
  ],
  deadLetters: [],
  settledMs: 20,
};
const broken = (change: Partial<Observed>): string[] =>
  judge({ ...fair, ...change })
    .claims.filter(({ holds }) => !holds)
    .map(({ name, found }) => `${name} ${found}`);

test('a fair sale passes, its refusal proved by answers alone', () => {
  expect(judge(fair)).toMatchObject({ passed: true, sold: 2, refused: 1, provedByAnswers: 1, provedByLooks: 0 });
  expect(broken({})).toEqual([]);
});

test('a unit sold twice is oversold, wherever it shows', () => {
  const third = bought('ord_c', 30, 40);
  expect(
    broken({
      visits: [...fair.visits, third],
      ledger: [...fair.ledger, ticket('ord_c')],
      mails: [...fair.mails, { order: 'ord_c', at: 73, sent: true }],
      stock: { available: -1, held: 0, committed: 3 },
    }),
  ).toEqual(['sold 3', 'oversold 1']);
  expect(broken({ stock: { available: 0, held: 0, committed: 3 } })).toEqual(['oversold 1', 'stranded -1']);
});

test('units that were not sold while buyers were sent away', () => {
  expect(
    broken({
      visits: [bought('ord_a', 10, 20), refused(20, 30), refused(40, 50)],
      ledger: [ticket('ord_a')],
      stock: { available: 1, held: 0, committed: 1 },
    }),
  ).toEqual(['sold 1', 'false-refusals 2']);
});

test('a unit that is neither sold nor for sale is stranded', () => {
  expect(
    broken({
      visits: [bought('ord_a', 10, 20)],
      ledger: [ticket('ord_a')],
      stock: { available: 0, held: 1, committed: 1 },
    }),
  ).toEqual(['stranded 1']);
});

test('a refusal that was answered before the last unit was taken is false', () => {
  expect(broken({ visits: [bought('ord_a', 10, 20), bought('ord_b', 20, 30), refused(12, 25)] })).toEqual([
    'false-refusals 1',
  ]);
});

test('a refusal is proved by a look at empty counters while the last order is still on its way to its buyer', () => {
  const visits = [bought('ord_a', 10, 20), bought('ord_b', 20, 90), refused(22, 28)];
  const looked = (start: number, end: number, unheld: number) =>
    judge({ ...fair, visits, looks: [{ start, end, unheld }] });
  expect(looked(23, 27, 0)).toMatchObject({ passed: true, provedByAnswers: 0, provedByLooks: 1 });
  expect(looked(23, 27, 1), 'a unit was there').toMatchObject({ passed: false });
  expect(looked(22, 27, 0), 'it may have been before the request').toMatchObject({ passed: false });
  expect(looked(23, 28, 0), 'it may have been after the answer').toMatchObject({ passed: false });
});

test('a unit that comes back after a look does not make the refusal false, and one before it does not prove it', () => {
  const visits = [bought('ord_a', 10, 60), bought('ord_b', 20, 60), refused(20, 40)];
  const empty = { start: 24, end: 26, unheld: 0 };
  const back = { start: 30, end: 31, unheld: 1 };
  expect(judge({ ...fair, visits, looks: [empty, back] })).toMatchObject({ passed: true, provedByLooks: 1 });
  expect(broken({ visits, looks: [{ ...empty, start: 14, end: 16 }, back] })).toEqual(['false-refusals 1']);
});

test('a buyer who was left without an answer', () => {
  const gaveUp: Visit = { outcome: 'unanswered', orders: [], requests: [pressed(10, 20, 503, 'try-again')] };
  expect(broken({ visits: [...fair.visits, gaveUp] })).toEqual(['unanswered 1']);
});

test('a buyer with two orders, and an order that nobody was told of', () => {
  const twice: Visit = { ...bought('ord_a', 10, 20), orders: ['ord_a', 'ord_b'] };
  expect(broken({ visits: [twice, refused(40, 50), refused(40, 50)] })).toContain('second-orders 1');
  expect(broken({ ledger: [ticket('ord_a'), ticket('ord_nobody')] })).toEqual(['untold 1', 'without-ticket 1']);
});

test('books that differ, a mail that is missing or sent twice, and a message that was given up', () => {
  expect(broken({ books: { clean: false, said: 'DIFFERS' } })).toEqual(['books 1']);
  expect(broken({ mails: [{ order: 'ord_a', at: 70, sent: true }] })).toEqual(['mails 1']);
  expect(broken({ mails: [...fair.mails, { order: 'ord_a', at: 80, sent: true }] })).toEqual(['mails 1']);
  expect(broken({ deadLetters: [{ queue: 'orders-expire-order', messages: 1, sample: '{}' }] })).toEqual([
    'dead-letters 1',
  ]);
});

test('other products that could not be bought, or were not bought during the sale', () => {
  expect(broken({ others: [bought('ord_other', 15, 25), refused(20, 30)] })).toEqual(['others-failed 1']);
  expect(broken({ others: [bought('ord_other', 1, 5)] })).toEqual(['others-sold 0']);
});
