import { expect, test, vi } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { tableOf } from '#lib/table.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { dueIn, messagesIn, queueOf } from '../../../test/support/look.ts';
import { article, checkOut, deliver, endHold, factsOf, readyCart } from '../../../test/support/shop.ts';
import { controls } from '../../../test/support/stripe-double/control.ts';
import { receive, useStripe } from '../../billing/fixtures/stripe.ts';
import { readPayment } from '../../billing/public.ts';
import * as sendRefund from '../../billing/queue/send-refund.ts';
import { refundIdFor } from '../../billing/refund/refund-payment.ts';
import { readAvailability } from '../../inventory/public.ts';
import * as cancel from '../http/cancel-order.ts';
import * as continuePayment from '../http/continue-payment.ts';
import * as sync from '../http/sync-payment.ts';
import { orderToken } from '../order/order-token.ts';
import { readOrder } from '../order/orders-table.ts';
import { endOrder } from '../placing/end-order.ts';
import * as expire from '../queue/expire-order.ts';
import * as onChanged from '../queue/on-payment-changed.ts';
import * as onSucceeded from '../queue/on-payment-succeeded.ts';

const stripe = useStripe();
const SESSIONS = 'POST /v1/checkout/sessions';
const mine = (id: string, body?: object) => ({ params: { id }, headers: { 'X-Order-Token': orderToken(id) }, body });
const available = async (variantId: string) => (await readAvailability([variantId]))[0]?.available;
const typesOf = async (id: string) => (await factsOf(tableOf('orders'), id)).map((fact) => fact.type);
const factsOfPayment = async (id: string) =>
  (await factsOf(tableOf('billing'), id)).filter((fact) => fact.type === 'payment.succeeded');
const books = (paymentId: string) => controls.books(stripe().account, paymentId);
const sessionsOf = (orderId: string) =>
  [...stripe().account.sessions.values()].filter((one) => one.client_reference_id === orderId);

const bought = async (quantity = 2, stock = 5) => {
  const { sku, variantId } = await article(stock);
  const cart = await readyCart([{ sku, quantity }]);
  const { status, body } = await checkOut(cart, {});
  expect(status).toBe(201);
  const order = body.order as { id: string; totals: { total: { amount: number } } };
  const paymentId = String(body.payment.id);
  const session = sessionsOf(order.id)[0];
  return { sku, variantId, cart, order, paymentId, sessionId: session?.id ?? '', url: body.payment.nextAction?.url };
};
const pay = (sessionId: string) => controls.pay(stripe().account, sessionId);

test('a purchase on Stripe’s page, settled by the shopper’s return', async () => {
  const { order, paymentId, sessionId, url } = await bought();
  expect(url).toBe(`${stripe().base}/pay/${sessionId}`);
  expect(stripe().account.sessions.get(sessionId)?.amount_total).toBe(order.totals.total.amount);
  const early = await invokeHttp(sync, mine(order.id));
  expect(early.body).toMatchObject({ order: { status: 'pending' }, payment: { nextAction: { url } } });
  pay(sessionId);
  // Stripe is asked once in five seconds.
  vi.useFakeTimers({ toFake: ['Date'], now: nowMs() + 5_000 });
  for (const _ of [1, 2]) {
    const back = await invokeHttp(sync, mine(order.id));
    expect(back.body).toMatchObject({ order: { status: 'paid', paymentId }, payment: { status: 'succeeded' } });
  }
  vi.useRealTimers();
  expect(await typesOf(order.id)).toEqual(['order.placed', 'order.paid']);
});

test('a purchase settled by webhooks, twice and in the opposite order, and by the return at the same moment', async () => {
  const { order, paymentId, sessionId } = await bought();
  pay(sessionId);
  await Promise.all([
    stripe().webhooks.deliver(receive, { times: 2, reversed: true }),
    invokeHttp(sync, mine(order.id)),
    invokeHttp(sync, mine(order.id)),
  ]);
  const facts = await factsOfPayment(paymentId);
  expect(facts).toHaveLength(1);
  expect(await deliver(onSucceeded, [facts[0], facts[0]])).toBe(0);
  expect((await readOrder(order.id)).status).toBe('paid');
  expect(await typesOf(order.id)).toEqual(['order.placed', 'order.paid']);
});

test('checking out twenty times at once is one order and one session at Stripe', async () => {
  const { sku } = await article(50);
  const cart = await readyCart([{ sku, quantity: 1 }]);
  const answers = await Promise.all(Array.from({ length: 20 }, () => checkOut(cart, {})));
  expect(new Set(answers.map(({ body }) => body.order.id)).size).toBe(1);
  expect(sessionsOf(answers[0]?.body.order.id)).toHaveLength(1);
});

test('Stripe is silent while an order is placed: the order stands, and the same session is found afterwards', async () => {
  const { sku } = await article(5);
  stripe().faults.plan(SESSIONS, 'silent-after', 2);
  const cart = await readyCart([{ sku, quantity: 1 }]);
  const { status, body } = await checkOut(cart, {});
  expect([status, body.payment.nextAction]).toEqual([201, null]);
  const again = await invokeHttp(continuePayment, mine(body.order.id, {}));
  expect(again.body.payment).toMatchObject({ id: body.payment.id, nextAction: { type: 'redirect' } });
  expect(sessionsOf(body.order.id)).toHaveLength(1);
});

test('Stripe was never reached, and minutes later it is too late for that session: another payment is opened', async () => {
  const { sku } = await article(5);
  stripe().faults.plan(SESSIONS, 'before', 2);
  const { body } = await checkOut(await readyCart([{ sku, quantity: 1 }]), {});
  expect(sessionsOf(body.order.id)).toHaveLength(0);
  vi.useFakeTimers({ toFake: ['Date'], now: nowMs() + 3 * 60_000 });
  const again = await invokeHttp(continuePayment, mine(body.order.id, {}));
  vi.useRealTimers();
  expect(again.body.payment.nextAction).toMatchObject({ type: 'redirect' });
  expect(again.body.payment.id).not.toBe(body.payment.id);
  expect((await readPayment(body.payment.id)).status).toBe('cancelled');
  expect(sessionsOf(body.order.id)).toHaveLength(1);
});

test('a page that is still open is closed before another kind of payment is opened', async () => {
  const { order, paymentId, sessionId } = await bought();
  const other = await invokeHttp(continuePayment, mine(order.id, { paymentMethod: 'sepa_debit' }));
  expect(other.body.payment.id).not.toBe(paymentId);
  expect(stripe().account.sessions.get(sessionId)?.status).toBe('expired');
  expect(() => pay(sessionId)).toThrow('expired');
  expect(sessionsOf(order.id).filter(({ status }) => status === 'open')).toHaveLength(1);
});

test('a page that was paid a moment ago is not replaced: the order is paid by it', async () => {
  const { order, paymentId, sessionId } = await bought();
  pay(sessionId);
  const other = await invokeHttp(continuePayment, mine(order.id, { paymentMethod: 'sepa_debit' }));
  expect([other.status, other.body.code]).toEqual([409, 'payment-in-progress']);
  await stripe().webhooks.deliver(receive);
  await deliver(onSucceeded, await factsOfPayment(paymentId));
  expect(await readOrder(order.id)).toMatchObject({ status: 'paid', paidBy: paymentId });
  expect(sessionsOf(order.id)).toHaveLength(1);
});

test('the hold runs out: Stripe’s page is closed, nobody can pay it, and the units come back', async () => {
  const { order, variantId, sessionId } = await bought();
  await endHold(order.id);
  const message = { orderId: order.id, due: '2026-01-01T00:00:00.000Z' };
  expect(await deliver(expire, [message, message])).toBe(0);
  expect((await readOrder(order.id)).status).toBe('expired');
  expect(() => pay(sessionId)).toThrow('expired');
  const fact = (await factsOf(tableOf('orders'), order.id))[1];
  expect(await deliver(await import('../../inventory/queue/on-order-expired.ts'), [fact, fact])).toBe(0);
  expect(await available(variantId)).toBe(5);
});

test('paid at the very moment when the hold runs out: paid, or expired and unpayable; never both', async () => {
  for (const _ of [1, 2, 3, 4, 5, 6]) {
    const { order, paymentId, sessionId } = await bought();
    const paying = new Promise<void>((resolve) =>
      setTimeout(() => {
        try {
          pay(sessionId);
        } catch {
          // Closed first.
        }
        resolve();
      }, Math.random() * 20),
    );
    await endHold(order.id);
    await Promise.all([endOrder(order.id, 'expired'), paying]);
    await stripe().webhooks.deliver(receive, { times: 2 });
    await deliver(onSucceeded, await factsOfPayment(paymentId));
    const { status } = await readOrder(order.id);
    expect(status).toBe(books(paymentId).charged > 0 ? 'paid' : 'expired');
  }
});

test('the hold runs out while a bank debit is on its way: the order waits for the bank’s word', async () => {
  const { order, paymentId, sessionId } = await bought();
  const intent = controls.process(stripe().account, sessionId);
  await endHold(order.id);
  const message = { orderId: order.id, due: '2026-01-01T00:00:00.000Z' };
  await deliver(expire, [message]);
  expect((await readOrder(order.id)).status).toBe('expiring');
  controls.settleDebit(stripe().account, intent.id);
  await deliver(expire, [message]);
  expect(await readOrder(order.id)).toMatchObject({ status: 'paid', paidBy: paymentId });
});

test('while a bank debit is on its way its bank is asked again from the due index, ever more rarely', async () => {
  const { order, sessionId } = await bought();
  controls.process(stripe().account, sessionId);
  const asked = async () =>
    (await dueIn('orders')).filter(({ body }) => body.orderId === order.id).sort((a, b) => a.due - b.due);
  const now = Date.now();
  await endHold(order.id);
  let message = { orderId: order.id, due: '2026-01-01T00:00:00.000Z' };
  for (const minutes of [1, 2, 4]) {
    expect(await deliver(expire, [message])).toBe(0);
    const last = (await asked()).at(-1);
    expect(last?.due).toBeGreaterThanOrEqual(now + minutes * 60_000);
    expect(last?.queue).toBe('expire-order');
    // The index hands it out when it is due.
    message = { ...last?.body, due: '2026-01-01T00:00:00.000Z' };
  }
  expect((await asked()).map(({ body }) => body.asked)).toEqual([1, 2, 3]);
  expect((await messagesIn(queueOf('orders', 'expire-order'))).filter((one) => one.orderId === order.id)).toEqual([]);
});

test('a bank refuses a debit that an order waited for: the order ends on its word, and the same for every later question', async () => {
  const { order, sessionId, paymentId, variantId } = await bought();
  const intent = controls.process(stripe().account, sessionId);
  await endHold(order.id);
  await deliver(expire, [{ orderId: order.id, due: '2026-01-01T00:00:00.000Z' }]);
  await invokeHttp(cancel, mine(order.id));
  await invokeHttp(cancel, mine(order.id));
  controls.settleDebit(stripe().account, intent.id, false);
  await stripe().webhooks.deliver(receive);
  const facts = (await factsOf(tableOf('billing'), paymentId)).filter((fact) => fact.type === 'payment.failed');
  expect(facts).toHaveLength(1);
  await deliver(onChanged, [facts[0], facts[0]]);
  expect((await readOrder(order.id)).status).toBe('expired');
  expect(await typesOf(order.id)).toEqual(['order.placed', 'order.expired']);
  expect(await available(variantId)).toBe(3);
});

test('Stripe does not answer when the hold runs out: the order stays expiring until it does', async () => {
  const { order, sessionId } = await bought();
  stripe().faults.plan('POST /v1/checkout/sessions/cs', 'error');
  await endHold(order.id);
  const message = { orderId: order.id, due: '2026-01-01T00:00:00.000Z' };
  await deliver(expire, [message]);
  expect((await readOrder(order.id)).status).toBe('expiring');
  await deliver(expire, [message]);
  expect((await readOrder(order.id)).status).toBe('expired');
  expect(stripe().account.sessions.get(sessionId)?.status).toBe('expired');
});

test('a cancelled order cannot be paid, and cancelling what was paid sends the money back', async () => {
  const [open, paid] = [await bought(), await bought()];
  pay(paid.sessionId);
  expect((await invokeHttp(cancel, mine(open.order.id))).body.status).toBe('cancelled');
  expect(() => pay(open.sessionId)).toThrow('expired');
  expect((await invokeHttp(cancel, mine(paid.order.id))).status).toBe(200);
  expect(await readOrder(paid.order.id)).toMatchObject({ status: 'cancelled', paidBy: paid.paymentId });
});

test('another amount than the order’s goes back in full, and the order is not paid by it', async () => {
  const { order, paymentId, sessionId } = await bought();
  const session = stripe().account.sessions.get(sessionId);
  Object.assign(session ?? {}, { amount_total: order.totals.total.amount - 100 });
  pay(sessionId);
  const back = await invokeHttp(sync, mine(order.id));
  expect(back.body.order.status).toBe('pending');
  await invokeHttp(sync, mine(order.id));
  const refundId = refundIdFor(paymentId, 'amount-mismatch');
  expect(await deliver(sendRefund, [{ refundId }, { refundId }])).toBe(0);
  expect(books(paymentId)).toMatchObject({
    charged: order.totals.total.amount - 100,
    refunded: order.totals.total.amount - 100,
  });
});
