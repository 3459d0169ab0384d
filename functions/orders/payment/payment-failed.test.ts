import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetEnv } from '#lib/env.ts';
import { tableOf } from '#lib/table.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { mailTo, messagesIn, queueOf } from '../../../test/support/look.ts';
import { article, checkOut, deliver, endHold, factsOf, readyCart } from '../../../test/support/shop.ts';
import * as onEnded from '../../notifications/queue/on-order-ended.ts';
import * as onFailed from '../../notifications/queue/on-order-payment-failed.ts';
import { orders, refunded, sold, staff, typesOf } from '../after-payment/after-payment.fixture.ts';
import * as refund from '../http/admin/refund-order.ts';
import * as continuePayment from '../http/continue-payment.ts';
import { endOrder } from '../placing/end-order.ts';
import * as onPaymentChanged from '../queue/on-payment-changed.ts';
import * as onRefundChanged from '../queue/on-refund-changed.ts';
import * as tellFailed from '../queue/tell-payment-failed.ts';

beforeAll(() => {
  process.env['SHOP_URL'] = 'https://tea.example/';
  forgetEnv();
});
afterAll(() => {
  delete process.env['SHOP_URL'];
  forgetEnv();
});

const placed = async (paymentMethod: string) => {
  const { sku } = await article(5);
  const { body } = await checkOut(await readyCart([{ sku, quantity: 1 }]), { paymentMethod });
  const { id, email } = body.order as { id: string; email: string };
  return { id, email, paymentId: String(body.payment.id), token: String(body.orderToken) };
};
const mailed = async (email: string, word: string) =>
  (await mailTo(email)).filter(({ subject }) => subject.includes(word));

/** Hands over that the payment failed, twice; answers what was planned by it. */
const failing = async (id: string, paymentId: string) => {
  const failed = (await factsOf(tableOf('billing'), paymentId)).filter(({ type }) => type === 'payment.failed');
  expect(await deliver(onPaymentChanged, [...failed, ...failed])).toBe(0);
  const planned = await messagesIn(queueOf('orders', 'tell-payment-failed'));
  return planned.filter(({ orderId, paymentId: of }) => orderId === id && of === paymentId);
};

test('a payment that was refused is told once, with a link that opens the order; the order that expires of it, too', async () => {
  const { id, email, paymentId, token } = await placed('test_declined');
  const planned = await failing(id, paymentId);
  expect(planned).toHaveLength(2);
  expect(await typesOf(id)).toEqual(['order.placed']);
  expect(await deliver(tellFailed, planned)).toBe(0);
  expect(await typesOf(id)).toEqual(['order.placed', 'order.payment-failed']);
  const [, told] = await factsOf(orders, id);
  expect(await deliver(onFailed, [told, told])).toBe(0);
  const { number } = told!.data as { number: string };
  const [mail, ...more] = await mailed(email, `payment for order ${number}`);
  expect(more).toEqual([]);
  expect(mail?.body.text).toContain(`Pay now: https://tea.example/o/${id}/${token}`);

  await endHold(id);
  expect((await endOrder(id, 'expired')).status).toBe('expired');
  const ended = (await factsOf(orders, id)).at(-1);
  expect(ended).toMatchObject({ type: 'order.expired', data: { declined: true } });
  expect(await deliver(onEnded, [ended, ended])).toBe(0);
  expect(await mailed(email, `Order ${number} was not paid`)).toHaveLength(1);
});

test('who tries again with another method, or has paid meanwhile, is not told of the payment that failed', async () => {
  const { id, paymentId, token } = await placed('test_declined');
  const planned = await failing(id, paymentId);
  const again = await invokeHttp(continuePayment, {
    params: { id },
    headers: { 'x-order-token': token },
    body: { paymentMethod: 'test_approved' },
  });
  expect(again.status).toBe(200);
  expect(await deliver(tellFailed, planned)).toBe(0);
  expect(await typesOf(id)).not.toContain('order.payment-failed');
});

test('who never tried to pay is not written to', async () => {
  const { id, email } = await placed('test_late');
  await endHold(id);
  expect((await endOrder(id, 'expired')).status).toBe('expired');
  const ended = (await factsOf(orders, id)).at(-1);
  expect(ended).toMatchObject({ type: 'order.expired', data: { declined: false } });
  const before = (await mailTo(email)).length;
  expect(await deliver(onEnded, [ended])).toBe(0);
  expect(await mailTo(email)).toHaveLength(before);
});

test('a refund that succeeded is an event of the order, once', async () => {
  const { id } = await sold([{ quantity: 2, amount: 1000 }]);
  const { body } = await staff(refund, id, { amount: { amount: 300, currency: 'EUR' }, reason: 'goodwill' });
  await refunded(body.id);
  const facts = (await factsOf(tableOf('billing'), body.id)).filter(({ type }) => type === 'refund.succeeded');
  expect(await deliver(onRefundChanged, [...facts, ...facts])).toBe(0);
  const told = (await factsOf(orders, id)).filter(({ type }) => type === 'order.refunded');
  expect(told).toMatchObject([
    { data: { orderId: id, refundId: body.id, amount: { amount: 300, currency: 'EUR' }, lines: [], returnId: null } },
  ]);
});
