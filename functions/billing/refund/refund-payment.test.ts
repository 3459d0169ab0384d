import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import { forgetEnv } from '#lib/env.ts';
import { newId } from '#lib/id.ts';
import { get, transact } from '#lib/table.ts';
import { sqsEvent, streamEvent, testContext } from '../../../test/support/invoke.ts';
import { dueIn, messagesIn, queueOf } from '../../../test/support/look.ts';
import { aPayment, factTypesOf, objectOf, report, worldOf } from '../fixtures/payments.ts';
import { taken } from '../fixtures/queues.ts';
import { closePayment } from '../payment/close-payment.ts';
import { readPayment } from '../payment/open-payment.ts';
import type { Payment } from '../payment/payment.ts';
import { refundAt, refundFrom } from '../payment/payments-table.ts';
import { testProvider } from '../providers/test/adapter.ts';
import { pressTestPayment } from '../providers/test/press.ts';
import { objectIdOf } from '../providers/test/store.ts';
import { handler as sendRefunds } from '../queue/send-refund.ts';
import { handler as publish } from '../stream/publish-events.ts';
import { recordRefund } from './record-refund.ts';
import { refundInFull, refundRow } from './refund-payment.ts';

const readRefund = async (id: string) => refundFrom(await get(refundAt(id), { consistent: true }));
const send = (...ids: string[]) =>
  sendRefunds(sqsEvent(ids.map((refundId) => ({ refundId }))), testContext('floodgate-test-billing-send-refund'));

/** A refund as orders makes it: its writes join a transaction. */
const aRefund = async (payment: Payment, cents: number, now = 0): Promise<string> => {
  const refundId = newId('ref');
  const amount = { amount: cents, currency: 'EUR' };
  await transact(refundRow({ payment, amount, reason: 'damaged', refundId, now }).writes);
  return refundId;
};

test('a refund is taken off what is left, sent, and told once, though its message comes twice', async () => {
  const payment = await aPayment('test_approved');
  const id = await aRefund(payment, 600);
  expect((await readPayment(payment.id)).refundable).toBe(1999);
  await send(id, id);
  await send(id);
  expect(await readRefund(id)).toMatchObject({ status: 'succeeded', amount: { amount: 600, currency: 'EUR' } });
  expect(await factTypesOf(id)).toEqual(['refund.succeeded']);
  expect((await readPayment(payment.id)).refundable).toBe(1999);
  expect(await worldOf(objectOf(payment))).toMatchObject([{ charged: 2599, refunded: 600 }]);
});

test('the same refund twice in is one refund', async () => {
  const payment = await aPayment('test_approved');
  const amount = { amount: 600, currency: 'EUR' };
  const { writes } = refundRow({ payment, amount, reason: 'damaged', refundId: newId('ref'), now: 0 });
  await transact(writes);
  await expect(transact(writes)).rejects.toMatchObject({ code: 'refund-exists' });
  expect((await readPayment(payment.id)).refundable).toBe(1999);
});

test('concurrent refunds never exceed what came', async () => {
  const payment = await aPayment('test_approved');
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => aRefund(payment, 1000)));
  const ids = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(ids).toHaveLength(2);
  for (const one of tries) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'not-refundable' });
  await send(...ids);
  expect((await readPayment(payment.id)).refundable).toBe(599);
  expect(await worldOf(objectOf(payment))).toMatchObject([{ refunded: 2000 }]);
});

test('a refund that fails gives its amount back once, however often and wherever it is reported', async () => {
  const payment = await aPayment('test_refund_fails');
  const id = await aRefund(payment, 600);
  await send(id);
  expect((await readRefund(id))?.status).toBe('pending');
  const object = objectIdOf('trf', id);
  await Promise.all([report(object, { times: 3 }), report(object), send(id, id)]);
  expect(await readRefund(id)).toMatchObject({ status: 'failed', failure: { code: 'sent-back', retryable: true } });
  expect((await readPayment(payment.id)).refundable).toBe(2599);
  expect(await factTypesOf(id)).toEqual(['refund.failed']);
});

test('a refund that stays pending is asked about again from the due index, not by a message to itself', async () => {
  const payment = await aPayment('test_refund_fails');
  const id = await aRefund(payment, 600, Date.now());
  await send(id);
  const [asked] = (await dueIn('billing')).filter(({ body }) => body.refundId === id);
  expect(asked).toMatchObject({ queue: 'send-refund', body: { refundId: id } });
  expect(asked?.due).toBeGreaterThan(Date.now() + 14 * 60_000);
  expect((await messagesIn(queueOf('billing', 'send-refund'))).filter((one) => one.refundId === id)).toEqual([]);
});

test('repeats of one message ask for one wake-up, however many there are', async () => {
  const payment = await aPayment('test_refund_fails');
  const id = await aRefund(payment, 600, Date.now());
  await Promise.all(Array.from({ length: 5 }, () => send(id)));
  const asked = (await dueIn('billing')).filter(({ body }) => body.refundId === id);
  // Two, where a minute ended among them.
  expect(asked.length).toBeLessThanOrEqual(2);
  expect(asked.map(({ due }) => due % 60_000)).toEqual(asked.map(() => 0));
});

test('money that came too late goes back in full, once, however often it is asked', async () => {
  const payment = await aPayment('test_approved');
  const wanted = { paymentId: payment.id, reason: 'late', now: 0 };
  const made = await Promise.all([refundInFull(wanted), refundInFull(wanted), refundInFull(wanted)]);
  made.push(await refundInFull(wanted));
  expect(new Set(made.map((one) => one?.id)).size).toBe(1);
  expect(made[0]?.amount).toEqual({ amount: 2599, currency: 'EUR' });
  await send(String(made[0]?.id));
  expect(await worldOf(objectOf(payment))).toMatchObject([{ refunded: 2599 }]);
  expect(await refundInFull({ ...wanted, reason: 'mismatch' })).toBeUndefined();
});

test('money that came after the close goes back', async () => {
  process.env['TEST_LATE_SECONDS'] = '0';
  forgetEnv();
  const payment = await aPayment('test_late');
  expect(await closePayment(payment.id)).toBe('closed');
  await report(objectOf(payment));
  const refund = await refundInFull({ paymentId: payment.id, reason: 'late', now: 0 });
  await send(String(refund?.id));
  expect((await readRefund(String(refund?.id)))?.status).toBe('succeeded');
  expect(await worldOf(objectOf(payment))).toMatchObject([{ charged: 2599, refunded: 2599 }]);
});

test('a mismatch is refunded by what came', async () => {
  const payment = await aPayment('test_mismatch');
  const refund = await refundInFull({ paymentId: payment.id, reason: 'mismatch', now: 0 });
  expect(refund?.amount).toEqual({ amount: 2598, currency: 'EUR' });
  await send(String(refund?.id));
  expect((await readRefund(String(refund?.id)))?.status).toBe('succeeded');
});

test('a report that overtakes the provider’s answer to a refund is not undone by it', async () => {
  const payment = await aPayment('test_refund_fails');
  const row = await readRefund(await aRefund(payment, 600));
  if (!row) throw new Error('no refund');
  const answer = await testProvider.refund(row, payment);
  expect(answer.state).toBe('pending');
  await report(String(answer.objectId));
  expect((await recordRefund(row, answer)).status).toBe('failed');
  expect((await readRefund(row.id))?.status).toBe('failed');
  expect((await readPayment(payment.id)).refundable).toBe(2599);
});

test('without money nothing is refunded', async () => {
  const open = await aPayment(null);
  await expect(refundInFull({ paymentId: open.id, reason: 'late', now: 0 })).rejects.toMatchObject({
    code: 'not-refundable',
  });
  await expect(aRefund({ ...open, refundable: 2599 }, 100)).rejects.toMatchObject({ code: 'not-refundable' });
});

test('a disputed payment is not refunded until the dispute is won', async () => {
  process.env['TEST_LATE_SECONDS'] = '0';
  forgetEnv();
  const payment = await aPayment('test_disputed');
  await report(objectOf(payment));
  await expect(aRefund(payment, 100)).rejects.toMatchObject({ code: 'not-refundable' });
  await expect(refundInFull({ paymentId: payment.id, reason: 'late', now: 0 })).rejects.toMatchObject({
    code: 'not-refundable',
  });
  await pressTestPayment(objectOf(payment), 'dispute_won');
  await report(objectOf(payment));
  await aRefund(payment, 100);
  expect((await readPayment(payment.id)).refundable).toBe(2499);
});

test('a refund that fails after the dispute was lost gives nothing back', async () => {
  process.env['TEST_LATE_SECONDS'] = '0';
  forgetEnv();
  const payment = await aPayment('test_disputed');
  const row = await readRefund(await aRefund(payment, 600));
  if (!row) throw new Error('no refund');
  await report(objectOf(payment));
  await pressTestPayment(objectOf(payment), 'dispute_lost');
  await report(objectOf(payment));
  const failure = { code: 'sent-back', message: '', retryable: false };
  await recordRefund(row, { kind: 'refund', objectId: 'trf_1', refundId: row.id, state: 'failed', failure });
  expect((await readPayment(payment.id)).refundable).toBe(0);
});

test('a refund in another currency, or of nothing, is refused', async () => {
  const payment = await aPayment('test_approved');
  const refund = (amount: number, currency: string) => () =>
    refundRow({ payment, amount: { amount, currency }, reason: '', refundId: 'ref_1', now: 0 });
  expect(refund(100, 'USD')).toThrow('in EUR');
  expect(refund(0, 'EUR')).toThrow('more than zero');
});

test('the stream has a committed refund sent, and publishes its fact', async () => {
  const payment = await aPayment('test_approved');
  const id = await aRefund(payment, 600);
  const row = await get(refundAt(id));
  const after = marshall(row ?? {}) as NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['NewImage']>;
  const answer = await publish(
    streamEvent([{ after }, { before: after, after }]),
    testContext('floodgate-test-billing-publish-events'),
  );
  expect(answer.batchItemFailures).toEqual([]);
  expect(await taken('send-refund', id)).toEqual([{ refundId: id }]);
});

test('a refund that nobody knows fails alone', async () => {
  const payment = await aPayment('test_approved');
  const id = await aRefund(payment, 600);
  const answer = await send('ref_01JABCDEFGHJKMNPQRSTVWXYZ0', id);
  expect(answer.batchItemFailures).toHaveLength(1);
  expect((await readRefund(id))?.status).toBe('succeeded');
});
