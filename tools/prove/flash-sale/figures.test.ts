import { expect, test } from 'vitest';
import { figuresOf, percentile } from './figures.ts';
import type { Observed, Request, Visit } from './observed.ts';

const request = (step: Request['step'], start: number, end: number, status: number, code = ''): Request => ({
  step,
  start,
  end,
  status,
  code,
});
const sale: Observed = {
  units: 1,
  shards: 1,
  opened: 1000,
  ended: 5000,
  visits: [
    {
      outcome: 'paid',
      orders: ['ord_a'],
      requests: [
        request('cart', 1000, 1010, 201),
        request('checkout', 1010, 1500, 503, 'try-again'),
        request('checkout', 2500, 2600, 201),
        request('payment', 2600, 3000, 200),
      ],
    },
    {
      outcome: 'sold-out',
      orders: [],
      requests: [request('cart', 2000, 2030, 201), request('checkout', 4960, 5000, 409, 'out-of-stock')],
    },
  ],
  others: [
    { outcome: 'paid', orders: ['ord_x'], requests: [request('cart', 0, 100, 201)] },
    { outcome: 'unanswered', orders: [], requests: [request('cart', 1500, 3500, 503, 'try-again')] },
  ] satisfies Visit[],
  ledger: [],
  looks: [],
  stock: { available: 0, held: 0, committed: 1 },
  books: { clean: true, said: '' },
  mails: [{ order: 'ord_a', at: 4200, sent: true }],
  deadLetters: [],
  settledMs: 0,
};

test('a percentile is a value that was measured', () => {
  expect(percentile([30, 10, 20], 0.5)).toBe(20);
  expect(percentile([30, 10, 20], 0.99)).toBe(30);
  expect(percentile([], 0.5)).toBe(0);
});

test('rates, latencies and the course of a sale', () => {
  const { slices, ...figures } = figuresOf(sale);
  expect(figures).toEqual({
    seconds: 4,
    soldOutAfter: 2,
    purchasesPerSecond: 0.5,
    answersPerSecond: 0.5,
    answers: {
      'cart 201': 2,
      'checkout 201': 1,
      'checkout 409 out-of-stock': 1,
      'checkout 503 try-again': 1,
      'payment 200': 1,
    },
    cart: { count: 2, p50: 10, p95: 30, p99: 30 },
    ordered: { count: 1, p50: 100, p95: 100, p99: 100 },
    refused: { count: 1, p50: 40, p95: 40, p99: 40 },
    others: {
      before: { count: 1, p50: 100, p95: 100, p99: 100, perSecond: 1, failed: 0 },
      during: { count: 1, p50: 2000, p95: 2000, p99: 2000, perSecond: 0.3, failed: 1 },
      after: { count: 0, p50: 0, p95: 0, p99: 0, perSecond: 0, failed: 0 },
    },
    toldBoth: 0,
    mailAfter: { p50: 1.2, last: 1.2, unknown: 0 },
  });
  expect(slices).toHaveLength(120);
  expect(slices[47]).toEqual({ seconds: 1.6, sold: 0, refused: 0, p50: null, p95: null, othersP50: null });
  expect(slices[48]).toEqual({ seconds: 1.63, sold: 1, refused: 0, p50: 100, p95: 100, othersP50: null });
  expect(slices[119]).toEqual({ seconds: 4, sold: 1, refused: 1, p50: 40, p95: 40, othersP50: null });
});

test('an order whose first answer was lost counts from the answer that told of it', () => {
  const visits = sale.visits.map((visit) => ({
    ...visit,
    requests: visit.requests.map((one) =>
      one.status === 201 && one.step === 'checkout' ? { ...one, status: 200 } : one,
    ),
  }));
  expect(figuresOf({ ...sale, visits }).ordered).toMatchObject({ count: 1, p50: 100 });
  expect(figuresOf({ ...sale, visits }).slices[48]).toMatchObject({ sold: 1 });
});

test('a buyer whose two presses were answered differently was told both', () => {
  const [first] = sale.visits;
  const other = request('checkout', 1010, 1400, 409, 'out-of-stock');
  const visits = [{ ...first!, requests: [...first!.requests, other] }, ...sale.visits.slice(1)];
  expect(figuresOf({ ...sale, visits }).toldBoth).toBe(1);
});

test('what is not sold out has no time of it', () => {
  expect(figuresOf({ ...sale, units: 2 }).soldOutAfter).toBeNull();
});
