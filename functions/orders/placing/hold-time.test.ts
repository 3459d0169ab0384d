import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { msOf, nowMs } from '#lib/clock.ts';
import { forgetEnv } from '#lib/env.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { messagesIn, queueOf } from '../../../test/support/look.ts';
import { article, checkOut, deliver, readyCart } from '../../../test/support/shop.ts';
import * as continuePayment from '../http/continue-payment.ts';
import { orderToken } from '../order/order-token.ts';
import { readOrder } from '../order/orders-table.ts';
import * as expire from '../queue/expire-order.ts';
import { endOrder } from './end-order.ts';

beforeEach(() => {
  process.env['TEST_OPENS_PAGE'] = '0';
  forgetEnv();
});
afterEach(() => {
  vi.useRealTimers();
  delete process.env['TEST_OPENS_PAGE'];
  forgetEnv();
});

const placed = async (body: object) => {
  const { sku } = await article(5);
  return (await checkOut(await readyCart([{ sku, quantity: 1 }]), body)).body;
};
const pay = (id: string, body: object) =>
  invokeHttp(continuePayment, { params: { id }, headers: { 'X-Order-Token': orderToken(id) }, body });
const heldSeconds = ({ placedAt, expiresAt }: { placedAt: string; expiresAt: string }): number =>
  (msOf(expiresAt) - msOf(placedAt)) / 1000;

test('without a method, at a provider that opens nothing to pay with, an order is held for 180 s', async () => {
  const { order, payment } = await placed({});
  expect([heldSeconds(order), payment.nextAction, payment.expiresAt]).toEqual([180, null, order.expiresAt]);
  expect(heldSeconds((await placed({ paymentMethod: 'test_action' })).order)).toBe(1200);
  process.env['TEST_OPENS_PAGE'] = '1';
  forgetEnv();
  const withPage = await placed({});
  expect([heldSeconds(withPage.order), withPage.payment.nextAction.type]).toEqual([1200, 'redirect']);
});

test('naming a method raises the hold once, to what it would have been from the beginning', async () => {
  const { order } = await placed({});
  expect(heldSeconds((await pay(order.id, {})).body.order)).toBe(180);
  const first = await pay(order.id, { paymentMethod: 'test_action' });
  expect([first.status, heldSeconds(first.body.order)]).toEqual([200, 1200]);
  const second = await pay(order.id, { paymentMethod: 'test_late' });
  expect([heldSeconds(second.body.order), second.body.payment.expiresAt]).toEqual([1200, first.body.order.expiresAt]);
});

test('the clock that was set for 180 s ends nothing of a hold that was raised, and is set anew', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: nowMs() });
  const [raised, left] = [await placed({}), await placed({})];
  await pay(raised.order.id, { paymentMethod: 'test_action' });
  vi.setSystemTime(nowMs() + 181_000);
  const clocks = [raised, left].map(({ order }) => ({ orderId: order.id, due: order.expiresAt }));
  expect(await deliver(expire, clocks)).toBe(0);
  expect((await readOrder(left.order.id)).status).toBe('expired');
  const order = await readOrder(raised.order.id);
  expect(order.status).toBe('pending');
  const waiting = await messagesIn(queueOf('orders', 'expire-order'));
  expect(waiting).toContainEqual({ orderId: order.id, due: order.expiresAt, selfSends: 1 });
  vi.setSystemTime(msOf(order.expiresAt));
  expect((await endOrder(order.id, 'expired')).status).toBe('expired');
});

test('a hold that is raised at the moment when its clock strikes is raised, or the order has ended: never both', async () => {
  for (let round = 0; round < 8; round += 1) {
    const { order } = await placed({});
    vi.useFakeTimers({ toFake: ['Date'], now: msOf(order.expiresAt) });
    const [answer] = await Promise.all([
      pay(order.id, { paymentMethod: 'test_action' }),
      deliver(expire, [{ orderId: order.id, due: order.expiresAt }]),
    ]);
    const { status, expiresAt } = await readOrder(order.id);
    if (answer.status === 200) expect([status, expiresAt]).toEqual(['pending', answer.body.order.expiresAt]);
    else expect([answer.status, status]).toEqual([409, 'expired']);
    vi.useRealTimers();
  }
});
