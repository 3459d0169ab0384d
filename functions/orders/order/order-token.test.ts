import { afterEach, beforeEach, expect, test } from 'vitest';
import { isoTime, nowMs } from '#lib/clock.ts';
import { forgetEnv } from '#lib/env.ts';
import { update, write } from '#lib/table.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { factsOf } from '../../../test/support/shop.ts';
import * as createCart from '../../checkout/http/create-cart.ts';
import { orders, sold, staff } from '../after-payment/after-payment.fixture.ts';
import * as renew from '../http/admin/renew-order-token.ts';
import * as cancel from '../http/cancel-order.ts';
import * as continuePayment from '../http/continue-payment.ts';
import * as getOrder from '../http/get-order.ts';
import * as requestReturn from '../http/request-return.ts';
import * as sync from '../http/sync-payment.ts';
import { orderAt } from './orders-table.ts';

const DAY_MS = 86_400_000;
const keys = process.env['TOKEN_KEYS'];
const setKeys = (text: string | undefined): void => {
  process.env['TOKEN_KEYS'] = text;
  forgetEnv();
};
afterEach(() => setKeys(keys));

let order: { id: string; token: string; lineId: string };
beforeEach(async () => {
  const { id, lines } = await sold([{ quantity: 1, amount: 1000 }]);
  const { body } = await staff(renew, id);
  order = { id, token: body.orderToken, lineId: lines[0]!.id };
});

const send = (route: Parameters<typeof invokeHttp>[0], body?: object, token = order.token) =>
  invokeHttp(route, { params: { id: order.id }, headers: { 'X-Order-Token': token }, ...(body ? { body } : {}) });
const read = (token?: string) => send(getOrder, undefined, token);

/** The order as if its last change had been so many days ago. */
const age = async (days: number): Promise<void> => {
  const history = [{ at: isoTime(nowMs() - days * DAY_MS), what: 'paid', by: 'api' }];
  await write(update(orders, orderAt(order.id).key, 'SET #history = :history', { history }));
};

test('a token is good until 90 days after the order’s last change', async () => {
  await age(89.9);
  expect((await read()).status).toBe(200);
  await age(90.1);
  const ended = await read();
  expect([ended.status, ended.body.code]).toEqual([401, 'token-ended']);
});

test('what has ended opens nothing: no payment, no cancelling, no return, no cart', async () => {
  await age(91);
  const lines = [{ lineId: order.lineId, quantity: 1 }];
  const cart = { body: { fromOrder: order.id }, headers: { 'X-Order-Token': order.token } };
  for (const answer of [
    await send(sync),
    await send(continuePayment, {}),
    await send(cancel),
    await send(requestReturn, { lines, reason: 'late' }),
    await invokeHttp(createCart, cart),
  ])
    expect([answer.status, answer.body.code]).toEqual([401, 'token-ended']);
  expect((await factsOf(orders, order.id)).map(({ type }) => type)).toEqual(['order.placed', 'order.paid']);
});

test('reading costs the calls it did: the order says itself when it changed last', async () => {
  expect((await read()).headers['x-cost']).toMatch(/^calls=2; /);
});

test('staff renew it: a change of the order, once a day, and it is good again', async () => {
  await age(200);
  const before = (await staff(renew, order.id)).body;
  const after = await read(before.orderToken);
  expect(after.status).toBe(200);
  expect(after.body.history.map(({ what, by }: { what: string; by: string }) => [what, by])).toEqual([
    ['paid', 'buyer'],
    ['token renewed', 'shop'],
  ]);
  expect((await staff(renew, order.id)).body).toEqual(before);
  expect((await read()).body.version).toBe(after.body.version);
});

test('after the stage’s key was changed a reader with an old token is given the new one', async () => {
  const [, old] = (keys ?? '').split(':');
  const fresh = 'n'.repeat(40);
  setKeys(`k1:${fresh},k0:${old}`);
  const { body } = await read();
  expect(body.orderToken).toMatch(/^k1\./);
  setKeys(`k1:${fresh}`);
  expect((await read()).status).toBe(404);
  expect((await read(body.orderToken)).body).toMatchObject({ id: order.id, orderToken: body.orderToken });
});
