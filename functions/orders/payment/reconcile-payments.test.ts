import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { query, tableOf, transact } from '#lib/table.ts';
import { invokeHttp, testContext } from '../../../test/support/invoke.ts';
import { article, checkOut, deliver, factsOf, readyCart } from '../../../test/support/shop.ts';
import { controls } from '../../../test/support/stripe-double/control.ts';
import { setEnv, useStripe } from '../../billing/fixtures/stripe.ts';
import * as listPayments from '../../billing/http/admin/list-payments.ts';
import { stripe as client } from '../../billing/providers/stripe/client.ts';
import { nextLedgerPage, paymentRow, readPayment, startPayment } from '../../billing/public.ts';
import * as sendRefund from '../../billing/queue/send-refund.ts';
import { refundIdFor } from '../../billing/refund/refund-payment.ts';
import { duplicateChargeRefundId } from '../../billing/refund/return-duplicate-charge.ts';
import { createApiKey } from '../../users/public.ts';
import { readOrder } from '../order/orders-table.ts';
import { endOrder } from '../placing/end-order.ts';
import { handler as reconcile } from '../schedule/reconcile-payments.ts';

const stripe = useStripe();
const MINUTE = 60_000;
let staff = '';
beforeAll(async () => {
  staff = (await createApiKey({ name: 'reconciling', scopes: ['orders'] })).secret;
  vi.useFakeTimers({ toFake: ['Date'], now: nowMs() });
});
afterAll(() => void vi.useRealTimers());
/** Reports have a quarter of an hour; a window is a minute at least. */
const later = (ms = 20 * MINUTE): void => void vi.setSystemTime(nowMs() + ms);
const run = () => reconcile({}, testContext('floodgate-test-orders-reconcile-payments'));
beforeEach(() => setEnv({ PAYMENT_PROVIDER: 'stripe', TEST_LATE_SECONDS: '0' }));

const bought = async (body: object = {}) => {
  const { sku } = await article(5);
  const { body: answer } = await checkOut(await readyCart([{ sku, quantity: 1 }]), body);
  const id = String(answer.order.id);
  const session = [...stripe().account.sessions.values()].find((one) => one.client_reference_id === id);
  return { id, paymentId: String(answer.payment.id), sessionId: session?.id ?? '', total: answer.order.totals.total };
};
interface Unmatched {
  objectId: string;
  paymentId: string | null;
  reason: string;
  resolution: string | null;
}
const unpaired = async (): Promise<Unmatched[]> => {
  const items: never[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { status, body } = await invokeHttp(listPayments, {
      token: staff,
      query: { unpaired: 'true', limit: 100, ...(cursor === '' ? {} : { cursor }) },
    });
    expect(status).toBe(200);
    items.push(...(body.items as never[]));
    cursor = body.nextCursor;
  }
  return items;
};
const about = async (objectId: string) => (await unpaired()).filter((one) => one.objectId === objectId);

test('every report was lost and nobody came back: the schedule settles the order, once', async () => {
  const { id, paymentId, sessionId } = await bought();
  controls.pay(stripe().account, sessionId);
  stripe().webhooks.lose();
  await run();
  // Reports have their quarter of an hour first.
  expect((await readOrder(id)).status).toBe('pending');
  later();
  await Promise.all([run(), run()]);
  await run();
  expect(await readOrder(id)).toMatchObject({ status: 'paid', paidBy: paymentId });
  expect((await factsOf(tableOf('orders'), id)).map(({ type }) => type)).toEqual(['order.placed', 'order.paid']);
});

test('the same with the test provider, whose money came silently', async () => {
  setEnv({ PAYMENT_PROVIDER: 'test' });
  const { id } = await bought({ paymentMethod: 'test_silent' });
  later();
  await run();
  expect((await readOrder(id)).status).toBe('paid');
});

test('abandoned and declined payments are left as they are', async () => {
  const [open, refused] = [await bought(), await bought()];
  controls.decline(stripe().account, refused.sessionId);
  later();
  await run();
  expect([(await readOrder(open.id)).status, (await readOrder(refused.id)).status]).toEqual(['pending', 'pending']);
  const theirs = [open.paymentId, refused.paymentId];
  expect((await unpaired()).filter(({ paymentId }) => paymentId && theirs.includes(paymentId))).toEqual([]);
});

/** Money in the same account whose words about itself are these. */
const strangeMoney = async (metadata: Record<string, string>, amount = 2599) =>
  client().paymentIntents.create({
    amount,
    currency: 'eur',
    metadata,
    payment_method: 'pm_card_visa',
    confirm: true,
    automatic_payment_methods: { enabled: true },
    return_url: 'https://shop.example',
  });

test('money of another stage, and of another business in the same account, is left alone', async () => {
  const other = await strangeMoney({ stage: 'prod', payment: newId('pay'), order: newId('ord') });
  const none = await strangeMoney({});
  later();
  await run();
  expect([...(await about(other.id)), ...(await about(none.id))]).toEqual([]);
});

test('money of this stage that no payment explains is listed once, and counted until it went back', async () => {
  const strange = await strangeMoney({ stage: 'test', payment: newId('pay'), order: newId('ord') });
  later();
  await run();
  await run();
  expect(await about(strange.id)).toMatchObject([
    { provider: 'stripe', reason: 'no-payment', amount: { amount: 2599, currency: 'EUR' }, resolution: null },
  ]);
  await client().refunds.create({ payment_intent: strange.id });
  await run();
  expect(await about(strange.id)).toMatchObject([{ resolution: 'returned' }]);
});

test('money of a payment without an order is listed; nobody loses it', async () => {
  const { payment, writes } = paymentRow({
    orderId: newId('ord'),
    amount: { amount: 2599, currency: 'EUR' },
    method: null,
    returnUrl: null,
    cancelUrl: null,
    description: 'Order 1',
    expiresAt: new Date(nowMs() + 20 * MINUTE).toISOString(),
    now: nowMs(),
  });
  await transact(writes);
  const started = await startPayment(payment);
  const intent = controls.pay(stripe().account, String(started.objectId));
  later();
  await run();
  expect(await about(intent.id)).toMatchObject([{ reason: 'no-order', paymentId: payment.id, resolution: null }]);
  expect((await readPayment(payment.id)).status).toBe('succeeded');
});

test('a page of the books that was read by a function that died is read again', async () => {
  const { id, sessionId } = await bought();
  controls.pay(stripe().account, sessionId);
  later();
  // This one reads, records, and dies before it settles anything.
  const page = await nextLedgerPage('stripe', nowMs());
  expect(page?.payments.some(({ orderId }) => orderId === id)).toBe(true);
  expect((await readOrder(id)).status).toBe('pending');
  await run();
  expect((await readOrder(id)).status).toBe('paid');
});

test('more money than a page holds is read to the end', async () => {
  const marked = newId('mark');
  const many = await Promise.all(Array.from({ length: 205 }, () => strangeMoney({ stage: 'test', payment: marked })));
  later();
  await run();
  const listed = new Set((await unpaired()).map(({ objectId }) => objectId));
  expect(many.filter(({ id }) => !listed.has(id))).toEqual([]);
});

test('a second object that was paid, and of which no report came, is found and its money goes back', async () => {
  const { id, paymentId, sessionId, total } = await bought();
  controls.pay(stripe().account, sessionId);
  await strangeMoney({ stage: 'test', payment: paymentId, order: id }, total.amount);
  later();
  await run();
  expect((await readOrder(id)).status).toBe('paid');
  const kept = (await readPayment(paymentId)).chargeId;
  const [other] = [...stripe().account.intents.values()].filter(
    (one) => one.metadata['payment'] === paymentId && one.id !== kept,
  );
  const refundId = duplicateChargeRefundId(paymentId, String(other?.id));
  expect(await deliver(sendRefund, [{ refundId }, { refundId }])).toBe(0);
  const books = controls.books(stripe().account, paymentId);
  expect(books).toMatchObject({ intents: 2, charged: 2 * total.amount, refunded: total.amount });
});

test('money that came after its order was cancelled goes back', async () => {
  setEnv({ PAYMENT_PROVIDER: 'test', TEST_LATE_SECONDS: '60' });
  const { id, paymentId } = await bought({ paymentMethod: 'test_late' });
  expect((await endOrder(id, 'cancelled')).status).toBe('cancelled');
  later();
  await run();
  const order = await readOrder(id);
  expect(order).toMatchObject({ status: 'cancelled', refusedPayments: [paymentId] });
  const refundId = refundIdFor(paymentId, 'order-cancelled');
  expect(await deliver(sendRefund, [{ refundId }, { refundId }])).toBe(0);
  expect(await readPayment(paymentId)).toMatchObject({ status: 'succeeded', refundable: 0 });
});

test('disputed money that has to go back does not keep the others from being settled', async () => {
  const [stuck, fine] = [await bought(), await bought()];
  const intent = controls.pay(stripe().account, stuck.sessionId);
  Object.assign(intent, { amount: intent.amount - 1, amount_received: intent.amount - 1 });
  const dispute = controls.dispute(stripe().account, intent.id);
  controls.pay(stripe().account, fine.sessionId);
  const { handler } = await import('../../billing/queue/record-payment-report.ts');
  await deliver({ handler }, [
    { provider: 'stripe', objectId: stuck.sessionId, reportId: 'evt_1', receivedAt: new Date(nowMs()).toISOString() },
  ]);
  later();
  await run();
  expect((await readOrder(fine.id)).status).toBe('paid');
  expect((await readOrder(stuck.id)).status).toBe('pending');
  expect(await about(intent.id)).toMatchObject([{ reason: 'unsettled', resolution: null }]);
  // The bank takes the money back: then there is nothing left to settle.
  controls.closeDispute(stripe().account, dispute.id, false);
  await run();
  expect(await about(intent.id)).toMatchObject([{ reason: 'unsettled', resolution: 'paired' }]);
  expect((await readOrder(stuck.id)).status).toBe('pending');
});

test('the list of unpaired money is for the staff, says what it lists, and its cursor fits no other', async () => {
  expect((await invokeHttp(listPayments, { query: { unpaired: 'true' } })).status).toBe(401);
  const first = await invokeHttp(listPayments, { token: staff, query: { unpaired: '', limit: 1 } });
  expect(first.body.items).toHaveLength(1);
  const cursor = first.body.nextCursor;
  const second = await invokeHttp(listPayments, { token: staff, query: { unpaired: '', limit: 1, cursor } });
  expect(second.body.items[0].objectId).not.toBe(first.body.items[0].objectId);
  const other = await invokeHttp(listPayments, {
    token: staff,
    query: { unpaired: '', to: '2026-01-01', limit: 1, cursor },
  });
  expect(other.status).toBe(400);
  expect(JSON.stringify(first.body)).not.toContain('pk');
  expect((await query(tableOf('billing'), { pk: 'books#stripe', limit: 5 })).items).toHaveLength(1);
});
