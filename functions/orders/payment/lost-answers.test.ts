import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPayment } from '../../billing/public.ts';
import { clerk, show, sold, staff, stockOf, typesOf } from '../after-payment/after-payment.fixture.ts';
import * as cancelAny from '../http/admin/cancel-any-order.ts';
import * as fulfil from '../http/admin/fulfil-order.ts';
import * as refund from '../http/admin/refund-order.ts';

/** How many answers to transactions are still to be lost on the way back, after they took effect. */
let toLose = 0;
let lost = 0;
/** A wire to the engine that loses answers: the client only ever sees its connection end. */
const wire = createServer((asked, answer) => {
  const engine = new URL(String(process.env['ENGINE']));
  const onward = request({
    host: engine.hostname,
    port: engine.port,
    method: asked.method,
    path: asked.url,
    headers: asked.headers,
  });
  onward.on('response', (came) => {
    if (toLose > 0 && String(asked.headers['x-amz-target']).endsWith('TransactWriteItems') && came.statusCode === 200) {
      toLose -= 1;
      lost += 1;
      came.resume();
      answer.destroy();
      return;
    }
    answer.writeHead(came.statusCode ?? 500, came.headers);
    came.pipe(answer);
  });
  onward.on('error', () => answer.destroy());
  asked.pipe(onward);
});

beforeAll(async () => {
  await once(wire.listen(0, '127.0.0.1'), 'listening');
  process.env['ENGINE'] = process.env['AWS_ENDPOINT_URL_DYNAMODB'];
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = `http://127.0.0.1:${(wire.address() as AddressInfo).port}`;
  await clerk();
});
afterAll(() => void wire.close());

/** As often as the client itself tries again, so that the outcome stays unknown. */
const TRIES = 4;
const losing = async <T>(act: () => Promise<T>): Promise<T> => {
  [toLose, lost] = [TRIES, 0];
  const answer = await act();
  expect(lost).toBe(TRIES);
  return answer;
};

test('a refund whose answer was lost is looked up, and made once', async () => {
  const { id, paymentId } = await sold([{ quantity: 1 }]);
  const body = { amount: { amount: 100, currency: 'EUR' }, reason: 'late' };
  const { status, body: made } = await losing(() => staff(refund, id, body));
  expect([status, made.amount.amount]).toEqual([201, 100]);
  expect((await show(id)).refunds).toMatchObject([{ id: made.id }]);
  expect((await readPayment(paymentId)).refundable).toBe(1590);
});

test('a parcel whose answer was lost is sent once', async () => {
  const { id, lines } = await sold([{ quantity: 3 }]);
  const body = { lines: [{ lineId: lines[0]!.id, quantity: 1 }] };
  const { status, body: made } = await losing(() => staff(fulfil, id, body));
  expect(status).toBe(201);
  expect(await show(id)).toMatchObject({ version: 3, lines: [{ fulfilled: 1 }], fulfilments: [{ id: made.id }] });
  expect((await stockOf(lines[0]!.variantId)).committed).toBe(2);
});

test('an order whose cancellation got no answer is cancelled once, and its units are owed to the shelf', async () => {
  const { id, lines, paymentId } = await sold([{ quantity: 2 }]);
  const { status, body } = await losing(() => staff(cancelAny, id, {}));
  expect([status, body.status, body.refunds.length]).toEqual([200, 'cancelled', 1]);
  expect(await typesOf(id)).toEqual(['order.placed', 'order.paid', 'order.cancelled']);
  expect((await readPayment(paymentId)).refundable).toBe(0);
  expect(await stockOf(lines[0]!.variantId)).toMatchObject({ committed: 0, onHand: 10 });
});
