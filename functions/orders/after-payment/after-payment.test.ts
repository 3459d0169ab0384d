import { expect, test } from 'vitest';
import { chanceOf } from '../../../test/support/chance.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { factsOf } from '../../../test/support/shop.ts';
import { readPayment } from '../../billing/public.ts';
import { auditOf } from '../../inventory/ledger/ledger.fixture.ts';
import * as decide from '../http/admin/decide-return.ts';
import * as enter from '../http/admin/enter-return.ts';
import * as fulfil from '../http/admin/fulfil-order.ts';
import * as refund from '../http/admin/refund-order.ts';
import * as cancel from '../http/cancel-order.ts';
import { orderToken } from '../order/order-token.ts';
import { orders, refunded, show, sold, staff, stockOf } from './after-payment.fixture.ts';

const SEEDS = [1, 2, 3, 4, 5, 6];

test.each(SEEDS)('forty things done to one order at once, mix %i: every law holds', async (seed) => {
  const next = chanceOf(seed);
  const { id, lines, paymentId } = await sold(
    [{ quantity: 6, amount: 777 }],
    seed % 2 ? 'test_approved' : 'test_refund_fails',
  );
  const { id: lineId, variantId } = lines[0]!;
  const one = { lineId, quantity: 1 };
  const acts = [
    () => staff(fulfil, id, { lines: [one] }),
    () => staff(refund, id, { lines: [{ ...one, restock: true }], reason: 'x' }),
    () => staff(refund, id, { lines: [one], reason: 'x' }),
    () => staff(refund, id, { amount: { amount: 300, currency: 'EUR' }, reason: 'x' }),
    async () => {
      const { status, body } = await staff(enter, id, { lines: [one], reason: 'x' });
      if (status !== 201) return { status };
      const come = {
        status: 'received',
        lines: [{ lineId, restock: true }],
        ...(next() < 0.5 ? { refund: {} } : {}),
      };
      return staff(decide, id, come, { params: { returnId: body.id } });
    },
    async () => {
      const { refunds } = await show(id);
      const sent = refunds.at(-1);
      if (sent) await refunded(sent.id, 2);
      return { status: 200 };
    },
  ];
  const chosen = Array.from({ length: 40 }, () => acts[Math.floor(next() * acts.length)]!);
  if (seed > 3) chosen.push(() => invokeHttp(cancel, { params: { id }, headers: { 'X-Order-Token': orderToken(id) } }));
  const answers = await Promise.all(chosen.map((act) => act()));
  expect(answers.filter(({ status }) => ![200, 201, 409].includes(status))).toEqual([]);

  const view = await show(id);
  const [line] = view.lines;
  const standing = view.refunds.filter(({ status }: { status: string }) => status !== 'failed');
  const back = standing.reduce((sum: number, { amount }: { amount: { amount: number } }) => sum + amount.amount, 0);
  expect(view.refundedTotal.amount).toBe(back);
  expect((await readPayment(paymentId)).refundable).toBe(view.totals.total.amount - back);
  expect(line.fulfilled + line.cancelled).toBeLessThanOrEqual(6);
  expect(line.refunded).toBeLessThanOrEqual(line.fulfilled + line.cancelled);
  expect(line.returned + (line.returning ?? 0)).toBeLessThanOrEqual(line.fulfilled);
  const parcels = view.fulfilments.flatMap((parcel: { lines: { quantity: number }[] }) => parcel.lines);
  expect(parcels.reduce((sum: number, { quantity }: { quantity: number }) => sum + quantity, 0)).toBe(line.fulfilled);
  const types = (await factsOf(orders, id)).map(({ type }) => type);
  expect(types.filter((type) => type === 'order.fulfilled')).toHaveLength(view.fulfilments.length);
  const came = view.returns.filter(({ status }: { status: string }) => status === 'received');
  expect(types.filter((type) => type === 'order.returned')).toHaveLength(came.length);
  expect(types.filter((type) => type === 'order.cancelled')).toHaveLength(view.status === 'cancelled' ? 1 : 0);
  // Ten units there were: each is on the shelf, waiting to be sent, or gone; none twice.
  const { available, committed, onHand, held } = await stockOf(variantId);
  expect([held, committed]).toEqual([0, 6 - line.fulfilled - line.cancelled]);
  expect(available).toBe(onHand! - committed!);
  const audit = await auditOf(variantId);
  expect(audit).toMatchObject({ gaps: [], waiting: 0, owed: 0 });
  expect(audit.credited).toBe(audit.counted);
});
