import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  disputeTransitions,
  isClosed,
  isDisputeMove,
  isDuplicateCharge,
  merge,
  Payment,
  type PaymentReport,
  PaymentState,
  PaymentView,
  transitions,
} from './payment.ts';

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
      const eventTypes: string[] = [];
      let payment = row;
      for (const one of order) {
        const merged = merge(payment, one);
        eventTypes.push(...(merged?.eventTypes ?? []));
        payment = merged?.payment ?? payment;
      }
      expect([payment.status, payment.dispute, payment.refundable]).toEqual(['succeeded', 'lost', 0]);
      expect(eventTypes).toEqual(['payment.succeeded', 'payment.disputed', 'payment.dispute-closed']);
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
    eventTypes: [],
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
  expect(merged?.eventTypes).toEqual(['payment.succeeded', 'payment.disputed', 'payment.dispute-closed']);
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

test('these are the ways of a payment and of a dispute: money always comes last, and a bank may change its mind once', () => {
  expect(transitions).toEqual({
    'requires-action': ['processing', 'failed', 'cancelled', 'succeeded'],
    processing: ['failed', 'cancelled', 'succeeded'],
    failed: ['cancelled', 'succeeded'],
    cancelled: ['succeeded'],
    succeeded: [],
  });
  expect(disputeTransitions).toEqual({ none: ['open', 'won', 'lost'], open: ['won', 'lost'], won: ['lost'], lost: [] });
});

test('what the provider did not say is what was asked for', () => {
  expect(after([report('succeeded', { received: null })]).amount).toEqual({ amount: 2599, currency: 'EUR' });
});

test('a dispute counts once the money came: of a payment without money there is nothing to dispute', () => {
  expect(merge(row, report('processing', { dispute: 'open' }))?.payment.dispute).toBeNull();
  const paid = after([report('succeeded')]);
  expect(merge(paid, report('failed', { dispute: 'open' }))?.eventTypes).toEqual(['payment.disputed']);
});

test('a dispute that is won leaves the money refundable; one that is lost takes it', () => {
  const open = after([report('succeeded', { dispute: 'open' })]);
  expect([open.dispute, open.refundable]).toEqual(['open', 2599]);
  expect(merge(open, report('succeeded', { dispute: 'won' }))).toMatchObject({
    eventTypes: ['payment.dispute-closed'],
    payment: { dispute: 'won', refundable: 2599 },
  });
  expect(merge(open, report('succeeded', { dispute: 'lost' }))?.payment.refundable).toBe(0);
});

test('the action ends with the payment, and the first one that was offered stays', () => {
  const offered = after([report('requires-action')]);
  const again = report('requires-action', { nextAction: { type: 'client-secret', clientSecret: 'x' } });
  expect(merge(offered, again)).toBeUndefined();
  expect(merge(offered, report('processing'))?.payment.nextAction).toBeNull();
  expect(merge(offered, report('succeeded', { nextAction: offered.nextAction }))?.payment.nextAction).toBeNull();
});

test('a failure is kept while the payment is failed, and the first one that was told stays', () => {
  const failed = after([report('failed')]);
  expect(failed.failure).toEqual({ code: 'declined', message: 'No.', retryable: true });
  const other = report('failed', { failure: { code: 'other', message: 'Other.', retryable: false } });
  expect(merge({ ...failed, objectId: null }, other)?.payment.failure?.code).toBe('declined');
  expect(merge(row, report('processing', { failure: failed.failure }))?.payment.failure).toBeNull();
});

test('an object that is heard of for the first time is news without a fact, and so is an action', () => {
  const object = merge({ ...row, status: 'processing' }, report('processing'));
  expect(object).toEqual({ payment: { ...row, status: 'processing', objectId: 'tpo_1', version: 2 }, eventTypes: [] });
  const action = merge({ ...row, objectId: 'tpo_1' }, report('requires-action'));
  expect(action?.payment).toMatchObject({ version: 2, nextAction: { type: 'redirect' } });
});

test('the object at the provider is the first one; the charge is that of the money that came', () => {
  const open = after([report('requires-action', { chargeId: 'ch_0' })]);
  expect([open.objectId, open.chargeId]).toEqual(['tpo_1', null]);
  const paid = merge(open, report('succeeded', { objectId: 'tpo_2', chargeId: 'ch_1' }))?.payment;
  expect([paid?.objectId, paid?.chargeId]).toEqual(['tpo_1', 'ch_1']);
});

test('money by another charge than the payment’s own is second money', () => {
  const paid = after([report('succeeded', { chargeId: 'ch_1' })]);
  expect(isDuplicateCharge(paid, report('succeeded', { chargeId: 'ch_2' }))).toBe(true);
  expect(isDuplicateCharge(paid, report('succeeded', { chargeId: 'ch_1' }))).toBe(false);
  expect(isDuplicateCharge(paid, report('succeeded', { chargeId: null }))).toBe(false);
  expect(isDuplicateCharge(paid, report('processing', { chargeId: 'ch_2' }))).toBe(false);
  expect(isDuplicateCharge({ ...paid, chargeId: null }, report('succeeded', { chargeId: 'ch_2' }))).toBe(false);
  expect(isDuplicateCharge({ ...paid, status: 'processing' }, report('succeeded', { chargeId: 'ch_2' }))).toBe(false);
});

test('a payment that failed or was cancelled has ended without money', () => {
  expect(PaymentState.options.filter((status) => isClosed({ ...row, status }))).toEqual(['failed', 'cancelled']);
});

test('a payment is read as it was kept; one from before charges were kept has none', () => {
  const whole: Payment = {
    ...row,
    nextAction: { type: 'redirect', url: 'https://pay.example/1' },
    failure: { code: 'declined', message: 'No.', retryable: true },
    dispute: 'open',
  };
  expect(Payment.parse(whole)).toEqual(whole);
  const stripe = { ...whole, provider: 'stripe', nextAction: { type: 'client-secret', clientSecret: 'x' } };
  expect(Payment.parse({ ...stripe, dispute: 'won' })).toEqual({ ...stripe, dispute: 'won' });
  expect(Payment.parse({ ...stripe, dispute: 'lost' })).toEqual({ ...stripe, dispute: 'lost' });
  const { chargeId: _, ...older } = whole;
  expect(Payment.parse(older)).toEqual(whole);
  expect(() => Payment.parse({ ...whole, provider: 'other' })).toThrow();
});

test('a shopper is shown what to do next, and neither the object, the charge nor what may be refunded', () => {
  expect(PaymentView.parse({ ...row, objectId: 'tpo_1', chargeId: 'ch_1' })).toEqual({
    id: row.id,
    provider: 'test',
    status: 'requires-action',
    amount: { amount: 2599, currency: 'EUR' },
    nextAction: null,
    failure: null,
    expiresAt: '2026-01-01T00:20:00.000Z',
  });
});

test('a report of a dispute that is older than what is known changes nothing', () => {
  const moves = (from: 'open' | 'won' | 'lost' | null) =>
    (['open', 'won', 'lost'] as const).filter((to) => isDisputeMove(from, to));
  expect(moves(null)).toEqual(['open', 'won', 'lost']);
  expect(moves('open')).toEqual(['won', 'lost']);
  expect(moves('won')).toEqual(['lost']);
  expect(moves('lost')).toEqual([]);
  expect(isDisputeMove(null, null)).toBe(false);
});
