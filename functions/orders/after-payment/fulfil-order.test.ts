import { expect, test } from 'vitest';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { article, checkOut, factsOf, readyCart } from '../../../test/support/shop.ts';
import * as change from '../http/admin/change-fulfilment.ts';
import * as fulfil from '../http/admin/fulfil-order.ts';
import { clerk, orders, show, sold, staff, stockOf, typesOf } from './after-payment.fixture.ts';

test('an order is sent in parts: counters, axis, facts, stock and history follow each parcel', async () => {
  const { id, lines } = await sold([{ quantity: 3 }, { quantity: 1 }]);
  const [mug, lamp] = [lines[0]!, lines[1]!];
  expect(await stockOf(mug.variantId)).toEqual({ available: 7, held: 0, committed: 3, onHand: 10 });
  const first = await staff(fulfil, id, {
    lines: [{ lineId: mug.id, quantity: 2 }],
    carrier: 'DHL',
    trackingNumbers: ['0034'],
    trackingUrls: ['https://dhl.example/0034'],
  });
  expect(first.status).toBe(201);
  expect(first.body).toMatchObject({ status: 'shipped', carrier: 'DHL', trackingNumbers: ['0034'], deliveredAt: null });
  expect(await show(id)).toMatchObject({
    version: 3,
    fulfilmentStatus: 'partial',
    lines: [{ fulfilled: 2 }, { fulfilled: 0 }],
    fulfilments: [{ id: first.body.id, lines: [{ lineId: mug.id, quantity: 2 }] }],
  });
  expect(await stockOf(mug.variantId)).toEqual({ available: 7, held: 0, committed: 1, onHand: 8 });
  const rest = await staff(fulfil, id, {});
  expect(rest.body.lines).toEqual([
    { lineId: mug.id, quantity: 1 },
    { lineId: lamp.id, quantity: 1 },
  ]);
  expect(await stockOf(lamp.variantId)).toEqual({ available: 9, held: 0, committed: 0, onHand: 9 });
  const view = await show(id);
  expect(view).toMatchObject({ version: 4, fulfilmentStatus: 'fulfilled' });
  expect(view.history.map(({ what }: { what: string }) => what)).toEqual([
    'placed',
    'paid',
    `fulfilment ${first.body.id}: 2 sent`,
    `fulfilment ${rest.body.id}: 2 sent`,
  ]);
  expect(view.history[2].by).toMatch(/^key:/);
  const facts = (await factsOf(orders, id)).filter(({ type }) => type === 'order.fulfilled');
  expect(
    facts.map(({ sequence, data }) => [sequence, (data as { fulfilmentStatus: string }).fulfilmentStatus]),
  ).toEqual([
    [3, 'partial'],
    [4, 'fulfilled'],
  ]);
  expect(facts[0]?.data).toMatchObject({
    carrier: 'DHL',
    lines: [{ lineId: mug.id, sku: expect.any(String), quantity: 2 }],
  });
  const more = await staff(fulfil, id, {});
  expect([more.status, more.body.code]).toEqual([409, 'nothing-to-fulfil']);
});

test('ten parcels of everything at once: one is sent', async () => {
  const { id, lines } = await sold([{ quantity: 4 }]);
  const answers = await Promise.all(Array.from({ length: 10 }, () => staff(fulfil, id, {})));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)]);
  expect((await show(id)).fulfilments).toHaveLength(1);
  expect(await stockOf(lines[0]!.variantId)).toEqual({ available: 6, held: 0, committed: 0, onHand: 6 });
});

test('parcels of one unit at once: as many as there are units, and never more', async () => {
  const { id, lines } = await sold([{ quantity: 5 }]);
  const one = { lines: [{ lineId: lines[0]!.id, quantity: 1 }] };
  const answers = await Promise.all(Array.from({ length: 12 }, () => staff(fulfil, id, one)));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
  expect(await show(id)).toMatchObject({ fulfilmentStatus: 'fulfilled', lines: [{ fulfilled: 5 }] });
  expect(await typesOf(id)).toEqual(['order.placed', 'order.paid', ...Array(5).fill('order.fulfilled')]);
});

test('the same Idempotency-Key is one parcel, at once and again', async () => {
  const { id, lines } = await sold([{ quantity: 5 }]);
  const body = { lines: [{ lineId: lines[0]!.id, quantity: 1 }] };
  const once = () => staff(fulfil, id, body, { headers: { 'Idempotency-Key': 'parcel-1' } });
  const answers = [...(await Promise.all([once(), once(), once()])), await once()];
  expect(new Set(answers.flatMap(({ status, body }) => (status === 201 ? [body.id] : []))).size).toBe(1);
  expect((await show(id)).lines[0].fulfilled).toBe(1);
});

test('tracking comes later and delivery once; a repeat changes nothing', async () => {
  const { id } = await sold([{ quantity: 1 }]);
  const { body: parcel } = await staff(fulfil, id, {});
  const params = { fulfilmentId: parcel.id };
  const tracked = await staff(change, id, { carrier: 'UPS', trackingNumbers: ['1Z'] }, { params });
  expect(tracked.body).toMatchObject({ carrier: 'UPS', trackingNumbers: ['1Z'], status: 'shipped' });
  const delivered = await staff(change, id, { status: 'delivered' }, { params });
  expect(delivered.body).toMatchObject({ carrier: 'UPS', status: 'delivered', deliveredAt: expect.any(String) });
  expect((await staff(change, id, { status: 'delivered' }, { params })).body).toEqual(delivered.body);
  const view = await show(id);
  expect(view.version).toBe(5);
  expect(view.fulfilments).toEqual([delivered.body]);
  const none = await staff(change, id, {}, { params: { fulfilmentId: 'ful_01KAP0000000000000000EXAMP' } });
  expect(none.status).toBe(404);
});

test('refused: an order that is not paid, a line it does not have, a version it is past, another’s key', async () => {
  const { sku } = await article(5);
  const { body: unpaid } = await checkOut(await readyCart([{ sku, quantity: 1 }]), {});
  const open = await staff(fulfil, unpaid.order.id, {});
  expect([open.status, open.body.code]).toEqual([409, 'order-not-paid']);
  const { id } = await sold([{ quantity: 1 }]);
  const unknown = await staff(fulfil, id, { lines: [{ lineId: 'var_x', quantity: 1 }] });
  expect([unknown.status, unknown.body.code, unknown.body.lineId]).toEqual([422, 'line-unknown', 'var_x']);
  expect((await staff(fulfil, id, {}, { headers: { 'If-Match': '"1"' } })).status).toBe(412);
  expect((await invokeHttp(fulfil, { params: { id }, body: {} })).status).toBe(401);
  expect(
    (await invokeHttp(fulfil, { params: { id: 'ord_01KAP0000000000000000EXAMP' }, body: {}, token: await clerk() }))
      .status,
  ).toBe(404);
  expect((await show(id)).version).toBe(2);
});
