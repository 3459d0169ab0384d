import { expect, test } from 'vitest';
import { tableOf, update, write } from '#lib/table.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import {
  article,
  buyer,
  checkOut,
  deliver,
  endHold,
  factsOf,
  readyCart,
  waitingIn,
} from '../../../test/support/shop.ts';
import { closePayment, readPayment } from '../../billing/public.ts';
import * as createCart from '../../checkout/http/create-cart.ts';
import { readAvailability } from '../../inventory/public.ts';
import * as inventoryExpired from '../../inventory/queue/on-order-expired.ts';
import * as inventoryPaid from '../../inventory/queue/on-order-paid.ts';
import { refunded, show, staff } from '../after-payment/after-payment.fixture.ts';
import * as refundRoute from '../http/admin/refund-order.ts';
import * as cancel from '../http/cancel-order.ts';
import * as continuePayment from '../http/continue-payment.ts';
import * as getOrder from '../http/get-order.ts';
import * as sync from '../http/sync-payment.ts';
import { orderToken } from '../order/order-token.ts';
import { readOrder } from '../order/orders-table.ts';
import { endOrder } from '../placing/end-order.ts';
import * as expire from '../queue/expire-order.ts';
import * as onSucceeded from '../queue/on-payment-succeeded.ts';
import { continuePayment as goOn } from './continue-payment.ts';
import { settlePayment } from './settle-payment.ts';

const orders = tableOf('orders');
const billing = tableOf('billing');
const mine = (id: string) => ({ params: { id }, headers: { 'X-Order-Token': orderToken(id) } });
const available = async (variantId: string) => (await readAvailability([variantId]))[0]?.available;
const typesOf = async (id: string) => (await factsOf(orders, id)).map((fact) => fact.type);

test('a purchase: placed with its stock held, paid by the fact of its payment, however often that comes', async () => {
  const { sku, variantId } = await article(10);
  const { status, body } = await checkOut(await readyCart([{ sku, quantity: 3 }]));
  expect(status).toBe(201);
  expect(body.order).toMatchObject({
    status: 'paid',
    paymentStatus: 'paid',
    email: expect.stringMatching(/^ada_\w+@example\.com$/),
    test: true,
  });
  expect(body.payment).toMatchObject({ provider: 'test', status: 'succeeded' });
  expect(await available(variantId)).toBe(7);
  const facts = (await factsOf(billing, body.payment.id)).filter((fact) => fact.type === 'payment.succeeded');
  expect(facts).toHaveLength(1);
  expect(await deliver(onSucceeded, [facts[0], facts[0]])).toBe(0);
  expect(await deliver(onSucceeded, [facts[0]])).toBe(0);
  const paid = await invokeHttp(getOrder, mine(body.order.id));
  expect(paid.body).toMatchObject({ status: 'paid', paymentStatus: 'paid', version: 2 });
  expect(await typesOf(body.order.id)).toEqual(['order.placed', 'order.paid']);
  const fact = (await factsOf(orders, body.order.id))[1];
  expect(JSON.stringify(fact)).not.toMatch(/ada@|Dock|Ada L/);
  expect(await deliver(inventoryPaid, [fact, fact])).toBe(0);
  expect(await available(variantId)).toBe(7);
});

test('checking out again, twenty times at once, is one order and one payment', async () => {
  const { sku, variantId } = await article(50);
  const cart = await readyCart([{ sku, quantity: 2 }]);
  const answers = await Promise.all(Array.from({ length: 20 }, () => checkOut(cart)));
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 201]);
  expect(new Set(answers.map(({ body }) => body.order.id)).size).toBe(1);
  expect(new Set(answers.map(({ body }) => body.payment.id)).size).toBe(1);
  expect(new Set(answers.map(({ body }) => body.orderToken)).size).toBe(1);
  expect(await available(variantId)).toBe(48);
});

test('the function that placed the order died before the provider was called: checking out again opens its payment', async () => {
  const { sku } = await article(5);
  const cart = await readyCart([{ sku, quantity: 1 }]);
  const { body } = await checkOut(cart, {});
  const row = { pk: body.payment.id, sk: 'payment' };
  await write(update(billing, row, 'SET #objectId = :none, #nextAction = :none', { none: null }));
  const again = await checkOut(cart, {});
  expect([again.status, again.body.order.id]).toEqual([200, body.order.id]);
  expect(again.body.payment).toMatchObject({ id: body.payment.id, nextAction: body.payment.nextAction });
});

test('two checkouts for the last unit: one order, one refusal that says what is left', async () => {
  const { sku, variantId } = await article(1);
  const carts = await Promise.all([readyCart([{ sku, quantity: 1 }]), readyCart([{ sku, quantity: 1 }])]);
  const answers = await Promise.all(carts.map((cart) => checkOut(cart)));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
    code: 'out-of-stock',
    sku,
    requested: 1,
    available: 0,
  });
  expect(await available(variantId)).toBe(0);
});

test('a line that is sold out gives the other lines back', async () => {
  const [plenty, none] = [await article(5), await article(0)];
  const { status, body } = await checkOut(
    await readyCart([
      { sku: plenty.sku, quantity: 2 },
      { sku: none.sku, quantity: 1 },
    ]),
  );
  expect([status, body.code, body.sku]).toEqual([409, 'out-of-stock', none.sku]);
  expect(await available(plenty.variantId)).toBe(5);
});

test('declined, then another method: one order, two payment rows, one of them paid', async () => {
  const { sku } = await article(5);
  const cart = await readyCart([{ sku, quantity: 1 }]);
  const { body } = await checkOut(cart, { paymentMethod: 'test_declined' });
  expect(body.payment).toMatchObject({ status: 'failed', failure: { code: 'declined', retryable: true } });
  const retry = await invokeHttp(continuePayment, { ...mine(body.order.id), body: { paymentMethod: 'test_approved' } });
  expect(retry.status).toBe(200);
  expect(retry.body.payment.status).toBe('succeeded');
  expect(retry.body.payment.id).not.toBe(body.payment.id);
  expect(retry.body.order).toMatchObject({ id: body.order.id, status: 'paid', paymentId: retry.body.payment.id });
  const again = await invokeHttp(continuePayment, { ...mine(body.order.id), body: {} });
  expect([again.status, again.body.payment.id]).toEqual([200, retry.body.payment.id]);
});

test('an open payment is answered again with the same address; naming another method closes it first', async () => {
  const { sku } = await article(5);
  const { body } = await checkOut(await readyCart([{ sku, quantity: 1 }]), {});
  expect(body.payment).toMatchObject({ status: 'requires-action', nextAction: { type: 'redirect' } });
  const same = await invokeHttp(continuePayment, { ...mine(body.order.id), body: {} });
  expect(same.body.payment).toMatchObject({ id: body.payment.id, nextAction: body.payment.nextAction });
  const other = await invokeHttp(continuePayment, { ...mine(body.order.id), body: { paymentMethod: 'test_approved' } });
  expect(other.body.payment.id).not.toBe(body.payment.id);
  expect((await readPayment(body.payment.id)).status).toBe('cancelled');
  expect(other.body.order.status).toBe('paid');
});

test('a provider that never reports is asked by the shopper’s return page', async () => {
  const { sku } = await article(5);
  const { body } = await checkOut(await readyCart([{ sku, quantity: 1 }]), { paymentMethod: 'test_silent' });
  const synced = await invokeHttp(sync, mine(body.order.id));
  expect(synced.body).toMatchObject({ order: { status: 'paid' }, payment: { status: 'succeeded' } });
  expect(await typesOf(body.order.id)).toEqual(['order.placed', 'order.paid']);
});

test('an order is nobody’s without its token, and nobody else’s with another', async () => {
  const { sku } = await article(5);
  const { body } = await checkOut(await readyCart([{ sku, quantity: 1 }]));
  const id = body.order.id;
  expect((await invokeHttp(getOrder, { params: { id } })).status).toBe(401);
  expect(
    (await invokeHttp(getOrder, { params: { id }, headers: { 'X-Order-Token': orderToken('ord_other') } })).status,
  ).toBe(404);
});

test('cancelled before payment: closed at the provider, then released, twice in one effect', async () => {
  const { sku, variantId } = await article(5);
  const { body } = await checkOut(await readyCart([{ sku, quantity: 2 }]), {});
  const cancelled = await invokeHttp(cancel, mine(body.order.id));
  expect(cancelled.body).toMatchObject({ status: 'cancelled', paymentStatus: 'unpaid' });
  expect((await invokeHttp(cancel, mine(body.order.id))).body.status).toBe('cancelled');
  expect((await readPayment(body.payment.id)).status).toBe('cancelled');
  expect(await typesOf(body.order.id)).toEqual(['order.placed', 'order.cancelled']);
  const refused = await invokeHttp(continuePayment, { ...mine(body.order.id), body: {} });
  expect([refused.status, refused.body.code]).toEqual([409, 'order-closed']);
  const fact = (await factsOf(orders, body.order.id))[1];
  const { handler } = await import('../../inventory/queue/on-order-cancelled.ts');
  expect(await deliver({ handler }, [fact, fact])).toBe(0);
  expect(await available(variantId)).toBe(5);
});

test('the hold runs out: expiring, closed at the provider, expired; the units come back once', async () => {
  const { sku, variantId } = await article(5);
  const { body } = await checkOut(await readyCart([{ sku, quantity: 2 }]), {});
  const message = { orderId: body.order.id, due: '2026-01-01T00:00:00.000Z' };
  await endHold(body.order.id);
  expect(await deliver(expire, [message, message])).toBe(0);
  const order = await readOrder(body.order.id);
  expect(order.status).toBe('expired');
  expect(order.history.map(({ what }) => what)).toEqual(['placed', 'hold ran out', 'expired']);
  const fact = (await factsOf(orders, body.order.id))[1];
  expect(await deliver(inventoryExpired, [fact, fact])).toBe(0);
  expect(await available(variantId)).toBe(5);
  const closed = await checkOut(order.cartId);
  expect([closed.status, closed.body.code, closed.body.orderId]).toEqual([409, 'cart-closed', order.id]);
});

test('a message before its time is sent on, and ends nothing', async () => {
  const { sku } = await article(5);
  const { body } = await checkOut(await readyCart([{ sku, quantity: 1 }]), {});
  expect(await deliver(expire, [{ orderId: body.order.id, due: body.order.expiresAt }])).toBe(0);
  expect((await readOrder(body.order.id)).status).toBe('pending');
});

/** An order that has expired, whose provider then reports the money after all. */
const expiredThenPaid = async (quantity: number, stock: number) => {
  const { sku, variantId } = await article(stock);
  const { body } = await checkOut(await readyCart([{ sku, quantity }]), { paymentMethod: 'test_late' });
  await endHold(body.order.id);
  await endOrder(body.order.id, 'expired');
  const fact = (await factsOf(orders, body.order.id))[1];
  await deliver(inventoryExpired, [fact]);
  expect((await readOrder(body.order.id)).status).toBe('expired');
  expect(await available(variantId)).toBe(stock);
  const late = { ...(await readPayment(body.payment.id)), status: 'succeeded' as const };
  await write(
    update(billing, { pk: late.id, sk: 'payment' }, 'SET #status = :s, #refundable = :r', {
      s: 'succeeded',
      r: late.amount.amount,
    }),
  );
  return { sku, variantId, orderId: body.order.id as string, late: await readPayment(late.id) };
};

test('late money takes the stock again', async () => {
  const { orderId, variantId, late } = await expiredThenPaid(2, 5);
  const settled = await Promise.all([settlePayment(late), settlePayment(late), settlePayment(late)]);
  expect(settled.map((order) => order.status)).toEqual(['paid', 'paid', 'paid']);
  expect(await available(variantId)).toBe(3);
  const facts = await factsOf(orders, orderId);
  expect(facts.map((fact) => fact.type)).toEqual(['order.placed', 'order.expired', 'order.paid']);
  expect(await deliver(inventoryPaid, [facts[2], facts[2]])).toBe(0);
  expect(await available(variantId)).toBe(3);
});

test('late money goes back when nothing is left, even if stock comes in afterwards', async () => {
  const { orderId, sku, variantId, late } = await expiredThenPaid(2, 2);
  const other = await checkOut(await readyCart([{ sku, quantity: 2 }]));
  expect(other.status).toBe(201);
  expect((await settlePayment(late)).status).toBe('expired');
  expect((await readPayment(late.id)).refundable).toBe(0);
  await endOrder(other.body.order.id, 'cancelled');
  expect((await settlePayment(late)).status).toBe('expired');
  expect((await readOrder(orderId)).refusedPayments).toEqual([late.id]);
  const { body } = await invokeHttp(getOrder, mine(orderId));
  expect(body.refunds).toMatchObject([{ paymentId: late.id, reason: 'nothing-left', status: 'pending', lines: [] }]);
  expect(body).toMatchObject({ status: 'expired', refundedTotal: { amount: 0, currency: 'EUR' } });
  expect(await available(variantId)).toBe(0);
});

test('money of another amount goes back; the order can still be paid by another try', async () => {
  const { sku } = await article(2);
  const { body } = await checkOut(await readyCart([{ sku, quantity: 1 }]), { paymentMethod: 'test_mismatch' });
  const again = await invokeHttp(continuePayment, { ...mine(body.order.id), body: { paymentMethod: 'test_approved' } });
  expect(again.body).toMatchObject({ order: { status: 'paid' }, payment: { status: 'succeeded' } });
  expect(again.body.payment.id).not.toBe(body.payment.id);
  expect(await readOrder(body.order.id)).toMatchObject({
    paidBy: again.body.payment.id,
    refusedPayments: [body.payment.id],
  });
  expect((await readPayment(body.payment.id)).refundable).toBe(0);
});

test('money of another amount, and six more tries at once: one payment is open, the order’s own', async () => {
  const { sku } = await article(2);
  const { body } = await checkOut(await readyCart([{ sku, quantity: 1 }]), { paymentMethod: 'test_mismatch' });
  const { id } = body.order;
  const input = { method: 'test_action', returnUrl: null, cancelUrl: null };
  const tries = await Promise.allSettled(Array.from({ length: 6 }, () => goOn(id, input)));
  const named = tries.flatMap((one) => (one.status === 'fulfilled' ? (one.value.payment?.id ?? []) : []));
  const payments = await Promise.all([...new Set(named)].map(readPayment));
  const open = payments.filter(({ status }) => status === 'requires-action').map((payment) => payment.id);
  expect(open).toEqual([(await readOrder(id)).openPayment]);
});

test('late money of the first try pays: the second try is closed at the provider, and nobody can pay it', async () => {
  const { sku } = await article(2);
  const { body } = await checkOut(await readyCart([{ sku, quantity: 1 }]), { paymentMethod: 'test_late' });
  await waitingIn('orders', 'expire-order');
  const again = await invokeHttp(continuePayment, { ...mine(body.order.id), body: { paymentMethod: 'test_action' } });
  expect(again.body.payment).toMatchObject({ status: 'requires-action' });
  const { id, totals } = body.order;
  const money = { id: body.payment.id, orderId: id, status: 'succeeded', amount: totals.total } as const;
  for (const _ of [1, 2]) expect((await settlePayment(money)).status).toBe('paid');
  const due = '2026-01-01T00:00:00.000Z';
  expect(await waitingIn('orders', 'expire-order')).toContainEqual({ orderId: id, due: expect.any(String) });
  await deliver(expire, [
    { orderId: id, due },
    { orderId: id, due },
  ]);
  expect((await readPayment(again.body.payment.id)).status).toBe('cancelled');
  expect(await readOrder(id)).toMatchObject({ status: 'paid', paidBy: body.payment.id, openPayment: null });
});

test('an order whose only money went back still expires, and its units come back', async () => {
  const { sku, variantId } = await article(2);
  const { body } = await checkOut(await readyCart([{ sku, quantity: 2 }]), { paymentMethod: 'test_mismatch' });
  const { id } = body.order;
  await endHold(id);
  expect((await endOrder(id, 'expired')).status).toBe('expired');
  expect(await typesOf(id)).toEqual(['order.placed', 'order.expired']);
  const facts = await factsOf(orders, id);
  expect(await deliver(inventoryExpired, [facts[1], facts[1]])).toBe(0);
  expect(await available(variantId)).toBe(2);
});

test('a total of zero is paid as it is placed, with both facts and no payment', async () => {
  const { sku, variantId } = await article(5, 0, false);
  const { body: cart } = await invokeHttp(createCart, { body: { lines: [{ sku, quantity: 2 }], contact: buyer } });
  expect(cart.totals.total.amount).toBe(0);
  const { status, body } = await checkOut(cart.id, {});
  expect(status).toBe(201);
  expect(body).toMatchObject({ payment: null, order: { status: 'paid', paymentStatus: 'paid', paymentId: null } });
  const facts = await factsOf(orders, body.order.id);
  expect(facts.map(({ type, sequence }) => [type, sequence])).toEqual([
    ['order.placed', 1],
    ['order.paid', 2],
  ]);
  expect(await deliver(inventoryPaid, [facts[1], facts[1]])).toBe(0);
  expect(await available(variantId)).toBe(3);
  expect((await checkOut(cart.id, {})).body).toMatchObject({ payment: null, order: { id: body.order.id } });
});

test('what closePayment says of a payment that succeeded pays the order that was about to expire', async () => {
  const { sku } = await article(5);
  const { body } = await checkOut(await readyCart([{ sku, quantity: 1 }]));
  expect(await closePayment(body.payment.id)).toBe('succeeded');
  await endHold(body.order.id);
  expect((await endOrder(body.order.id, 'expired')).status).toBe('paid');
  expect((await readOrder(body.order.id)).status).toBe('paid');
});

test('cancelled at the moment its money came: paid by it, and paid back, with both facts', async () => {
  const { sku } = await article(5);
  const { body } = await checkOut(await readyCart([{ sku, quantity: 1 }]));
  const cancelled = await invokeHttp(cancel, mine(body.order.id));
  expect(cancelled.body).toMatchObject({ status: 'cancelled', paymentStatus: 'refunded' });
  expect(await typesOf(body.order.id)).toEqual(['order.placed', 'order.paid', 'order.cancelled']);
  expect((await readPayment(body.payment.id)).refundable).toBe(0);
});

test('late money whose refund failed is paid back by another try, which touches nothing else of the order', async () => {
  const { orderId, sku, late } = await expiredThenPaid(1, 1);
  await checkOut(await readyCart([{ sku, quantity: 1 }]));
  await settlePayment(late);
  const [refused] = (await show(orderId)).refunds;
  // The test provider has charged nothing of it yet, and says so.
  await refunded(refused.id);
  expect((await show(orderId)).refunds).toMatchObject([{ status: 'failed' }]);
  expect((await readPayment(late.id)).refundable).toBe(1690);
  const again = await staff(refundRoute, orderId, { reason: 'second try' });
  expect([again.status, again.body.amount]).toEqual([201, { amount: 1690, currency: 'EUR' }]);
  expect((await readPayment(late.id)).refundable).toBe(0);
  expect(await show(orderId)).toMatchObject({
    status: 'expired',
    paymentStatus: 'unpaid',
    refunds: [{ status: 'failed' }, { id: again.body.id, paymentId: late.id, status: 'pending' }],
  });
  const more = await staff(refundRoute, orderId, { reason: 'third' });
  expect([more.status, more.body.code]).toEqual([409, 'not-refundable']);
});
