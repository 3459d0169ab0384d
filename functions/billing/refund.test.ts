import { expect, test } from 'vitest';
import { mergeRefund, type Refund, type RefundReport } from './refund.ts';

const row: Refund = {
  id: 'ref_1',
  version: 1,
  paymentId: 'pay_1',
  orderId: 'ord_1',
  provider: 'test',
  amount: { amount: 500, currency: 'EUR' },
  reason: 'late',
  status: 'pending',
  objectId: null,
  failure: null,
  test: true,
  createdAt: '2026-01-01T00:00:00.000Z',
};
const report = (state: RefundReport['state']): RefundReport => ({
  kind: 'refund',
  objectId: 'trf_1',
  refundId: 'ref_1',
  state,
  failure: state === 'failed' ? { code: 'sent-back', message: 'No.', retryable: true } : null,
});
const run = (...states: RefundReport['state'][]) => {
  const facts: (string | undefined)[] = [];
  let refund = row;
  for (const state of states) {
    const merged = mergeRefund(refund, report(state));
    if (merged) facts.push(merged.fact);
    refund = merged?.refund ?? refund;
  }
  return { status: refund.status, version: refund.version, facts, failure: refund.failure?.code };
};

test('a pending answer is kept without a fact, and then the end with one', () => {
  expect(run('pending', 'pending', 'succeeded', 'succeeded')).toEqual({
    status: 'succeeded',
    version: 3,
    facts: [undefined, 'refund.succeeded'],
    failure: undefined,
  });
});

test('a failed refund stays failed, whatever is reported after', () => {
  expect(run('failed', 'succeeded', 'pending')).toEqual({
    status: 'failed',
    version: 2,
    facts: ['refund.failed'],
    failure: 'sent-back',
  });
});

test('a bank may return a refund that was done', () => {
  expect(run('succeeded', 'failed').facts).toEqual(['refund.succeeded', 'refund.failed']);
});
