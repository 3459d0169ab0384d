import { expect, test } from 'vitest';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { factsOf } from '../../../test/support/shop.ts';
import { readPayment } from '../../billing/public.ts';
import * as decide from '../http/admin/decide-return.ts';
import * as enter from '../http/admin/enter-return.ts';
import * as fulfil from '../http/admin/fulfil-order.ts';
import * as refund from '../http/admin/refund-order.ts';
import * as request from '../http/request-return.ts';
import { orderToken } from '../order/order-token.ts';
import { orders, show, sold, staff, stockOf } from './after-payment.fixture.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const ask = (id: string, lineId: string, quantity: number, headers = {}) =>
  invokeHttp(request, {
    params: { id },
    headers: { 'X-Order-Token': orderToken(id), ...headers },
    body: { lines: [{ lineId, quantity }], reason: 'too small' },
  });
const sent = async (quantity: number, amount = 1000) => {
  const order = await sold([{ quantity, amount }]);
  await staff(fulfil, order.id, {});
  return { ...order, line: order.lines[0]! };
};

test('asked for, approved, received: counters, axis, one fact, back on the shelf and paid back', async () => {
  const { id, line, paymentId } = await sent(3);
  const asked = await ask(id, line.id, 2);
  expect(asked.status).toBe(201);
  expect(asked.body).toMatchObject({ status: 'requested', lines: [{ lineId: line.id, quantity: 2, received: null }] });
  expect((await show(id)).returnStatus).toBe('requested');
  const params = { returnId: asked.body.id };
  expect((await staff(decide, id, { status: 'approved' }, { params })).body.status).toBe('approved');
  const come = { status: 'received', lines: [{ lineId: line.id, restock: true }], refund: {} };
  const answers = await Promise.all(Array.from({ length: 6 }, () => staff(decide, id, come, { params })));
  const refused = answers.filter(({ status }) => status === 409);
  expect(refused.map(({ body }) => body.code)).toEqual(Array(5).fill('return-closed'));
  const received = answers.find(({ status }) => status === 200)?.body;
  expect(received).toMatchObject({
    status: 'received',
    lines: [{ received: 2, restock: true }],
    refundId: expect.any(String),
  });
  expect(await show(id)).toMatchObject({
    returnStatus: 'partial',
    paymentStatus: 'partially-refunded',
    lines: [{ fulfilled: 3, returned: 2, refunded: 2, cancelled: 0, returning: 0 }],
    refunds: [{ id: received.refundId, returnId: asked.body.id, amount: eur(2000) }],
    returns: [received],
  });
  expect((await readPayment(paymentId)).refundable).toBe(1490);
  expect(await stockOf(line.variantId)).toEqual({ available: 9, held: 0, committed: 0, onHand: 9 });
  const facts = (await factsOf(orders, id)).filter(({ type }) => type === 'order.returned');
  expect(facts).toHaveLength(1);
  expect(facts[0]?.data).toMatchObject({
    returnId: asked.body.id,
    returnStatus: 'partial',
    refundId: received.refundId,
    lines: [{ lineId: line.id, quantity: 2, restocked: true }],
  });
  expect(JSON.stringify(facts[0])).not.toContain('too small');
});

test('received without restocking or refund; the money follows later, of what was sent', async () => {
  const { id, line } = await sent(2);
  const { body } = await staff(enter, id, { lines: [{ lineId: line.id, quantity: 2 }], reason: 'broken' });
  expect(body.status).toBe('approved');
  const params = { returnId: body.id };
  const came = await staff(decide, id, { status: 'received' }, { params });
  expect(came.body).toMatchObject({ lines: [{ received: 2, restock: false }], refundId: null });
  expect(await show(id)).toMatchObject({ returnStatus: 'returned', paymentStatus: 'paid' });
  expect((await stockOf(line.variantId)).onHand).toBe(8);
  const paidBack = await staff(refund, id, { lines: [{ lineId: line.id, quantity: 2 }], reason: 'return' });
  expect(paidBack.body.amount).toEqual(eur(2000));
  expect((await show(id)).lines[0]).toMatchObject({ returned: 2, refunded: 2, cancelled: 0 });
});

test('fewer came than were asked: the others may be asked again', async () => {
  const { id, line } = await sent(3);
  const { body } = await ask(id, line.id, 3);
  const params = { returnId: body.id };
  const lines = [{ lineId: line.id, quantity: 1 }];
  await staff(decide, id, { status: 'received', lines, refund: { amount: eur(900) } }, { params });
  expect(await show(id)).toMatchObject({ returnStatus: 'partial', refundedTotal: eur(900) });
  expect((await ask(id, line.id, 3)).body.code).toBe('not-returnable');
  expect((await ask(id, line.id, 2)).status).toBe(201);
});

test('refused: nothing comes back, and it stays refused', async () => {
  const { id, line } = await sent(1);
  const { body } = await ask(id, line.id, 1);
  const params = { returnId: body.id };
  expect((await staff(decide, id, { status: 'refused' }, { params })).body.status).toBe('refused');
  expect(await show(id)).toMatchObject({ returnStatus: 'none', lines: [{ returning: 0, returned: 0 }] });
  const late = await staff(decide, id, { status: 'received' }, { params });
  expect([late.status, late.body.code]).toEqual([409, 'return-closed']);
  const history = (await show(id)).history.map(({ what, by }: { what: string; by: string }) => [
    what,
    by.split(':')[0],
  ]);
  expect(history.slice(-2)).toEqual([
    [`return ${body.id}: requested`, 'buyer'],
    [`return ${body.id}: refused`, 'key'],
  ]);
});

test('twenty requests for the same units at once: as many as were sent', async () => {
  const { id, line } = await sent(3);
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(id, line.id, 1)));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
  expect((await show(id)).lines[0].returning).toBe(3);
});

test('the same Idempotency-Key is one return; nobody asks for another’s order', async () => {
  const { id, line } = await sent(2);
  const key = { 'Idempotency-Key': 'ret-1' };
  const made = [await ask(id, line.id, 1, key), await ask(id, line.id, 1, key)];
  expect(made.map(({ body }) => body.id)).toEqual([made[0]?.body.id, made[0]?.body.id]);
  expect((await ask(id, line.id, 1, { 'X-Order-Token': orderToken('ord_other') })).status).toBe(404);
  expect((await show(id)).lines[0].returning).toBe(1);
});

test('what was not sent does not come back', async () => {
  const { id, lines } = await sold([{ quantity: 1 }]);
  const refused = await ask(id, lines[0]!.id, 1);
  expect([refused.status, refused.body.code]).toEqual([409, 'not-returnable']);
});
