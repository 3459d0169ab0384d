import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetEnv } from '#lib/env.ts';
import { tableOf, update, write } from '#lib/table.ts';
import { delaysIn, dueIn, messagesIn, queueOf } from '../../../test/support/look.ts';
import { article, checkOut, deliver, endHold, factsOf, readyCart } from '../../../test/support/shop.ts';
import { syncPayment } from '../../billing/public.ts';
import { readOrder } from '../order/orders-table.ts';
import { endOrder } from '../placing/end-order.ts';
import * as onSucceeded from '../queue/on-payment-succeeded.ts';
import * as settlePayment from '../queue/settle-payment.ts';

beforeAll(() => {
  process.env['TEST_LATE_SECONDS'] = '0';
  forgetEnv();
});
afterAll(() => {
  delete process.env['TEST_LATE_SECONDS'];
  forgetEnv();
});

/** An order that expired; its money came after that, and the settlement that was taking its stock again died until `until`. */
const diedAt = async (until: string) => {
  const { sku } = await article(5);
  const { body } = await checkOut(await readyCart([{ sku, quantity: 2 }]), { paymentMethod: 'test_late' });
  const [id, paymentId] = [String(body.order.id), String(body.payment.id)];
  await endHold(id);
  expect((await endOrder(id, 'expired')).status).toBe('expired');
  await syncPayment(paymentId);
  await claim(id, until);
  const fact = (await factsOf(tableOf('billing'), paymentId)).find(({ type }) => type === 'payment.succeeded');
  return { id, paymentId, fact };
};
const claim = (id: string, until: string) =>
  write(update(tableOf('orders'), { pk: id, sk: 'order' }, 'SET #retakingUntil = :until', { until }));

test('money whose settlement died while it took the stock again waits for the claim, and pays then, once', async () => {
  const before = (await delaysIn(queueOf('orders', 'settle-payment'))).length;
  const now = Date.now();
  const { id, paymentId, fact } = await diedAt(new Date(now + 100_000).toISOString());
  expect(await deliver(onSucceeded, [fact])).toBe(0);
  expect((await readOrder(id)).status).toBe('expired');
  expect(await messagesIn(queueOf('orders', 'settle-payment'))).toContainEqual({ paymentId });
  const [due] = (await delaysIn(queueOf('orders', 'settle-payment'))).slice(before);
  expect((due ?? 0) - now).toBeGreaterThan(95_000);
  expect((due ?? 0) - now).toBeLessThan(110_000);

  // Another claim each time: the queue sends to itself four times at most, then the due index carries it on.
  const waiting = async () =>
    (await messagesIn(queueOf('orders', 'settle-payment'))).filter((one) => one.paymentId === paymentId);
  for (const selfSends of [1, 2, 3, 4, 5]) {
    const message = selfSends === 1 ? { paymentId } : { paymentId, selfSends: selfSends - 1 };
    expect(await deliver(settlePayment, [message])).toBe(0);
    expect((await waiting()).some((one) => one.selfSends === selfSends)).toBe(selfSends <= 4);
  }
  expect((await dueIn('orders')).filter(({ body }) => body.paymentId === paymentId)).toMatchObject([
    { queue: 'settle-payment', body: { paymentId } },
  ]);

  await claim(id, new Date(now - 1).toISOString());
  expect(await deliver(settlePayment, [{ paymentId }, { paymentId }])).toBe(0);
  expect(await readOrder(id)).toMatchObject({ status: 'paid', paidBy: paymentId, reacquiringUntil: null });
  const paid = (await factsOf(tableOf('orders'), id)).filter(({ type }) => type === 'order.paid');
  expect(paid).toHaveLength(1);
});
