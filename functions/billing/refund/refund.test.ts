import { expect, test } from 'vitest';
import { mergeRefund, Refund, type RefundReport, RefundState } from './refund.ts';

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
  const eventTypes: (string | undefined)[] = [];
  let refund = row;
  for (const state of states) {
    const merged = mergeRefund(refund, report(state));
    if (merged) eventTypes.push(merged.eventType);
    refund = merged?.refund ?? refund;
  }
  return { status: refund.status, version: refund.version, eventTypes, failure: refund.failure?.code };
};

test('a pending answer is kept without a fact, and then the end with one', () => {
  expect(run('pending', 'pending', 'succeeded', 'succeeded')).toEqual({
    status: 'succeeded',
    version: 3,
    eventTypes: [undefined, 'refund.succeeded'],
    failure: undefined,
  });
});

test('a failed refund stays failed, whatever is reported after', () => {
  expect(run('failed', 'succeeded', 'pending')).toEqual({
    status: 'failed',
    version: 2,
    eventTypes: ['refund.failed'],
    failure: 'sent-back',
  });
});

test('a bank may return a refund that was done', () => {
  expect(run('succeeded', 'failed').eventTypes).toEqual(['refund.succeeded', 'refund.failed']);
});

test('a failure is kept while the refund is failed, and the first one that was told stays', () => {
  const failure = { code: 'x', message: 'X.', retryable: false };
  expect(mergeRefund(row, { ...report('pending'), failure })?.refund.failure).toBeNull();
  expect(mergeRefund(row, { ...report('succeeded'), failure })?.refund.failure).toBeNull();
  const failed = { ...row, status: 'failed' as const, failure: { code: 'first', message: 'No.', retryable: true } };
  expect(mergeRefund(failed, { ...report('failed'), failure })).toEqual({
    refund: { ...failed, version: 2, objectId: 'trf_1' },
    eventType: undefined,
  });
});

test('an object that is heard of after the end is news without a fact', () => {
  const done = { ...row, status: 'succeeded' as const };
  expect(mergeRefund(done, report('succeeded'))).toEqual({
    refund: { ...done, version: 2, objectId: 'trf_1' },
    eventType: undefined,
  });
  expect(mergeRefund(row, { ...report('pending'), objectId: null })).toBeUndefined();
});

test('the object at the provider is the first one', () => {
  expect(mergeRefund({ ...row, objectId: 'trf_0' }, report('succeeded'))?.refund.objectId).toBe('trf_0');
});

test('second money that goes back is no fact of the order', () => {
  const second = { ...row, duplicateChargeId: 'ch_2' };
  expect(mergeRefund(second, report('succeeded'))).toEqual({
    refund: { ...second, version: 2, status: 'succeeded', objectId: 'trf_1' },
    eventType: undefined,
  });
});

test('a refund is read as it was kept', () => {
  const whole = { ...row, duplicateChargeId: 'ch_2', failure: { code: 'x', message: 'X.', retryable: true } };
  expect(Refund.parse(whole)).toEqual(whole);
  expect(RefundState.options).toEqual(['pending', 'succeeded', 'failed']);
});
