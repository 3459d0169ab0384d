import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { isoTime, nowMs } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { tableOf, update, write } from '#lib/table.ts';
import { invokeHttp } from '../../test/support/invoke.ts';
import { article, buyer, checkOut, deliver, endHold, factsOf } from '../../test/support/shop.ts';
import { readPayment } from '../billing/public.ts';
import { readAvailability, readLimits } from '../inventory/public.ts';
import * as inventoryCancelled from '../inventory/queue/on-order-cancelled.ts';
import * as inventoryExpired from '../inventory/queue/on-order-expired.ts';
import * as inventoryPaid from '../inventory/queue/on-order-paid.ts';
import * as sync from '../orders/http/sync-payment.ts';
import { orderToken } from '../orders/order/order-token.ts';
import { settlePayment } from '../orders/payment/settle-payment.ts';
import { endOrder } from '../orders/placing/end-order.ts';
import * as expire from '../orders/queue/expire-order.ts';
import * as changePromotion from '../pricing/http/admin/promotions/change-promotion.ts';
import * as createPromotion from '../pricing/http/admin/promotions/create-promotion.ts';
import * as deletePromotion from '../pricing/http/admin/promotions/delete-promotion.ts';
import * as pricingPaid from '../pricing/queue/on-order-paid.ts';
import { createApiKey } from '../users/public.ts';
import * as addCoupon from './http/add-coupon.ts';
import * as createCart from './http/create-cart.ts';
import * as getCart from './http/get-cart.ts';
import * as removeCoupon from './http/remove-coupon.ts';

const orders = tableOf('orders');
let token = '';
beforeAll(async () => {
  token = (await createApiKey({ name: 'Pricing tests', scopes: ['pricing'] })).secret;
});
afterEach(() => vi.useRealTimers());

const newCode = () => newId('C').slice(-12);
const promote = async (body: object) => {
  const made = await invokeHttp(createPromotion, {
    token,
    body: { name: 'Test', effect: { type: 'percentage', of: 'order', share: '0.10' }, ...body },
  });
  if (made.status !== 201) throw new Error(made.text);
  return made.body;
};
const cartOf = async (sku: string, email: string, quantity = 1): Promise<string> => {
  const { body, status } = await invokeHttp(createCart, {
    body: {
      lines: [{ sku, quantity }],
      contact: { ...buyer, email: email.toLowerCase() },
      shipping: { optionId: 'standard' },
    },
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.id;
};
const put = (id: string, code: string, headers = {}) => invokeHttp(addCoupon, { params: { id, code }, headers });
const drop = (id: string, code: string) => invokeHttp(removeCoupon, { params: { id, code } });
const left = async (what: string) => (await readAvailability([what]))[0]?.available;
const mail = () => `${newId('m')}@example.com`;

describe('a coupon on a cart', () => {
  test('takes its part off, once, until it is taken off again', async () => {
    const [{ sku }, code] = [await article(5, 1000), newCode()];
    const { id: promotionId } = await promote({ code: code.toLowerCase(), name: 'Ten off' });
    const id = await cartOf(sku, mail(), 2);
    const { status, body } = await put(id, code.toLowerCase());
    expect(status).toBe(200);
    expect(body).toMatchObject({
      version: 2,
      coupons: [code],
      promotions: [{ id: promotionId, name: 'Ten off', code, saved: { amount: 200, currency: 'EUR' } }],
      totals: { subtotal: { amount: 2000 }, discount: { amount: 200 }, total: { amount: 2290 } },
      problems: [],
    });
    expect((await put(id, code)).body).toEqual(body);
    expect((await invokeHttp(getCart, { params: { id } })).body).toEqual(body);
    const without = await drop(id, code);
    expect(without.body).toMatchObject({
      version: 3,
      coupons: [],
      promotions: [],
      totals: { total: { amount: 2490 } },
    });
    expect((await drop(id, code)).body.version).toBe(3);
  });

  test('costs three engine calls and one write unit; one with a limit a look at what is left', async () => {
    const [{ sku }, plain, limited] = [await article(5), newCode(), newCode()];
    await promote({ code: plain });
    await promote({ code: limited, totalLimit: 5 });
    const id = await cartOf(sku, mail());
    await put(id, limited);
    await drop(id, limited);
    process.env['EXPOSE_COST'] = '1';
    (await import('#lib/env.ts')).forgetEnv();
    expect((await put(id, plain)).headers['x-cost']).toMatch(/^calls=3; read=[\d.]+; write=1;/);
    expect((await put(id, limited)).headers['x-cost']).toMatch(/^calls=[45]; /);
  });

  test('ten codes that nobody knows are answered, and then no code is looked up for this cart', async () => {
    const [{ sku }, code] = [await article(5), newCode()];
    await promote({ code });
    const [id, other] = [await cartOf(sku, mail()), await cartOf(sku, mail())];
    const guess = (number: number) => put(id, `GUESS-${number}`);
    const first = await guess(0);
    expect([first.status, first.headers['ratelimit']]).toEqual([422, expect.stringMatching(/^"default";r=9;t=\d+$/)]);
    for (let number = 1; number < 10; number += 1) expect((await guess(number)).body.code).toBe('coupon-unknown');
    for (const answer of [await guess(10), await put(id, code)]) {
      expect([answer.status, answer.body.code]).toEqual([429, 'too-many-requests']);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    expect((await put(other, code)).headers).toMatchObject({ 'ratelimit-policy': '"default";q=10;w=3600' });
    const rush = await Promise.all(Array.from({ length: 15 }, (_, number) => put(other, `RUSH-${number}`)));
    expect(rush.filter(({ status }) => status === 422)).toHaveLength(10);
  });

  test('is refused when nobody knows it, before it begins, after its end, and when it was given up', async () => {
    const [{ sku }, code, later, past] = [await article(5), newCode(), newCode(), newCode()];
    const made = await promote({ code });
    await promote({ code: later, startsAt: '2999-01-01T00:00:00Z' });
    await promote({ code: past, endsAt: isoTime(nowMs() + 60_000) });
    const id = await cartOf(sku, mail());
    const refused = async (asked: string) => {
      const { status, body } = await put(id, asked);
      return [status, body.code, body.coupon];
    };
    expect(await refused('NOBODY-KNOWS')).toEqual([422, 'coupon-unknown', 'NOBODY-KNOWS']);
    expect(await refused(later)).toEqual([422, 'coupon-unknown', later]);
    vi.useFakeTimers({ toFake: ['Date'], now: nowMs() + 61_000 });
    expect(await refused(past)).toEqual([422, 'coupon-expired', past]);
    vi.useRealTimers();
    expect((await put(id, code, { 'if-match': '"7"' })).status).toBe(412);
    await put(id, code);
    expect((await invokeHttp(deletePromotion, { params: { id: made.id }, token })).status).toBe(204);
    expect(await refused(code)).toEqual([422, 'coupon-unknown', code]);
    const cart = await invokeHttp(getCart, { params: { id } });
    expect(cart.body).toMatchObject({ promotions: [], problems: [{ code: 'coupon-unknown', coupon: code }] });
    const again = await invokeHttp(createPromotion, {
      token,
      body: { name: 'Again', code, effect: { type: 'free-shipping' } },
    });
    expect([again.status, again.body.code]).toEqual([409, 'code-taken']);
  });

  test('that ends while it is on a cart changes the total, and checkout says so', async () => {
    const [{ sku }, code] = [await article(5, 1000), newCode()];
    const { id: promotionId } = await promote({ code });
    const id = await cartOf(sku, mail());
    expect((await put(id, code)).body.totals.total.amount).toBe(1390);
    const ended = { endsAt: isoTime(nowMs() + 60_000) };
    await invokeHttp(changePromotion, { params: { id: promotionId }, token, body: ended });
    vi.useFakeTimers({ toFake: ['Date'], now: nowMs() + 61_000 });
    const refused = await checkOut(id, { expectedTotal: { amount: 1390, currency: 'EUR' } });
    expect([refused.status, refused.body.code, refused.body.cart.totals.total.amount]).toEqual([
      409,
      'total-changed',
      1490,
    ]);
    expect(refused.body.cart.problems).toMatchObject([{ code: 'coupon-expired', coupon: code }]);
    expect((await checkOut(id)).body.order).toMatchObject({ coupons: [], totals: { total: { amount: 1490 } } });
  });

  test('that gives nothing for this cart says so, and uses up no limit', async () => {
    const [{ sku }, code] = [await article(5, 1000), newCode()];
    await promote({ code, totalLimit: 1, conditions: { minimum: { EUR: 5000 } } });
    const id = await cartOf(sku, mail());
    expect((await put(id, code)).body.problems).toMatchObject([{ code: 'coupon-not-applicable', coupon: code }]);
    const { body } = await checkOut(id);
    expect(body.order.coupons).toEqual([]);
    expect(await readLimits([{ what: `coupon#${code}`, limit: 1 }])).toEqual([1]);
  });

  test('five codes and no more', async () => {
    const { sku } = await article(5);
    const id = await cartOf(sku, mail());
    const codes = await Promise.all(Array.from({ length: 6 }, async () => (await promote({ code: newCode() })).code));
    for (const code of codes.slice(0, 5)) expect((await put(id, code)).status).toBe(200);
    expect((await put(id, codes[5])).body.code).toBe('too-many-coupons');
  });
});

describe('the limits of a coupon', () => {
  test('forty checkouts at once with a limit of five: exactly five orders, and nothing taken for the others', async () => {
    const [{ sku, variantId }, code] = [await article(100), newCode()];
    await promote({ code, totalLimit: 5 });
    const carts = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const id = await cartOf(sku, mail());
        expect((await put(id, code)).status).toBe(200);
        return id;
      }),
    );
    const answers = await Promise.all(carts.map((id) => checkOut(id)));
    const placed = answers.filter(({ status }) => status === 201);
    expect(placed).toHaveLength(5);
    for (const { body } of placed) expect(body.order.coupons).toEqual([code]);
    const refused = answers.filter(({ status }) => status === 409);
    expect(refused).toHaveLength(35);
    for (const { body } of refused) expect(body).toMatchObject({ code: 'coupon-limit-reached', coupon: code });
    expect([await left(`coupon#${code}`), await left(variantId)]).toEqual([0, 95]);
    const late = await put(await cartOf(sku, mail()), code);
    expect([late.status, late.body.code]).toEqual([409, 'coupon-limit-reached']);
    // Who was refused takes the coupon off and buys without it.
    const id = carts[answers.indexOf(refused[0]!)]!;
    await drop(id, code);
    expect((await checkOut(id)).status).toBe(201);
  });

  test('one for each customer: of five carts of one buyer one order, and another buyer is not held up', async () => {
    const [{ sku }, code, ada] = [await article(100), newCode(), mail()];
    await promote({ code, customerLimit: 1 });
    const carts = await Promise.all(Array.from({ length: 5 }, () => cartOf(sku, ada)));
    for (const id of carts) await put(id, code);
    const answers = await Promise.all(carts.map((id) => checkOut(id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(4).fill(409)]);
    const other = await cartOf(sku, mail());
    expect((await put(other, code)).status).toBe(200);
    expect((await checkOut(other)).status).toBe(201);
  });

  test('do not stand in the way of a double click: ten checkouts of one cart at once are one order', async () => {
    const [{ sku }, code] = [await article(100), newCode()];
    await promote({ code, customerLimit: 1 });
    const id = await cartOf(sku, mail());
    await put(id, code);
    const answers = await Promise.all(Array.from({ length: 10 }, () => checkOut(id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(9).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => body.order.id)).size).toBe(1);
  });

  test('come back when the order expires or is cancelled unpaid, once; not when it was paid', async () => {
    const [{ sku }, code] = [await article(100), newCode()];
    await promote({ code, totalLimit: 2, customerLimit: 1 });
    const ada = mail();
    const order = async (email: string, paymentMethod?: string) => {
      const id = await cartOf(sku, email);
      const added = await put(id, code);
      if (added.status !== 200) return added;
      return checkOut(id, paymentMethod ? { paymentMethod } : {});
    };
    const first = await order(ada);
    expect(first.status).toBe(201);
    expect(await left(`coupon#${code}`)).toBe(1);
    expect((await order(ada)).body.code).toBe('coupon-limit-reached');
    const message = { orderId: first.body.order.id, due: '2026-01-01T00:00:00.000Z' };
    await endHold(first.body.order.id);
    expect(await deliver(expire, [message])).toBe(0);
    const expired = (await factsOf(orders, first.body.order.id))[1];
    expect(await deliver(inventoryExpired, [expired, expired])).toBe(0);
    expect(await left(`coupon#${code}`)).toBe(2);
    const second = await order(ada, 'test_approved');
    expect(second.status).toBe(201);
    expect(await left(`coupon#${code}`)).toBe(1);
    const { orderId, tickets } = await paidFactOf(second.body.order.id);
    expect(tickets.map(({ what }) => what.split('#')[0]).sort()).toEqual([
      'coupon',
      'limit',
      expect.stringMatching(/^var_/),
    ]);
    const fact = (await factsOf(orders, orderId)).find((one) => one.type === 'order.paid');
    expect(await deliver(inventoryPaid, [fact, fact])).toBe(0);
    expect(await deliver(inventoryCancelled, [cancelledPaid(fact)])).toBe(0);
    expect(await left(`coupon#${code}`)).toBe(1);
    expect((await order(ada)).body.code).toBe('coupon-limit-reached');
  });
});

test('late money for an expired order takes its coupon again, or goes back when that is used up', async () => {
  const [{ sku }, code] = [await article(100), newCode()];
  await promote({ code, totalLimit: 1 });
  const expired = async () => {
    const id = await cartOf(sku, mail());
    expect((await put(id, code)).status).toBe(200);
    const { body } = await checkOut(id, { paymentMethod: 'test_late' });
    const orderId: string = body.order.id;
    await endHold(orderId);
    await endOrder(orderId, 'expired');
    await deliver(inventoryExpired, [(await factsOf(orders, orderId))[1]]);
    expect(await left(`coupon#${code}`)).toBe(1);
    const { amount } = await readPayment(body.payment.id);
    const succeeded = { status: 'succeeded', refundable: amount.amount };
    const row = { pk: body.payment.id, sk: 'payment' };
    await write(update(tableOf('billing'), row, 'SET #status = :status, #refundable = :refundable', succeeded));
    return readPayment(body.payment.id);
  };
  const [first, second] = [await expired(), await expired()];
  const paid = await settlePayment(first);
  expect(paid.status).toBe('paid');
  expect(paid.tickets.map(({ what }) => what)).toContain(`coupon#${code}`);
  expect(await left(`coupon#${code}`)).toBe(0);
  expect(await settlePayment(second)).toMatchObject({ status: 'expired', refusedPayments: [second.id] });
  expect(await left(`coupon#${code}`)).toBe(0);
});

/** Settles what the test provider has approved, and answers the order's fact. */
const paidFactOf = async (orderId: string) => {
  await invokeHttp(sync, { params: { id: orderId }, headers: { 'X-Order-Token': orderToken(orderId) } });
  const fact = (await factsOf(orders, orderId)).find((one) => one.type === 'order.paid');
  return fact?.data as { orderId: string; buyerKey: string; tickets: { what: string }[] };
};
/** What orders tell when a paid order is cancelled: its money goes back, and the units come back as a restock. */
// biome-ignore lint/suspicious/noExplicitAny: a fact of another kind made of this one.
const cancelledPaid = (fact: any) => ({
  ...fact,
  type: 'order.cancelled',
  data: { ...fact.data, paid: true },
});

describe('a first order', () => {
  const firstOrder = async (sku: string, productId: string) => {
    await promote({ name: 'Welcome', conditions: { firstOrder: true, productIds: [productId] } });
    return (email: string) => cartOf(sku, email);
  };

  test('is cheaper, until one was paid for', async () => {
    const { sku, productId } = await article(10, 1000);
    const [cart, ada] = [await firstOrder(sku, productId), mail()];
    const { body } = await checkOut(await cart(ada), { paymentMethod: 'test_approved' });
    expect(body.order.totals.discount.amount).toBe(100);
    await paidFactOf(body.order.id);
    const paid = (await factsOf(orders, body.order.id)).find(({ type }) => type === 'order.paid');
    expect(await deliver(pricingPaid, [paid, paid])).toBe(0);
    const second = await checkOut(await cart(ada));
    expect(second.body.order.totals.discount.amount).toBe(0);
  });

  test('is one of several at once; the others are placed at their full price, or say that the total has changed', async () => {
    const { sku, productId } = await article(10, 1000);
    const [cart, ada] = [await firstOrder(sku, productId), mail()];
    const carts = await Promise.all([cart(ada), cart(ada), cart(ada)]);
    const expectedTotal = { amount: 1390, currency: 'EUR' };
    const last = await cart(ada);
    const answers = await Promise.all(carts.map((id) => checkOut(id, {})));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(answers.map(({ body }) => body.order.totals.discount.amount).sort()).toEqual([0, 0, 100]);
    const changed = await checkOut(last, { expectedTotal });
    expect([changed.status, changed.body.code, changed.body.cart.totals.total.amount]).toEqual([
      409,
      'total-changed',
      1490,
    ]);
  });

  test('keeps its price in a double click', async () => {
    const { sku, productId } = await article(10, 1000);
    const [cart, ada] = [await firstOrder(sku, productId), mail()];
    const id = await cart(ada);
    const answers = await Promise.all(Array.from({ length: 5 }, () => checkOut(id, {})));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.order.totals.discount.amount))).toEqual(new Set([100]));
  });

  test('counts again when the one that used it has expired', async () => {
    const { sku, productId } = await article(10, 1000);
    const [cart, ada] = [await firstOrder(sku, productId), mail()];
    const { body } = await checkOut(await cart(ada), {});
    await endHold(body.order.id);
    await deliver(expire, [{ orderId: body.order.id, due: '2026-01-01T00:00:00.000Z' }]);
    await deliver(inventoryExpired, [(await factsOf(orders, body.order.id))[1]]);
    expect((await checkOut(await cart(ada), {})).body.order.totals.discount.amount).toBe(100);
  });
});

describe('automatic promotions', () => {
  test('begin and end by the clock, without a job', async () => {
    const { sku, productId } = await article(10, 1000);
    const start = nowMs() + 60_000;
    await promote({
      effect: { type: 'fixed', of: 'lines', amounts: { EUR: 300 } },
      conditions: { productIds: [productId] },
      startsAt: isoTime(start),
      endsAt: isoTime(start + 60_000),
    });
    const id = await cartOf(sku, mail());
    const totalAt = async (moment: number) => {
      vi.useFakeTimers({ now: moment, toFake: ['Date'] });
      const { body } = await invokeHttp(getCart, { params: { id } });
      return body.totals.discount.amount;
    };
    expect(await totalAt(start - 1)).toBe(0);
    expect(await totalAt(start)).toBe(300);
    expect(await totalAt(start + 59_999)).toBe(300);
    expect(await totalAt(start + 60_000)).toBe(0);
  });

  test('free shipping above a value', async () => {
    const { sku, productId } = await article(10, 1000);
    await promote({
      effect: { type: 'free-shipping' },
      conditions: { productIds: [productId], minimum: { EUR: 2000 } },
    });
    const shippingOf = async (quantity: number) =>
      (await invokeHttp(getCart, { params: { id: await cartOf(sku, mail(), quantity) } })).body;
    expect((await shippingOf(1)).totals.shipping.amount).toBe(490);
    expect(await shippingOf(2)).toMatchObject({
      totals: { shipping: { amount: 0 }, total: { amount: 2000 } },
      promotions: [{ saved: { amount: 490 } }],
    });
  });
});
