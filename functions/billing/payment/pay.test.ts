import { beforeAll, expect, test } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { forgetEnv } from '#lib/env.ts';
import { put, tableOf, write } from '#lib/table.ts';
import { aPayment, aRow, factsOf, factTypesOf, objectOf, report, worldOf } from '../fixtures/payments.ts';
import { objectIdOf } from '../providers/test/store.ts';
import { closePayment } from './close-payment.ts';
import { paymentRow, readPayment, startPayment } from './open-payment.ts';
import type { Payment } from './payment.ts';
import { paymentAt } from './payments-table.ts';
import { syncPayment } from './sync-payment.ts';

beforeAll(() => {
  // "Late" is at once here: the next read has it.
  process.env['TEST_LATE_SECONDS'] = '0';
  forgetEnv();
});

test('an approved payment is succeeded with its one fact, and all of it is refundable', async () => {
  const payment = await aPayment('test_approved');
  expect(payment).toMatchObject({
    status: 'succeeded',
    version: 2,
    amount: { amount: 2599, currency: 'EUR' },
    refundable: 2599,
    nextAction: null,
    test: true,
  });
  expect(await readPayment(payment.id)).toEqual(payment);
  const [fact, ...others] = await factsOf(payment.id);
  expect(others).toEqual([]);
  expect(fact).toMatchObject({
    type: 'payment.succeeded',
    aggregate: payment.id,
    sequence: 2,
    data: {
      paymentId: payment.id,
      orderId: payment.orderId,
      amount: { amount: 2599, currency: 'EUR' },
      provider: 'test',
      status: 'succeeded',
      test: true,
    },
  });
});

test('a named method that is declined ends its payment, and says that another try helps', async () => {
  const payment = await aPayment('test_declined');
  expect(payment.status).toBe('failed');
  expect(payment.failure).toEqual({ code: 'declined', message: 'The card was declined.', retryable: true });
  const facts = await factsOf(payment.id);
  expect(facts.map((fact) => fact.type)).toEqual(['payment.failed']);
  expect(facts[0]?.data).toMatchObject({ failure: { code: 'declined', retryable: true } });
  expect(await closePayment(payment.id)).toBe('closed');
});

test('starting twice, at once and again, makes one object and gives the same address', async () => {
  const row = await aRow();
  const [first, second] = await Promise.all([startPayment(row), startPayment(row.id)]);
  const third = await startPayment(row.id);
  expect(first.nextAction).toEqual({
    type: 'redirect',
    url: `http://127.0.0.1:3000/api/v1/payments/test/${objectOf(first)}`,
  });
  expect([second.nextAction, third.nextAction]).toEqual([first.nextAction, first.nextAction]);
  expect([second.objectId, third.objectId]).toEqual([first.objectId, first.objectId]);
  expect(await worldOf(objectOf(first))).toHaveLength(1);
  expect(await factTypesOf(row.id)).toEqual([]);
});

test('starting an approved payment twice at once charges once and tells once', async () => {
  const row = await aRow({ method: 'test_approved' });
  const both = await Promise.all([startPayment(row), startPayment(row)]);
  expect(both.map((one) => one.status)).toEqual(['succeeded', 'succeeded']);
  expect(await factTypesOf(row.id)).toEqual(['payment.succeeded']);
});

test('a key gives its first answer for ever, though the money came since', async () => {
  const row = await aRow({ method: 'test_silent' });
  expect((await startPayment(row)).status).toBe('processing');
  expect((await startPayment(row)).status).toBe('processing');
  expect(await factTypesOf(row.id)).toEqual(['payment.processing']);
});

test('the same key with other parameters is refused by the provider, and nothing is recorded', async () => {
  const row = await aRow();
  const started = await startPayment(row);
  const tampered: Payment = { ...row, asked: { amount: 1, currency: 'EUR' } };
  await write(put(tableOf('billing'), { ...paymentAt(row.id).key, type: 'payment', ...tampered }));
  expect((await startPayment(row.id)).objectId).toBeNull();
  expect(await worldOf(objectOf(started))).toHaveLength(1);
});

test('a provider that is too slow leaves the payment opening, and the next try finds the same object', async () => {
  const row = await aRow();
  const waiting = await startPayment(row, { deadlineMs: 0 });
  expect([waiting.status, waiting.objectId, waiting.nextAction]).toEqual(['requires-action', null, null]);
  const started = await startPayment(row.id);
  expect(await worldOf(objectOf(started))).toHaveLength(1);
});

test('a payment older than the provider keeps a key is read and not opened again', async () => {
  const row = await aRow({ method: 'test_approved', now: nowMs() - 21 * 3600 * 1000 });
  expect(await startPayment(row.id)).toEqual(row);
  expect(await worldOf(objectIdOf('tpo', row.id))).toEqual([]);
});

test('a silent provider tells only who asks', async () => {
  const payment = await aPayment('test_silent');
  expect(payment.status).toBe('processing');
  expect((await syncPayment(payment.id)).status).toBe('succeeded');
  expect((await syncPayment(payment.id)).version).toBe(3);
  expect(await factTypesOf(payment.id)).toEqual(['payment.processing', 'payment.succeeded']);
});

test('sync of a payment that the provider does not know leaves it as it is', async () => {
  const row = await aRow();
  expect(await syncPayment(row.id)).toEqual(row);
});

test('an open payment closes at the provider, once and for good', async () => {
  const payment = await aPayment(null);
  expect(await closePayment(payment.id)).toBe('closed');
  expect(await closePayment(payment.id)).toBe('closed');
  expect((await readPayment(payment.id)).status).toBe('cancelled');
  expect(await factTypesOf(payment.id)).toEqual(['payment.cancelled']);
});

test('a payment that was closed before it was opened can not be charged by a call that comes late', async () => {
  const row = await aRow({ method: 'test_approved' });
  expect(await closePayment(row.id)).toBe('closed');
  // The paused function goes on with the row that it had read.
  expect((await startPayment(row)).status).toBe('cancelled');
  expect((await syncPayment(row.id)).status).toBe('cancelled');
  expect(await worldOf(objectIdOf('tpo', row.id))).toMatchObject([{ status: 'cancelled', charged: 0 }]);
});

test('closing what has succeeded says so, also when we had not heard of it', async () => {
  expect(await closePayment((await aPayment('test_approved')).id)).toBe('succeeded');
  const silent = await aPayment('test_silent');
  expect(await closePayment(silent.id)).toBe('succeeded');
  expect((await readPayment(silent.id)).status).toBe('succeeded');
});

test('late money: closed on the provider’s word, and succeeded after', async () => {
  const payment = await aPayment('test_late');
  expect(payment.status).toBe('requires-action');
  expect(await closePayment(payment.id)).toBe('closed');
  await report(objectOf(payment), { times: 2 });
  expect(await readPayment(payment.id)).toMatchObject({ status: 'succeeded', refundable: 2599 });
  expect(await factTypesOf(payment.id)).toEqual(['payment.cancelled', 'payment.succeeded']);
});

test('a mismatch tells the amount that came', async () => {
  const payment = await aPayment('test_mismatch');
  expect(payment.amount).toEqual({ amount: 2598, currency: 'EUR' });
  expect(payment.asked).toEqual({ amount: 2599, currency: 'EUR' });
  expect((await factsOf(payment.id))[0]?.data).toMatchObject({ amount: { amount: 2598, currency: 'EUR' } });
});

test('a dispute is heard of after the money', async () => {
  const payment = await aPayment('test_disputed');
  expect([payment.status, payment.dispute]).toEqual(['succeeded', null]);
  await report(objectOf(payment), { times: 2 });
  expect((await readPayment(payment.id)).dispute).toBe('open');
  expect(await factTypesOf(payment.id)).toEqual(['payment.succeeded', 'payment.disputed']);
});

test('a stage without the flag takes no test payments', () => {
  process.env['TEST_PAYMENTS'] = '0';
  forgetEnv();
  const wanted = { orderId: 'ord_1', amount: { amount: 100, currency: 'EUR' }, returnUrl: null, cancelUrl: null };
  const row = (method: string | null) => () =>
    paymentRow({ ...wanted, method, description: '', expiresAt: '2026-01-01T00:00:00.000Z', now: 0 });
  expect(row('test_approved')).toThrow('takes no payments');
  expect(row(null)).toThrow('takes no payments');
  process.env['TEST_PAYMENTS'] = '1';
  forgetEnv();
});

test('a payment that does not exist is not found', async () => {
  await expect(readPayment('pay_01JABCDEFGHJKMNPQRSTVWXYZ0')).rejects.toMatchObject({ status: 404 });
});
