import { beforeAll, expect, test } from 'vitest';
import { forgetEnv } from '#lib/env.ts';
import { invokeHttp, type TestResponse } from '../../../test/support/invoke.ts';
import { aPayment, factTypesOf, objectOf, report } from '../fixtures/payments.ts';
import { closePayment } from '../payment/close-payment.ts';
import { readPayment } from '../payment/open-payment.ts';
import * as press from './press-test-payment.ts';
import * as show from './show-test-payment.ts';

const shop = { returnUrl: 'https://shop.example/thanks?o=1', cancelUrl: 'https://shop.example/cart' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const pressing = (id: string, button: string): Promise<TestResponse> =>
  invokeHttp(press, { params: { id }, headers: form, body: `button=${button}` });
const showing = (id: string): Promise<TestResponse> => invokeHttp(show, { params: { id } });
const flag = (value: '0' | '1'): void => {
  process.env['TEST_PAYMENTS'] = value;
  forgetEnv();
};

beforeAll(() => {
  process.env['TEST_LATE_SECONDS'] = '0';
  flag('1');
});

test('the page shows the amount and loads nothing from anywhere', async () => {
  const payment = await aPayment(null, { ...shop, description: 'Order <1> & "2"' });
  const page = await showing(objectOf(payment));
  expect(page.status).toBe(200);
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.text).toContain('25.99 EUR');
  expect(page.text).toContain('Order &lt;1&gt; &amp; &quot;2&quot;');
  expect(page.text).not.toMatch(/(src|href|action)=/);
  expect(page.headers['content-security-policy']).toMatch(
    /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'; form-action 'self' https:\/\/shop\.example; base-uri 'none'; frame-ancestors 'none'$/,
  );
  expect([page.headers['cache-control'], page.headers['referrer-policy']]).toEqual(['no-store', 'no-referrer']);
});

test('paying sends the buyer to the shop, twice pressed as well, and is recorded once', async () => {
  const payment = await aPayment(null, shop);
  for (const _ of [1, 2]) {
    const answer = await pressing(objectOf(payment), 'test_approved');
    expect([answer.status, answer.headers['location']]).toEqual([303, 'https://shop.example/thanks?o=1']);
  }
  await report(objectOf(payment), { times: 2 });
  expect(await factTypesOf(payment.id)).toEqual(['payment.succeeded']);
});

test('without an address to return to the buyer stays and reads what became of it', async () => {
  const payment = await aPayment(null);
  const answer = await pressing(objectOf(payment), 'test_approved');
  expect(answer.headers['location']).toBe(`http://127.0.0.1:3000/api/v1/payments/test/${objectOf(payment)}`);
  const page = await showing(objectOf(payment));
  expect(page.text).toContain('Paid.');
  expect(page.text).not.toContain('<form');
});

test('a decline on the page leaves the payment open for another try', async () => {
  const payment = await aPayment(null, shop);
  const answer = await pressing(objectOf(payment), 'test_declined');
  expect(answer.headers['location']).toContain(`/payments/test/${objectOf(payment)}`);
  expect((await showing(objectOf(payment))).text).toContain('role="alert">The card was declined. Try again.');
  await report(objectOf(payment));
  expect((await readPayment(payment.id)).status).toBe('requires-action');
  await pressing(objectOf(payment), 'test_approved');
  await report(objectOf(payment));
  expect((await readPayment(payment.id)).status).toBe('succeeded');
});

test('3-D Secure that our server asked for: confirmed it pays, refused it ends the payment', async () => {
  const paid = await aPayment('test_action', shop);
  expect(paid.nextAction).toMatchObject({ type: 'redirect' });
  expect((await showing(objectOf(paid))).text).toContain('your bank wants to know');
  await pressing(objectOf(paid), 'test_approved');
  await report(objectOf(paid));
  expect((await readPayment(paid.id)).status).toBe('succeeded');

  const refused = await aPayment('test_action', shop);
  const answer = await pressing(objectOf(refused), 'test_declined');
  expect(answer.headers['location']).toBe('https://shop.example/thanks?o=1');
  await report(objectOf(refused));
  expect(await readPayment(refused.id)).toMatchObject({
    status: 'failed',
    failure: { code: 'authentication-failed', retryable: true },
  });
});

test('on the page, 3-D Secure comes first and then the money', async () => {
  const payment = await aPayment(null);
  await pressing(objectOf(payment), 'test_action');
  expect((await showing(objectOf(payment))).text).toContain('Yes, it is me');
  await pressing(objectOf(payment), 'test_approved');
  await report(objectOf(payment));
  expect((await readPayment(payment.id)).status).toBe('succeeded');
});

test('leaving the page keeps the payment open', async () => {
  const payment = await aPayment(null, shop);
  const answer = await pressing(objectOf(payment), 'cancel');
  expect(answer.headers['location']).toBe('https://shop.example/cart');
  expect((await showing(objectOf(payment))).text).toContain('<form');
});

test('a dispute is decided on the page', async () => {
  const payment = await aPayment(null);
  await pressing(objectOf(payment), 'test_disputed');
  await report(objectOf(payment));
  expect((await readPayment(payment.id)).dispute).toBe('open');
  await pressing(objectOf(payment), 'dispute_lost');
  await report(objectOf(payment), { times: 2 });
  expect(await readPayment(payment.id)).toMatchObject({ dispute: 'lost', refundable: 0 });
  expect(await factTypesOf(payment.id)).toEqual(['payment.succeeded', 'payment.disputed', 'payment.dispute-closed']);
});

test('late, silent and mismatched money', async () => {
  const [late, silent, other] = [await aPayment(null), await aPayment(null), await aPayment(null)];
  await pressing(objectOf(late), 'test_late');
  await pressing(objectOf(silent), 'test_silent');
  await pressing(objectOf(other), 'test_mismatch');
  for (const payment of [late, silent, other]) await report(objectOf(payment));
  expect((await readPayment(late.id)).status).toBe('succeeded');
  expect((await readPayment(silent.id)).status).toBe('succeeded');
  expect((await readPayment(other.id)).amount).toEqual({ amount: 2598, currency: 'EUR' });
});

test('a payment that was closed can not be paid any more', async () => {
  const payment = await aPayment(null, shop);
  expect(await closePayment(payment.id)).toBe('closed');
  expect((await showing(objectOf(payment))).text).toContain('This payment was closed.');
  await pressing(objectOf(payment), 'test_approved');
  await report(objectOf(payment));
  expect((await readPayment(payment.id)).status).toBe('cancelled');
});

test('a button that the page does not have is refused', async () => {
  const payment = await aPayment(null);
  for (const button of ['', 'constructor', 'test_unknown']) {
    const answer = await pressing(objectOf(payment), button);
    expect([answer.status, answer.body.code]).toEqual([422, 'button-unknown']);
  }
});

test('there is no page for what does not exist, and none at all unless it is switched on', async () => {
  const payment = await aPayment(null);
  for (const id of ['tpo_00000000000000000000000000000000', payment.id, 'x']) {
    expect([(await showing(id)).status, (await pressing(id, 'test_approved')).status]).toEqual([404, 404]);
  }
  flag('0');
  const [shown, pressed] = [await showing(objectOf(payment)), await pressing(objectOf(payment), 'test_approved')];
  flag('1');
  expect([shown.status, pressed.status]).toEqual([404, 404]);
  expect((await showing(objectOf(payment))).text).toContain('<form');
});
