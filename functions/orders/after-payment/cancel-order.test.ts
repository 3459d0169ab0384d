import { expect, test } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { write } from '#lib/table.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { article, buyer, checkOut, deliver, factsOf, readyCart } from '../../../test/support/shop.ts';
import { readPayment } from '../../billing/public.ts';
import { readAvailability } from '../../inventory/public.ts';
import * as inventoryCancelled from '../../inventory/queue/on-order-cancelled.ts';
import { contactWrite } from '../../users/public.ts';
import * as cancelAny from '../http/admin/cancel-any-order.ts';
import * as fulfil from '../http/admin/fulfil-order.ts';
import * as refund from '../http/admin/refund-order.ts';
import * as cancel from '../http/cancel-order.ts';
import { orderToken } from '../order/order-token.ts';
import { placeOrder } from '../placing/place-order.ts';
import { orders, refunded, show, sold, staff, stockOf, typesOf } from './after-payment.fixture.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const owner = (id: string) => invokeHttp(cancel, { params: { id }, headers: { 'X-Order-Token': orderToken(id) } });

test('the owner cancels a paid order, eight times at once: one refund in full, restocked once, one fact', async () => {
  const { id, lines, paymentId } = await sold([{ quantity: 3 }, { quantity: 1, amount: 500 }]);
  const answers = await Promise.all(Array.from({ length: 8 }, () => owner(id)));
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
  expect((await owner(id)).body).toMatchObject({
    status: 'cancelled',
    paymentStatus: 'refunded',
    fulfilmentStatus: 'unfulfilled',
    refundedTotal: eur(4590),
    lines: [
      { cancelled: 3, refunded: 3 },
      { cancelled: 1, refunded: 1 },
    ],
    refunds: [{ amount: eur(4590), shipping: eur(490), status: 'pending', reason: 'cancelled by the buyer' }],
  });
  expect((await readPayment(paymentId)).refundable).toBe(0);
  expect(await typesOf(id)).toEqual(['order.placed', 'order.paid', 'order.cancelled']);
  const fact = (await factsOf(orders, id))[2];
  expect(fact?.data).toMatchObject({ orderId: id, paid: true });
  expect(await deliver(inventoryCancelled, [fact, fact])).toBe(0);
  for (const { variantId } of lines)
    expect(await stockOf(variantId)).toEqual({ available: 10, held: 0, committed: 0, onHand: 10 });
  await refunded((await show(id)).refunds[0].id);
  expect((await show(id)).refunds).toMatchObject([{ status: 'succeeded' }]);
});

test('after a part was refunded the rest goes back, and only what was not on the shelf already', async () => {
  const { id, lines, paymentId } = await sold([{ quantity: 3, amount: 1000 }]);
  await staff(refund, id, { lines: [{ lineId: lines[0]!.id, quantity: 1, restock: true }], reason: 'one is enough' });
  const { body } = await staff(cancelAny, id, { reason: 'cannot be delivered' });
  expect(body).toMatchObject({
    status: 'cancelled',
    paymentStatus: 'refunded',
    lines: [{ cancelled: 3, refunded: 3 }],
  });
  expect(body.refunds.map((one: { amount: object }) => one.amount)).toEqual([eur(1000), eur(2490)]);
  expect((await readPayment(paymentId)).refundable).toBe(0);
  expect(await stockOf(lines[0]!.variantId)).toEqual({ available: 10, held: 0, committed: 0, onHand: 10 });
});

test('without restocking the units are gone', async () => {
  const { id, lines } = await sold([{ quantity: 2 }]);
  await staff(cancelAny, id, { reason: 'burnt', restock: false });
  expect(await stockOf(lines[0]!.variantId)).toEqual({ available: 8, held: 0, committed: 0, onHand: 8 });
});

test('a cancelled order whose refund failed is owed its money, and it can be tried again', async () => {
  const { id, paymentId } = await sold([{ quantity: 1 }], 'test_refund_fails');
  const { body } = await owner(id);
  await refunded(body.refunds[0].id, 2);
  expect(await show(id)).toMatchObject({ status: 'cancelled', paymentStatus: 'paid', refundedTotal: eur(0) });
  const again = await staff(refund, id, { reason: 'second try' });
  expect(again.body).toMatchObject({ amount: eur(1690), status: 'pending' });
  expect((await readPayment(paymentId)).refundable).toBe(0);
  expect(await show(id)).toMatchObject({ status: 'cancelled', paymentStatus: 'refunded' });
});

test('cancelling and sending at the same moment: one of them', async () => {
  const made = await Promise.all(Array.from({ length: 6 }, () => sold([{ quantity: 2 }])));
  for (const { id, lines } of made) {
    const [cancelled, sent] = await Promise.all([owner(id), staff(fulfil, id, {})]);
    expect([cancelled.status, sent.status].sort()).toEqual([expect.any(Number), 409]);
    expect([cancelled.status, sent.status]).toContain(cancelled.status === 200 ? 200 : 201);
    const { available, committed } = await stockOf(lines[0]!.variantId);
    expect([available, committed]).toEqual([cancelled.status === 200 ? 10 : 8, 0]);
  }
});

test('what was sent is not cancelled, and nothing happens to it', async () => {
  const { id, lines, paymentId } = await sold([{ quantity: 2 }]);
  await staff(fulfil, id, { lines: [{ lineId: lines[0]!.id, quantity: 1 }] });
  const refused = await owner(id);
  expect([refused.status, refused.body.code]).toEqual([409, 'order-closed']);
  expect((await show(id)).status).toBe('paid');
  expect((await readPayment(paymentId)).refundable).toBe(2890);
});

test('a total of zero is cancelled without a refund, and its units go back', async () => {
  const { sku, variantId } = await article(5, 0);
  const none = eur(0);
  const contact = contactWrite(buyer, nowMs());
  await write(contact.write);
  const line = { id: variantId, variantId, sku, title: 'Sample', quantity: 2, taxRate: '0', requiresShipping: false };
  const draft = {
    cartId: newId('crt'), currency: 'EUR', pricesIncludeTax: true, shipping: null, taxLines: [], coupons: [], contactRef: contact.contactRef,
    totals: { subtotal: none, discount: none, shipping: none, tax: none, total: none }, buyerKey: 'b', country: 'DE', region: null,
    postalPrefix: '101', metadata: {}, lines: [{ ...line, unitPrice: none, subtotal: none, discount: none, tax: none, total: none }],
  }; // biome-ignore format: a record
  const placed = await placeOrder(draft, { method: null, returnUrl: null, cancelUrl: null }, () => []);
  if ('before' in placed) throw new Error('nothing was ordered before');
  const { order } = placed;
  expect(order).toMatchObject({ status: 'paid', paidBy: null });
  const cancelled = await owner(order.id);
  expect(cancelled.body).toMatchObject({
    status: 'cancelled',
    paymentStatus: 'paid',
    refunds: [],
    lines: [{ cancelled: 2, refunded: 0 }],
  });
  expect((await owner(order.id)).body.version).toBe(cancelled.body.version);
  expect(await typesOf(order.id)).toEqual(['order.placed', 'order.paid', 'order.cancelled']);
  expect(await stockOf(variantId)).toEqual({ available: 5, held: 0, committed: 0, onHand: 5 });
  expect((await staff(refund, order.id, { reason: 'x' })).body.code).toBe('not-refundable');
});

test('an order of forty lines, the most there are, is cancelled in one transaction', async () => {
  const { id, lines } = await sold(Array.from({ length: 40 }, () => ({ quantity: 1, amount: 100 })));
  const { body } = await owner(id);
  expect(body).toMatchObject({ status: 'cancelled', refundedTotal: eur(4490) });
  expect((await readAvailability(lines.map(({ variantId }) => variantId))).map(({ available }) => available)).toEqual(
    Array(40).fill(10),
  );
});

test('the staff’s cancel honours If-Match, for an open order and a paid one', async () => {
  const { sku } = await article(5);
  const { body } = await checkOut(await readyCart([{ sku, quantity: 1 }]), {});
  const { id } = await sold([{ quantity: 1 }]);
  for (const [order, version] of [[body.order.id, 1], [id, 2]] as const) {
    expect((await staff(cancelAny, order, {}, { headers: { 'If-Match': '"7"' } })).status).toBe(412);
    expect((await staff(cancelAny, order, {}, { headers: { 'If-Match': `"${version}"` } })).body.status).toBe('cancelled');
  } // biome-ignore format: a table
});
