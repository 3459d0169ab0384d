import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { client } from '#lib/dynamodb.ts';
import { forgetEnv } from '#lib/env.ts';
import { newId } from '#lib/id.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { article, buyer } from '../../../test/support/shop.ts';
import * as setStock from '../../inventory/http/admin/set-stock.ts';
import { readAvailability, readLimits } from '../../inventory/public.ts';
import * as cancel from '../../orders/http/cancel-order.ts';
import * as sync from '../../orders/http/sync-payment.ts';
import { orderToken } from '../../orders/order/order-token.ts';
import { readOrder } from '../../orders/order/orders-table.ts';
import { createApiKey } from '../../users/public.ts';
import * as checkoutRoute from '../http/checkout-cart.ts';
import * as createCart from '../http/create-cart.ts';
import * as setLine from '../http/set-line.ts';

let token = '';
beforeAll(async () => {
  token = (await createApiKey({ name: 'Limits', scopes: ['inventory'] })).secret;
});
afterEach(() => {
  vi.useRealTimers();
  delete process.env['EXPOSE_COST'];
  forgetEnv();
});

const mailbox = () => newId('m').toLowerCase().replace('_', '');
const cartOf = async (sku: string, email: string, quantity = 1): Promise<string> => {
  const { body, status } = await invokeHttp(createCart, {
    body: { lines: [{ sku, quantity }], contact: { ...buyer, email }, shipping: { optionId: 'standard' } },
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.id;
};
const checkOut = (id: string, more: { body?: object; sourceIp?: string } = {}) =>
  invokeHttp(checkoutRoute, { params: { id }, body: {}, ...more });
const placed = async (sku: string, email: string, body: object = {}): Promise<string> => {
  const answer = await checkOut(await cartOf(sku, email), { body });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body.order.id;
};
const owned = (id: string) => ({ params: { id }, headers: { 'X-Order-Token': orderToken(id) } });
const pay = async (id: string): Promise<void> =>
  expect((await invokeHttp(sync, owned(id))).body.order.status).toBe('paid');
const refusal = async (sku: string, email: string, quantity = 1) => {
  const { status, body, headers } = await checkOut(await cartOf(sku, email, quantity));
  return { status, code: body.code, body, again: Number(headers['retry-after']) };
};
const limitReached = { status: 429, code: 'hold-limit-reached' };
const available = async (variantId: string) => (await readAvailability([variantId]))[0]?.available;

test('five unpaid checkouts of one mailbox, under whatever addresses; the sixth waits for the first to end', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: nowMs() });
  const [{ sku, variantId }, name] = [await article(100), mailbox()];
  for (const email of [`${name}+1@gmail.com`, `${name}+2@gmail.com`, `${name.slice(0, 3)}.${name.slice(3)}@gmail.com`])
    await placed(sku, email);
  await placed(sku, `${name.toUpperCase()}@googlemail.com`);
  vi.setSystemTime(nowMs() + 60_000);
  await placed(sku, `${name}@gmail.com`);
  const sixth = await refusal(sku, `${name}+6@gmail.com`);
  expect(sixth).toMatchObject(limitReached);
  expect(sixth.again).toBeGreaterThan(1000);
  expect(sixth.again).toBeLessThanOrEqual(1140);
  expect(await available(variantId)).toBe(95);
  expect(await placed(sku, `${mailbox()}@gmail.com`)).toMatch(/^ord_/);
  vi.setSystemTime(nowMs() + 1_150_000);
  expect(await placed(sku, `${name}+7@gmail.com`)).toMatch(/^ord_/);
});

test('identity is the exact address: orders and mail are of who wrote it, and limits alone are shared', async () => {
  const [{ sku, variantId }, name] = [await article(10), mailbox()];
  await invokeHttp(setStock, { token, params: { sku }, body: { available: 10, purchaseLimit: 1 } });
  const first = await readOrder(await placed(sku, `${name}+a@gmail.com`, { paymentMethod: 'test_approved' }));
  const second = await checkOut(await cartOf(sku, `${name}+b@gmail.com`));
  expect([second.status, second.body.code]).toEqual([409, 'purchase-limit-reached']);
  expect(await readLimits([{ what: `limit#${variantId}#${first.limitKey}`, limit: 1 }])).toEqual([0]);
  expect(first.limitKey).not.toBe(first.buyerKey);
  const plain = await readOrder(await placed((await article(2)).sku, `${name}@gmail.com`));
  expect([plain.buyerKey, plain.limitKey]).toEqual([first.limitKey, undefined]);
});

test('what is paid or cancelled makes room at once', async () => {
  const [{ sku }, email] = [await article(100), `${mailbox()}@example.com`];
  for (let paid = 0; paid < 7; paid += 1) await pay(await placed(sku, email, { paymentMethod: 'test_approved' }));
  const open: string[] = [];
  for (let unpaid = 0; unpaid < 5; unpaid += 1) open.push(await placed(sku, email));
  expect(await refusal(sku, email)).toMatchObject(limitReached);
  const [id = ''] = open;
  const ended = await invokeHttp(cancel, owned(id));
  expect(ended.body.status).toBe('cancelled');
  await placed(sku, email);
  expect(await refusal(sku, email)).toMatchObject(limitReached);
});

test('the same checkout again, and at the same moment, counts once', async () => {
  const [{ sku }, email, sourceIp] = [await article(100), `${mailbox()}@example.com`, '2001:db8:77::1'];
  const id = await cartOf(sku, email);
  const answers = await Promise.all(Array.from({ length: 8 }, () => checkOut(id, { sourceIp })));
  expect(new Set(answers.map(({ body }) => body.order.id)).size).toBe(1);
  await checkOut(id, { sourceIp });
  for (let more = 1; more < 5; more += 1) await placed(sku, email);
  expect(await refusal(sku, email)).toMatchObject(limitReached);
  const next = await checkOut(await cartOf(sku, `${mailbox()}@example.com`), { sourceIp: '2001:db8:77::2' });
  expect(next.headers['ratelimit-policy']).toBe('"default";q=200;w=1200');
  expect(next.headers['ratelimit']).toMatch(/^"default";r=198;t=\d+$/);
});

test('one cart of very many is refused, and so are several of many; a smaller one of the same cart is not', async () => {
  const [{ sku, variantId }, email] = [await article(1000), `${mailbox()}@example.com`];
  const whole = await refusal(sku, email, 900);
  expect(whole).toMatchObject({ ...limitReached, body: { sku, requested: 900, limit: 20 } });
  const id = await cartOf(sku, email, 15);
  expect((await checkOut(id)).status).toBe(201);
  const second = await cartOf(sku, email, 6);
  expect(await checkOut(second)).toMatchObject({ status: 429, body: { code: 'hold-limit-reached', limit: 20 } });
  await invokeHttp(setLine, { params: { id: second, sku }, body: { quantity: 5 } });
  expect((await checkOut(second)).status).toBe(201);
  expect(await available(variantId)).toBe(980);
});

test('checkouts that were refused or died before their order hold nothing for long', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: nowMs() });
  const [{ sku }, soldOut, email] = [await article(10), await article(0), `${mailbox()}@example.com`];
  for (let refused = 0; refused < 5; refused += 1)
    expect(await refusal(soldOut.sku, email)).toMatchObject({ status: 409, code: 'out-of-stock' });
  expect(await refusal(sku, email)).toMatchObject(limitReached);
  vi.setSystemTime(nowMs() + 30_001);
  expect(await placed(sku, email)).toMatch(/^ord_/);
});

test('two hundred checkouts of one network in the time of a hold, under any e-mail, paid ones too, and the refusal says so', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-03-01T12:00:00Z') });
  const { sku } = await article(1000);
  const from = async (sourceIp: string) => {
    const { status, body } = await checkOut(await cartOf(sku, `${mailbox()}@example.com`), { sourceIp });
    return [status, body.code];
  };
  const paid = await checkOut(await cartOf(sku, `${mailbox()}@example.com`), {
    sourceIp: '198.51.100.9',
    body: { paymentMethod: 'test_approved' },
  });
  expect([paid.status, paid.body.order.status, paid.headers['ratelimit']]).toEqual([
    201,
    'paid',
    '"default";r=199;t=1200',
  ]);
  for (let round = 0; round < 199; round += 10)
    for (const answer of await Promise.all(
      Array.from({ length: Math.min(10, 199 - round) }, () => from('198.51.100.9')),
    ))
      expect(answer).toEqual([201, undefined]);
  const refused = await checkOut(await cartOf(sku, `${mailbox()}@example.com`), { sourceIp: '198.51.100.9' });
  expect(refused).toMatchObject({
    status: 429,
    headers: { 'retry-after': '1200' },
    body: { code: 'hold-limit-reached', limit: 200, seconds: 1200 },
  });
  expect(refused.body.detail).toBe(
    '200 carts were checked out from this network within 1200 seconds, paid ones counted too; wait until the next ones begin.',
  );
  expect(await from('198.51.100.10')).toEqual([201, undefined]);
  vi.setSystemTime(Date.parse('2026-03-01T12:20:00Z'));
  expect(await from('198.51.100.9')).toEqual([201, undefined]);
});

test('costs two calls and two write units, side by side; twenty at once of one mailbox are five', async () => {
  const [{ sku }, email] = [await article(100), `${mailbox()}@example.com`];
  const carts = await Promise.all(Array.from({ length: 20 }, () => cartOf(sku, email)));
  const answers = await Promise.all(carts.map((id) => checkOut(id)));
  expect(answers.filter(({ status }) => status === 201).length).toBe(5);
  expect(answers.filter(({ status }) => status === 429).length).toBe(15);
  process.env['EXPOSE_COST'] = '1';
  forgetEnv();
  const { headers } = await checkOut(await cartOf(sku, `${mailbox()}@example.com`), {
    body: { paymentMethod: 'test_approved' },
  });
  expect(headers['x-cost']).toMatch(/^calls=9; read=[\d.]+; write=36; /);
});

test('limits that cannot be asked refuse nobody', async () => {
  const [{ sku }, email] = [await article(10), `${mailbox()}@example.com`];
  const id = await cartOf(sku, email);
  const throttled = Object.assign(new Error('slow down'), { name: 'ThrottlingException', $metadata: {} });
  client().middlewareStack.add(
    (next) => (args) =>
      /"(mailbox|viewer)#/.test(JSON.stringify(args.input)) ? Promise.reject(throttled) : next(args),
    { step: 'initialize', name: 'no-limits' },
  );
  const answer = await checkOut(id).finally(() => client().middlewareStack.remove('no-limits'));
  expect(answer.status).toBe(201);
});
