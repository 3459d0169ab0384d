import { expect, test } from 'vitest';
import { msOf, nowMs } from '#lib/clock.ts';
import { tableOf } from '#lib/table.ts';
import { sold, staff } from '../../../functions/orders/after-payment/after-payment.fixture.ts';
import * as refundRoute from '../../../functions/orders/http/admin/refund-order.ts';
import { messagesIn, queueOf } from '../../../test/support/look.ts';
import { factsOf } from '../../../test/support/shop.ts';
import { replay, type Selection } from './replay.ts';
import { sendRefunds, unsentRefunds } from './unsent-refunds.ts';

const ofNobody = () => undefined;
const counted = async (selection: Selection) => (await replay(selection, { dryRun: true, progress: ofNobody })).byType;

test('facts are chosen by aggregate, type and time; a dry run sends none of them', async () => {
  const { id } = await sold([{ quantity: 1 }]);
  const modules = ['orders', 'billing'];
  const facts = await factsOf(tableOf('orders'), id);
  const paidAt = msOf(facts[1]?.timestamp ?? '');
  expect(await counted({ modules, aggregate: id })).toEqual({ 'order.placed': 1, 'order.paid': 1 });
  expect(await counted({ modules: ['billing'], aggregate: id })).toEqual({});
  expect(await counted({ modules, aggregate: id, types: ['order.paid'] })).toEqual({ 'order.paid': 1 });
  expect(await counted({ modules, aggregate: id, from: paidAt })).toEqual({ 'order.paid': 1 });
  expect(await counted({ modules, aggregate: id, until: paidAt })).toEqual({ 'order.placed': 1 });
  // Without an aggregate the whole logs are read, and this order's facts are among them.
  const all = await counted({ modules });
  expect(all['order.placed']).toBeGreaterThanOrEqual(1);
  expect(all['payment.succeeded']).toBeGreaterThanOrEqual(1);
  expect((await messagesIn(queueOf('inventory', 'on-order-paid'))).filter((fact) => fact.aggregate === id)).toEqual([]);
});

test('what is sent again is the fact as it was, to those who wait for its type', async () => {
  const { id } = await sold([{ quantity: 1 }]);
  const { sent } = await replay({ modules: ['orders'], aggregate: id }, { dryRun: false, progress: ofNobody });
  expect(sent).toBe(2);
  const [placed, paid] = await factsOf(tableOf('orders'), id);
  const here = async (module: string, file: string) =>
    (await messagesIn(queueOf(module, file))).filter((fact) => fact.aggregate === id);
  await expect.poll(() => here('inventory', 'on-order-paid')).toEqual([paid]);
  await expect.poll(() => here('reports', 'on-order-paid')).toEqual([paid]);
  await expect.poll(() => here('orders', 'on-order-placed')).toEqual([placed]);
});

test('a refund whose message was lost with its stream record is found, and sent', async () => {
  const { id, lines } = await sold([{ quantity: 1 }]);
  const { body } = await staff(refundRoute, id, {
    lines: [{ lineId: lines[0]?.id, quantity: 1 }],
    reason: 'lost',
  });
  expect(await unsentRefunds(nowMs() - 900_000)).not.toContain(body.id);
  expect(await unsentRefunds(nowMs() + 1)).toContain(body.id);
  await sendRefunds([body.id]);
  await expect.poll(() => messagesIn(queueOf('billing', 'send-refund'))).toContainEqual({ refundId: body.id });
});
