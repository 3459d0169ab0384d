import { beforeAll, expect, test } from 'vitest';
import { isoTime, nowMs } from '#lib/clock.ts';
import { forgetEnv } from '#lib/env.ts';
import type { Envelope } from '#lib/event.ts';
import { deliver, factsOf } from '../../../test/support/shop.ts';
import { pressTestPayment } from '../../billing/providers/test/press.ts';
import { readPayment } from '../../billing/public.ts';
import * as record from '../../billing/queue/record-payment-report.ts';
import * as cancelAny from '../http/admin/cancel-any-order.ts';
import * as fulfil from '../http/admin/fulfil-order.ts';
import * as refund from '../http/admin/refund-order.ts';
import * as onDisputed from '../queue/on-payment-disputed.ts';
import { billing, show, sold, staff } from './after-payment.fixture.ts';

beforeAll(() => {
  process.env['TEST_LATE_SECONDS'] = '0';
  forgetEnv();
});

/** The provider reports, and billing's facts about the dispute so far. */
const disputeFacts = async (paymentId: string): Promise<Envelope[]> => {
  const { objectId } = await readPayment(paymentId);
  await deliver(record, [{ provider: 'test', objectId, reportId: 'r', receivedAt: isoTime(nowMs()) }]);
  return (await factsOf(billing, paymentId)).filter(({ type }) => type.startsWith('payment.dispute'));
};
const decided = async (paymentId: string, button: 'dispute_won' | 'dispute_lost'): Promise<Envelope[]> => {
  await pressTestPayment((await readPayment(paymentId)).objectId ?? '', button);
  return disputeFacts(paymentId);
};
const codes = async (id: string) =>
  Promise.all([staff(fulfil, id, {}), staff(refund, id, { reason: 'x' }), staff(cancelAny, id, {})]).then((all) =>
    all.map(({ status, body }) => [status, body.code]),
  );

test('a dispute blocks sending, refunds and cancelling until it is won; twice in, one effect', async () => {
  const { id, paymentId } = await sold([{ quantity: 1 }], 'test_disputed');
  const [opened] = await disputeFacts(paymentId);
  expect(await deliver(onDisputed, [opened, opened])).toBe(0);
  expect(await show(id)).toMatchObject({ paymentStatus: 'disputed', version: 3 });
  expect(await codes(id)).toEqual([
    [409, 'payment-disputed'],
    [409, 'not-refundable'],
    [409, 'not-refundable'],
  ]);
  const facts = await decided(paymentId, 'dispute_won');
  expect(await deliver(onDisputed, [facts[1], facts[0], facts[1]])).toBe(0);
  const view = await show(id);
  expect(view).toMatchObject({ paymentStatus: 'paid', version: 4 });
  expect(view.history.map(({ what }: { what: string }) => what)).toEqual([
    'placed',
    'paid',
    'payment disputed',
    'dispute won',
  ]);
  expect((await staff(fulfil, id, {})).status).toBe(201);
});

test('a lost dispute is as if the money had been paid back: nothing is sent, nothing is refunded', async () => {
  const { id, paymentId } = await sold([{ quantity: 1 }], 'test_disputed');
  await disputeFacts(paymentId);
  const facts = await decided(paymentId, 'dispute_lost');
  expect(await deliver(onDisputed, [facts[1], facts[0]])).toBe(0);
  expect(await show(id)).toMatchObject({ paymentStatus: 'refunded', version: 3 });
  expect(await codes(id)).toEqual([
    [409, 'payment-disputed'],
    [409, 'not-refundable'],
    [409, 'not-refundable'],
  ]);
});

test('a dispute after a refund: closed, the order is where it was', async () => {
  const { id, paymentId } = await sold([{ quantity: 1 }], 'test_disputed');
  expect((await staff(refund, id, { amount: { amount: 100, currency: 'EUR' }, reason: 'late' })).status).toBe(201);
  await deliver(onDisputed, await disputeFacts(paymentId));
  expect((await show(id)).paymentStatus).toBe('disputed');
  await deliver(onDisputed, await decided(paymentId, 'dispute_won'));
  expect((await show(id)).paymentStatus).toBe('partially-refunded');
});
