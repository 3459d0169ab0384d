import { expect, test } from 'vitest';
import { newId } from '#lib/id.ts';
import { get, queryAll, tableOf, transact } from '#lib/table.ts';
import { sqsEvent, testContext } from '../../../../test/support/invoke.ts';
import { controls } from '../../../../test/support/stripe-double/control.ts';
import { aPayment, aRow, factTypesOf, objectOf, report } from '../../fixtures/payments.ts';
import { useStripe } from '../../fixtures/stripe.ts';
import { readPayment, startPayment } from '../../payment/open-payment.ts';
import type { Payment } from '../../payment/payment.ts';
import { refundAt, refundFrom } from '../../payment/payments-table.ts';
import { syncPayment } from '../../payment/sync-payment.ts';
import { handler as sendRefunds } from '../../queue/send-refund.ts';
import { refundInFull, refundRow } from '../../refund/refund-payment.ts';
import { stripeProvider } from './adapter.ts';

const stripe = useStripe();
const REFUNDS = 'POST /v1/refunds';
const books = (payment: Payment) => controls.books(stripe().account, payment.id);
const readRefund = async (id: string) => refundFrom(await get(refundAt(id), { consistent: true }));
const send = async (...ids: string[]) =>
  (
    await sendRefunds(
      sqsEvent(ids.map((refundId) => ({ refundId }))),
      testContext('floodgate-test-billing-send-refund'),
    )
  ).batchItemFailures.length;

const aPaid = async (): Promise<Payment> => {
  const payment = await aPayment(null);
  controls.pay(stripe().account, objectOf(payment));
  return syncPayment(payment.id);
};
const aRefund = async (payment: Payment, cents: number, minutesAgo = 0): Promise<string> => {
  const refundId = newId('ref');
  const amount = { amount: cents, currency: 'EUR' };
  const now = Date.parse(payment.createdAt) - minutesAgo * 60_000;
  await transact(refundRow({ payment, amount, reason: 'damaged', refundId, now }).writes);
  return refundId;
};

test('a refund is sent once, though its message comes twice and at the same time', async () => {
  const payment = await aPaid();
  const id = await aRefund(payment, 600);
  await Promise.all([send(id), send(id, id)]);
  await send(id);
  expect(await readRefund(id)).toMatchObject({ status: 'succeeded' });
  expect(books(payment)).toMatchObject({ charged: 2599, refunded: 600 });
  expect(await factTypesOf(id)).toEqual(['refund.succeeded']);
});

test('a refund whose answer was lost is paid once', async () => {
  const payment = await aPaid();
  const id = await aRefund(payment, 600);
  stripe().faults.plan(REFUNDS, 'silent-after', 2);
  await send(id);
  await send(id);
  expect((await readRefund(id))?.status).toBe('succeeded');
  expect(books(payment).refunded).toBe(600);
});

test('a failure that the key keeps does not hide a refund that was made', async () => {
  const payment = await aPaid();
  const id = await aRefund(payment, 600);
  stripe().faults.plan(REFUNDS, 'error-after');
  expect(await send(id)).toBe(0);
  expect((await readRefund(id))?.status).toBe('succeeded');
  expect(books(payment).refunded).toBe(600);
});

test('a failure behind which nothing is comes again, and is not called a failed refund', async () => {
  const payment = await aPaid();
  const id = await aRefund(payment, 600);
  stripe().faults.plan(REFUNDS, 'error');
  expect(await send(id)).toBe(1);
  expect((await readRefund(id))?.status).toBe('pending');
  // A day later the key is forgotten, and the same refund is made once.
  stripe().advance(25 * 3_600_000);
  expect(await send(id)).toBe(0);
  stripe().advance(-25 * 3_600_000);
  expect((await readRefund(id))?.status).toBe('succeeded');
  expect(books(payment).refunded).toBe(600);
});

test('a failure that the key keeps for long ends among no dead letters: the refund asks again by itself', async () => {
  const payment = await aPaid();
  const id = await aRefund(payment, 600, 11);
  stripe().faults.plan(REFUNDS, 'error');
  for (const _ of [1, 2, 3]) expect(await send(id)).toBe(0);
  expect((await readRefund(id))?.status).toBe('pending');
  stripe().advance(25 * 3_600_000);
  expect(await send(id)).toBe(0);
  stripe().advance(-25 * 3_600_000);
  expect((await readRefund(id))?.status).toBe('succeeded');
  expect(books(payment).refunded).toBe(600);
});

test('a refund that a bank sends back days later gives its amount back once, in whatever order its events come', async () => {
  const payment = await aPaid();
  const id = await aRefund(payment, 600);
  stripe().account.refundsGo = 'pend';
  await send(id);
  stripe().account.refundsGo = 'succeed';
  const object = String((await readRefund(id))?.objectId);
  expect((await readRefund(id))?.status).toBe('pending');
  controls.finishRefund(stripe().account, object, false);
  await Promise.all([report(object, { provider: 'stripe', times: 3 }), send(id, id)]);
  expect(await readRefund(id)).toMatchObject({ status: 'failed', failure: { code: 'lost_or_stolen_card' } });
  expect((await readPayment(payment.id)).refundable).toBe(2599);
  expect(await factTypesOf(id)).toEqual(['refund.failed']);
});

test('a pending refund that goes through is told once', async () => {
  const payment = await aPaid();
  const id = await aRefund(payment, 600);
  stripe().account.refundsGo = 'pend';
  await send(id);
  stripe().account.refundsGo = 'succeed';
  const object = String((await readRefund(id))?.objectId);
  controls.finishRefund(stripe().account, object, true);
  await report(object, { provider: 'stripe', times: 2 });
  expect(await factTypesOf(id)).toEqual(['refund.succeeded']);
});

test('a refund that Stripe refuses failed, and the amount can be refunded again', async () => {
  const payment = await aPaid();
  stripe().account.refundsGo = 'fail';
  const id = await aRefund(payment, 600);
  await send(id, id);
  stripe().account.refundsGo = 'succeed';
  expect(await readRefund(id)).toMatchObject({ status: 'failed', failure: { code: 'balance_insufficient' } });
  expect((await readPayment(payment.id)).refundable).toBe(2599);
  const again = await aRefund(payment, 600);
  await send(again);
  expect(books(payment).refunded).toBe(600);
});

test('refunds never exceed what was charged, at whatever concurrency, and Stripe agrees', async () => {
  const payment = await aPaid();
  const tries = await Promise.allSettled(Array.from({ length: 6 }, () => aRefund(payment, 1000)));
  const made = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(made).toHaveLength(2);
  await send(...made, ...made);
  expect(books(payment).refunded).toBe(2000);
});

test('what was refunded by hand at Stripe is not sent back again', async () => {
  const payment = await aPaid();
  await stripeRefundByHand(payment, 2000);
  const id = await aRefund(payment, 1000);
  await send(id);
  expect((await readRefund(id))?.status).toBe('failed');
  expect(books(payment).refunded).toBe(2000);
});
const stripeRefundByHand = async (payment: Payment, amount: number) => {
  const { stripe: client } = await import('./client.ts');
  await client().refunds.create({ payment_intent: String(payment.chargeId), amount });
};

test('a dispute blocks refunds until it is won; an inquiry blocks none', async () => {
  const payment = await aPaid();
  const inquiry = controls.dispute(stripe().account, String(payment.chargeId), 'warning_needs_response');
  await report(inquiry.id, { provider: 'stripe' });
  expect((await readPayment(payment.id)).dispute).toBeNull();
  const dispute = controls.dispute(stripe().account, String(payment.chargeId));
  await report(dispute.id, { provider: 'stripe', times: 2 });
  expect((await readPayment(payment.id)).dispute).toBe('open');
  await expect(aRefund(payment, 100)).rejects.toMatchObject({ code: 'not-refundable' });
  controls.closeDispute(stripe().account, dispute.id, true);
  await report(dispute.id, { provider: 'stripe', times: 2 });
  expect((await readPayment(payment.id)).dispute).toBe('won');
  expect(await factTypesOf(payment.id)).toEqual(['payment.succeeded', 'payment.disputed', 'payment.dispute-closed']);
});

test('a dispute that is lost leaves nothing to refund', async () => {
  const payment = await aPaid();
  const dispute = controls.dispute(stripe().account, String(payment.chargeId));
  controls.closeDispute(stripe().account, dispute.id, false);
  await report(dispute.id, { provider: 'stripe' });
  expect(await readPayment(payment.id)).toMatchObject({ dispute: 'lost', refundable: 0 });
});

/** A paid payment, and a second session for it that was made after its key had expired. */
const twoSessions = async () => {
  const row = await aRow({ expiresAt: '2026-01-01T00:00:00.000Z' });
  const first = await startPayment(row);
  stripe().advance(25 * 3_600_000);
  const later = new Date(Date.parse(row.createdAt) + 25 * 3_600_000).toISOString();
  const second = String((await stripeProvider.open({ ...row, createdAt: later })).objectId);
  stripe().advance(-25 * 3_600_000);
  expect(books(row).sessions).toBe(2);
  return { row, first: objectOf(first), second };
};

test('a second object of one payment: its money goes back in full, once, and the first keeps its own', async () => {
  const { row, first, second } = await twoSessions();
  controls.pay(stripe().account, first);
  await syncPayment(row.id);
  controls.pay(stripe().account, second);
  await Promise.all([
    report(second, { provider: 'stripe', times: 3 }),
    report(second, { provider: 'stripe' }),
    report(first, { provider: 'stripe' }),
  ]);
  const made = await refundsOf(row.id);
  expect(made).toHaveLength(1);
  await send(...made, ...made);
  expect(await readRefund(made[0] ?? '')).toMatchObject({
    status: 'succeeded',
    reason: 'second-object',
    amount: { amount: 2599, currency: 'EUR' },
  });
  expect(books(row)).toMatchObject({ charged: 5198, refunded: 2599 });
  const kept = await readPayment(row.id);
  expect(kept).toMatchObject({ status: 'succeeded', refundable: 2599 });
  expect(
    stripe().account.charges.get(String(stripe().account.intents.get(String(kept.chargeId))?.latest_charge))?.refunded,
  ).toBe(false);
  // No fact was told of the second money, so none is told of its going.
  expect(await factTypesOf(made[0] ?? '')).toEqual([]);
  expect(await factTypesOf(row.id)).toEqual(['payment.succeeded']);
});

test('the second object is paid first: then its money is the payment’s, and the other goes back', async () => {
  const { row, first, second } = await twoSessions();
  controls.pay(stripe().account, second);
  await report(second, { provider: 'stripe' });
  expect((await readPayment(row.id)).status).toBe('succeeded');
  controls.pay(stripe().account, first);
  await report(first, { provider: 'stripe', times: 2 });
  await send(...(await refundsOf(row.id)));
  expect(books(row)).toMatchObject({ charged: 5198, refunded: 2599 });
  // The payment's own refund finds its own money.
  const own = await refundInFull({ paymentId: row.id, reason: 'late', now: Date.parse(row.createdAt) });
  await send(String(own?.id));
  expect(books(row).refunded).toBe(5198);
});

test('second money that does not go back is not added to what the payment can refund', async () => {
  const { row, first, second } = await twoSessions();
  controls.pay(stripe().account, first);
  await syncPayment(row.id);
  controls.pay(stripe().account, second);
  await report(second, { provider: 'stripe' });
  stripe().account.refundsGo = 'fail';
  const made = await refundsOf(row.id);
  await send(...made);
  stripe().account.refundsGo = 'succeed';
  expect((await readRefund(made[0] ?? ''))?.status).toBe('failed');
  expect((await readPayment(row.id)).refundable).toBe(2599);
});

/** Refunds of second money lie under ids that follow from the payment's. */
const refundsOf = async (paymentId: string): Promise<string[]> => {
  const intents = [...stripe().account.intents.values()].filter(({ metadata }) => metadata['payment'] === paymentId);
  const { duplicateChargeRefundId } = await import('../../refund/return-duplicate-charge.ts');
  const found = await Promise.all(
    intents.map(async ({ id }) => {
      const refundId = duplicateChargeRefundId(paymentId, id);
      return (await queryAll(tableOf('billing'), { pk: refundId, limit: 5 })).length > 0 ? [refundId] : [];
    }),
  );
  return found.flat();
};
