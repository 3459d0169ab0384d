import { expect, test } from 'vitest';
import { client } from '#lib/dynamodb.ts';
import { tableOf } from '#lib/table.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { article, checkOut, factsOf, readyCart } from '../../../test/support/shop.ts';
import { pressTestPayment } from '../../billing/providers/test/press.ts';
import { readPayment, syncPayment } from '../../billing/public.ts';
import { staff } from '../after-payment/after-payment.fixture.ts';
import * as readAnyOrder from '../http/admin/read-order.ts';
import * as continuePayment from '../http/continue-payment.ts';
import * as getOrder from '../http/get-order.ts';
import * as sync from '../http/sync-payment.ts';
import { orderToken } from '../order/order-token.ts';
import { readOrder } from '../order/orders-table.ts';

const mine = (id: string) => ({ params: { id }, headers: { 'X-Order-Token': orderToken(id) } });
const typesOf = async (id: string) => (await factsOf(tableOf('orders'), id)).map((fact) => fact.type);

/** An order whose money came and was recorded, and nothing since: the pause between the two writes. */
const between = async (): Promise<{ id: string; cart: string; paymentId: string }> => {
  const { sku } = await article(5);
  const cart = await readyCart([{ sku, quantity: 1 }]);
  const { body } = await checkOut(cart, {});
  await pressTestPayment(body.payment.nextAction.url.split('/').at(-1), 'test_approved');
  expect((await syncPayment(body.payment.id)).status).toBe('succeeded');
  expect((await readOrder(body.order.id)).status).toBe('pending');
  return { id: body.order.id, cart, paymentId: body.payment.id };
};

test('money that comes while an order is placed makes it paid in the same answer', async () => {
  const { sku } = await article(5);
  const { status, body } = await checkOut(await readyCart([{ sku, quantity: 1 }]));
  expect([status, body.payment.status]).toEqual([201, 'succeeded']);
  expect(body.order).toMatchObject({ status: 'paid', paymentStatus: 'paid', paymentId: body.payment.id });
  expect(await typesOf(body.order.id)).toEqual(['order.placed', 'order.paid']);
});

const ways: [string, (of: { id: string; cart: string }) => ReturnType<typeof invokeHttp>][] = [
  ['its buyer reads it', ({ id }) => invokeHttp(getOrder, mine(id))],
  ['staff reads it', ({ id }) => staff(readAnyOrder, id)],
  ['its cart is checked out again', ({ cart }) => checkOut(cart)],
  ['its payment is continued', ({ id }) => invokeHttp(continuePayment, { ...mine(id), body: {} })],
  ['its payment is asked for', ({ id }) => invokeHttp(sync, mine(id))],
];
test.each(ways)('between the write of the payment and that of the order nothing is pending: %s', async (_, ask) => {
  const of = await between();
  const { status, body } = await ask(of);
  expect(status).toBe(200);
  expect(body.order ?? body).toMatchObject({ status: 'paid', paymentStatus: 'paid', paymentId: of.paymentId });
  if (body.payment) expect(body.payment).toMatchObject({ id: of.paymentId, status: 'succeeded' });
  expect(await typesOf(of.id)).toEqual(['order.placed', 'order.paid']);
});

test('twenty reads at once settle it once', async () => {
  const { id } = await between();
  const answers = await Promise.all(Array.from({ length: 20 }, () => invokeHttp(getOrder, mine(id))));
  expect(new Set(answers.map(({ status, body }) => `${status} ${body.status}`))).toEqual(new Set(['200 paid']));
  expect(await typesOf(id)).toEqual(['order.placed', 'order.paid']);
});

test('what cannot be settled just now is shown as processing, and placed all the same', async () => {
  const { sku } = await article(5);
  const cart = await readyCart([{ sku, quantity: 1 }]);
  const down = Object.assign(new Error('the table is gone'), { name: 'ResourceNotFoundException', $metadata: {} });
  client().middlewareStack.add(
    (next) => (args) => (/"order\.paid"/.test(JSON.stringify(args.input)) ? Promise.reject(down) : next(args)),
    { step: 'initialize', name: 'no-settlement' },
  );
  const { status, body } = await checkOut(cart).finally(() => client().middlewareStack.remove('no-settlement'));
  expect([status, body.order.status, body.payment.status]).toEqual([201, 'pending', 'processing']);
  expect((await readPayment(body.payment.id)).status).toBe('succeeded');
  const again = await checkOut(cart);
  expect([again.status, again.body.order.status, again.body.payment.status]).toEqual([200, 'paid', 'succeeded']);
});

test('money of another amount pays nothing, and is no failure of the answer', async () => {
  const { sku } = await article(5);
  const { status, body } = await checkOut(await readyCart([{ sku, quantity: 1 }]), { paymentMethod: 'test_mismatch' });
  expect([status, body.order.status, body.order.paidAt]).toEqual([201, 'pending', null]);
});

test('an open order is read by as many calls as a paid one, and settling it is one more', async () => {
  process.env['EXPOSE_COST'] = '1';
  (await import('#lib/env.ts')).forgetEnv();
  const { id } = await between();
  const costOf = async (order: string) => (await invokeHttp(getOrder, mine(order))).headers['x-cost'];
  expect(await costOf(id)).toMatch(/^calls=3; read=[\d.]+; write=9;/);
  const { sku } = await article(5);
  const { body } = await checkOut(await readyCart([{ sku, quantity: 1 }]), {});
  for (const order of [body.order.id, id]) expect(await costOf(order)).toMatch(/^calls=2; read=[\d.]+; write=0;/);
});
