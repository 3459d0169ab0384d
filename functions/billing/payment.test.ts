import fc from 'fast-check';
import { expect, test } from 'vitest';
import { merge, type Payment, type PaymentReport, PaymentState, transitions } from './payment.ts';

const row: Payment = {
  id: 'pay_01JABCDEFGHJKMNPQRSTVWXYZ0',
  version: 1,
  orderId: 'ord_1',
  provider: 'test',
  status: 'requires-action',
  amount: { amount: 2599, currency: 'EUR' },
  asked: { amount: 2599, currency: 'EUR' },
  method: null,
  returnUrl: null,
  cancelUrl: null,
  description: 'Order 1',
  objectId: null,
  chargeId: null,
  nextAction: null,
  failure: null,
  dispute: null,
  refundable: 0,
  test: true,
  createdAt: '2026-01-01T00:00:00.000Z',
  expiresAt: '2026-01-01T00:20:00.000Z',
};

const report = (state: PaymentState, more: Partial<PaymentReport> = {}): PaymentReport => ({
  kind: 'payment',
  objectId: 'tpo_1',
  chargeId: state === 'succeeded' ? 'tpo_1' : null,
  paymentId: row.id,
  state,
  received: state === 'succeeded' ? { amount: 2599, currency: 'EUR' } : null,
  nextAction: state === 'requires-action' ? { type: 'redirect', url: 'https://pay.example/1' } : null,
  failure: state === 'failed' ? { code: 'declined', message: 'No.', retryable: true } : null,
  dispute: null,
  ...more,
});

const after = (reports: readonly PaymentReport[]): Payment =>
  reports.reduce((payment, one) => merge(payment, one)?.payment ?? payment, row);

test('any order of any reports ends in the same state, and never in a lower one', () => {
  const ranks: Record<PaymentState, number> = {
    'requires-action': 0,
    processing: 1,
    failed: 2,
    cancelled: 3,
    succeeded: 4,
  };
  const reports = fc.array(fc.constantFrom(...PaymentState.options), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(
      reports.chain((states) =>
        fc.tuple(fc.constant(states), fc.shuffledSubarray(states, { minLength: states.length })),
      ),
      ([states, shuffled]) => {
        const highest = states.reduce((a, b) => (ranks[b] > ranks[a] ? b : a));
        for (const order of [states, shuffled]) {
          let payment = row;
          for (const state of order) {
            const next = merge(payment, report(state))?.payment ?? payment;
            expect(ranks[next.status]).toBeGreaterThanOrEqual(ranks[payment.status]);
            payment = next;
          }
          expect(payment.status).toBe(highest);
          expect(payment.refundable).toBe(highest === 'succeeded' ? 2599 : 0);
        }
      },
    ),
  );
});

test('a dispute ends the same in any order of its reports, and each of its facts is told once', () => {
  const reports = [
    report('succeeded'),
    report('succeeded', { dispute: 'open' }),
    report('succeeded', { dispute: 'lost' }),
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray([...reports, ...reports], { minLength: 6 }), (order) => {
      const facts: string[] = [];
      let payment = row;
      for (const one of order) {
        const merged = merge(payment, one);
        facts.push(...(merged?.facts ?? []));
        payment = merged?.payment ?? payment;
      }
      expect([payment.status, payment.dispute, payment.refundable]).toEqual(['succeeded', 'lost', 0]);
      expect(facts).toEqual(['payment.succeeded', 'payment.disputed', 'payment.dispute-closed']);
    }),
  );
});

test('a report that is known changes nothing', () => {
  const paid = after([report('succeeded')]);
  expect(merge(paid, report('succeeded'))).toBeUndefined();
  expect(merge(paid, report('failed'))).toBeUndefined();
  expect(merge(after([report('requires-action')]), report('requires-action'))).toBeUndefined();
});

test('the first answer of the provider is kept, without a fact', () => {
  expect(merge(row, report('requires-action'))).toEqual({
    facts: [],
    payment: { ...row, version: 2, objectId: 'tpo_1', nextAction: { type: 'redirect', url: 'https://pay.example/1' } },
  });
});

test('what comes counts, not what was asked', () => {
  const paid = after([report('succeeded', { received: { amount: 2500, currency: 'USD' } })]);
  expect(paid.amount).toEqual({ amount: 2500, currency: 'USD' });
  expect(paid.asked).toEqual({ amount: 2599, currency: 'EUR' });
  expect(paid.refundable).toBe(2500);
});

test('facts take the last sequences up to the version', () => {
  const merged = merge(row, report('succeeded', { dispute: 'won' }));
  expect(merged?.facts).toEqual(['payment.succeeded', 'payment.disputed', 'payment.dispute-closed']);
  expect(merged?.payment.version).toBe(4);
});

test('money after a decline or a close clears the failure and ends the action', () => {
  const paid = after([report('failed'), report('cancelled'), report('succeeded')]);
  expect([paid.status, paid.failure, paid.nextAction]).toEqual(['succeeded', null, null]);
});

test('the transitions only lead upwards', () => {
  const order = PaymentState.options;
  for (const from of order)
    for (const to of transitions[from]) expect(order.indexOf(to)).toBeGreaterThan(order.indexOf(from));
});
