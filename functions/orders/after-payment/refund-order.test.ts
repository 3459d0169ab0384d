import { expect, test } from 'vitest';
import { deliver, factsOf } from '../../../test/support/shop.ts';
import { readPayment } from '../../billing/public.ts';
import { creditsOf } from '../../inventory/ledger/ledger.fixture.ts';
import * as fulfil from '../http/admin/fulfil-order.ts';
import * as refund from '../http/admin/refund-order.ts';
import * as onRefundChanged from '../queue/on-refund-changed.ts';
import { idForRequest } from '../request-id.ts';
import { billing, refunded, show, sold, staff, stockOf } from './after-payment.fixture.ts';
import { refundOrder } from './refund-order.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });

test('lines are paid back with or without restocking, then the shipping, then there is nothing left', async () => {
  const { id, lines, paymentId } = await sold([{ quantity: 3, amount: 1000 }]);
  const line = lines[0]!;
  const first = await staff(refund, id, {
    lines: [{ lineId: line.id, quantity: 1, restock: true }],
    reason: 'chipped',
  });
  expect(first.status).toBe(201);
  expect(first.body).toMatchObject({ status: 'pending', amount: eur(1000), shipping: eur(0), paymentId });
  expect(await stockOf(line.variantId)).toEqual({ available: 8, held: 0, committed: 2, onHand: 10 });
  expect((await creditsOf(line.variantId)).at(0)?.parts).toMatchObject([
    { id: `${first.body.id}#${line.id}`, q: 1, reason: 'refund' },
  ]);
  await refunded(first.body.id);
  expect(await show(id)).toMatchObject({
    status: 'paid',
    paymentStatus: 'partially-refunded',
    refundedTotal: eur(1000),
    lines: [{ refunded: 1, cancelled: 1, refundedTotal: eur(1000) }],
    refunds: [{ id: first.body.id, status: 'succeeded', reason: 'chipped', settledAt: expect.any(String) }],
  });
  await staff(fulfil, id, {});
  expect((await show(id)).fulfilmentStatus).toBe('fulfilled');
  const rest = { lines: [{ lineId: line.id, quantity: 2 }], shipping: true, reason: 'lost' };
  const second = await staff(refund, id, rest);
  expect(second.body).toMatchObject({ amount: eur(2490), shipping: eur(490) });
  await refunded(second.body.id);
  const view = await show(id);
  expect(view).toMatchObject({ status: 'paid', paymentStatus: 'refunded', refundedTotal: eur(3490) });
  expect(view.history.map(({ what }: { what: string }) => what).slice(2)).toEqual([
    `refund ${first.body.id}: 1000 EUR`,
    `refund ${first.body.id}: succeeded`,
    expect.stringMatching(/^fulfilment ful_.*: 2 sent$/),
    `refund ${second.body.id}: 2490 EUR`,
    `refund ${second.body.id}: succeeded`,
  ]);
  expect((await readPayment(paymentId)).refundable).toBe(0);
  const more = await staff(refund, id, { amount: eur(1), reason: 'x' });
  expect([more.status, more.body.code]).toEqual([409, 'not-refundable']);
  expect(await stockOf(line.variantId)).toEqual({ available: 8, held: 0, committed: 0, onHand: 8 });
});

test('fifty refunds of an amount at once: never more than was paid', async () => {
  const { id, paymentId } = await sold([{ quantity: 2 }]);
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => staff(refund, id, { amount: eur(1000), reason: 'goodwill' })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, ...Array(48).fill(409)]);
  const view = await show(id);
  expect(view).toMatchObject({ paymentStatus: 'partially-refunded', refundedTotal: eur(2000) });
  expect(view.refunds).toHaveLength(2);
  expect((await readPayment(paymentId)).refundable).toBe(890);
});

test('fifty refunds of a unit at once: as many as there are units, worth the line together, restocked once each', async () => {
  const { id, lines, paymentId } = await sold([{ quantity: 7, amount: 333 }]);
  const line = lines[0]!;
  const one = { lines: [{ lineId: line.id, quantity: 1, restock: true }], reason: 'recalled' };
  const answers = await Promise.all(Array.from({ length: 50 }, () => staff(refund, id, one)));
  const made = answers.filter(({ status }) => status === 201);
  expect(made).toHaveLength(7);
  expect(made.reduce((sum, { body }) => sum + body.amount.amount, 0)).toBe(2331);
  expect(await show(id)).toMatchObject({ lines: [{ refunded: 7, cancelled: 7, refundedTotal: eur(2331) }] });
  expect((await readPayment(paymentId)).refundable).toBe(490);
  expect(await stockOf(line.variantId)).toEqual({ available: 10, held: 0, committed: 0, onHand: 10 });
});

test('the same Idempotency-Key is one refund, at once and again; with another body it is refused', async () => {
  const { id, paymentId } = await sold([{ quantity: 1 }]);
  const once = (amount: number) =>
    staff(refund, id, { amount: eur(amount), reason: 'late' }, { headers: { 'Idempotency-Key': 'r1' } });
  const answers = [...(await Promise.all([once(100), once(100), once(100)])), await once(100)];
  expect(new Set(answers.flatMap(({ status, body }) => (status === 201 ? [body.id] : []))).size).toBe(1);
  expect(answers.at(-1)?.headers['idempotent-replayed']).toBe('true');
  expect((await once(200)).status).toBe(422);
  expect((await readPayment(paymentId)).refundable).toBe(1590);
});

test('a request that failed half-way and comes again under its key makes one refund', async () => {
  const { id, paymentId } = await sold([{ quantity: 1 }]);
  // The answer of the first was lost, so nothing of it was stored but the refund itself.
  const input = { caller: { kind: 'anonymous' }, headers: { 'idempotency-key': 'k' }, path: `/${id}` } as const;
  const once = () => refundOrder(id, idForRequest('ref', input), { amount: eur(100), reason: 'late' }, undefined);
  const made = [...(await Promise.all([once(), once(), once()])), await once()];
  expect(new Set(made.map((one) => one.id)).size).toBe(1);
  expect((await readPayment(paymentId)).refundable).toBe(1590);
  expect((await show(id)).refunds).toHaveLength(1);
});

test('a refund that fails gives units and money back once, the goods stay; another refund can be tried', async () => {
  const { id, lines, paymentId } = await sold([{ quantity: 2 }], 'test_refund_fails');
  const line = lines[0]!;
  const failing = await staff(refund, id, {
    lines: [{ lineId: line.id, quantity: 2, restock: true }],
    reason: 'recalled',
  });
  expect((await show(id)).paymentStatus).toBe('partially-refunded');
  await refunded(failing.body.id, 2);
  await refunded(failing.body.id, 1);
  expect(await show(id)).toMatchObject({
    paymentStatus: 'paid',
    refundedTotal: eur(0),
    lines: [{ refunded: 0, cancelled: 2, refundedTotal: eur(0) }],
    refunds: [{ status: 'failed' }],
  });
  expect((await readPayment(paymentId)).refundable).toBe(2890);
  expect(await stockOf(line.variantId)).toEqual({ available: 10, held: 0, committed: 0, onHand: 10 });
  expect((await staff(fulfil, id, {})).status).toBe(409);
  const again = { lines: [{ lineId: line.id, quantity: 2, restock: true }], reason: 'recalled' };
  expect((await staff(refund, id, again)).body.code).toBe('not-refundable');
  const other = await staff(refund, id, { reason: 'recalled' });
  expect(other.body).toMatchObject({ amount: eur(2890), status: 'pending' });
  expect(await show(id)).toMatchObject({
    paymentStatus: 'refunded',
    refunds: [{ status: 'failed' }, { status: 'pending' }],
  });
  expect(await stockOf(line.variantId)).toEqual({ available: 10, held: 0, committed: 0, onHand: 10 });
});

test('news of a refund in any order ends the same', async () => {
  const { id } = await sold([{ quantity: 1 }]);
  const { body } = await staff(refund, id, { amount: eur(600), reason: 'late' });
  await refunded(body.id);
  const [done] = await factsOf(billing, body.id);
  const failed = { ...done, type: 'refund.failed' };
  expect(await deliver(onRefundChanged, [failed, done, failed, done])).toBe(0);
  expect(await show(id)).toMatchObject({
    paymentStatus: 'paid',
    refundedTotal: eur(0),
    refunds: [{ status: 'failed' }],
  });
});

test('refused: a unit too many, an unknown line, a card number in the reason, money in another currency', async () => {
  const { id, lines } = await sold([{ quantity: 1 }]);
  const lineId = lines[0]!.id;
  const ask = async (body: object) => {
    const answer = await staff(refund, id, { reason: 'x', ...body });
    return [answer.status, answer.body.code];
  };
  expect(await ask({ lines: [{ lineId, quantity: 2 }] })).toEqual([409, 'not-refundable']);
  expect(await ask({ lines: [{ lineId: 'nope', quantity: 1 }] })).toEqual([422, 'line-unknown']);
  expect(await ask({ reason: 'card 4242 4242 4242 4242' })).toEqual([400, 'invalid-request']);
  expect(await ask({ amount: { amount: 100, currency: 'USD' } })).toEqual([422, 'invalid-amount']);
  expect(await ask({ lines: [{ lineId, quantity: 1 }, { lineId, quantity: 1 }] })).toEqual([400, 'invalid-request']); // biome-ignore format: a row
  expect(await ask({ paymentId: 'pay_01KAP0000000000000000EXAMP' })).toEqual([422, 'payment-unknown']);
  expect((await show(id)).version).toBe(2);
});
