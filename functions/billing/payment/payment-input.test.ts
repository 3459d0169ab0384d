import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { refused } from '../../../test/support/refused.ts';
import { checkPaymentInput, paymentRequest, testMethods } from './payment-input.ts';

type Input = Partial<Record<'method' | 'returnUrl' | 'cancelUrl', string>>;
const check = (provider: string, more: Input) => () =>
  checkPaymentInput(provider, { method: null, returnUrl: null, cancelUrl: null, ...more });
const taken = (provider: string, more: Input) => expect(check(provider, more)).not.toThrow();
const refusedAs = (code: string, provider: string, more: Input) =>
  expect(refused(check(provider, more))).toEqual({ status: 422, code });

test('a method is one that the provider knows', () => {
  for (const method of testMethods) {
    taken('test', { method });
    refusedAs('payment-method-unknown', 'stripe', { method });
  }
  expect(testMethods).toContain('test_late');
  taken('stripe', { method: 'pm_test_card' });
  refusedAs('payment-method-unknown', 'test', { method: 'pm_test_card' });
  refusedAs('payment-method-unknown', 'test', { method: 'test_other' });
});

test('a method need not be named', () => {
  taken('test', {});
  taken('stripe', {});
});

test('a card number is refused wherever it stands', () => {
  refusedAs('card-number-refused', 'test', { method: '4242 4242 4242 4242' });
  refusedAs('card-number-refused', 'test', { returnUrl: 'https://shop.example/4242424242424242' });
  refusedAs('card-number-refused', 'test', { cancelUrl: 'https://shop.example/4242424242424242' });
});

test.each([
  '/thanks',
  'shop.example',
  'javascript:alert(1)',
  'ftp://shop.example',
  'xhttp://shop.example',
  'httpsx://shop.example',
  'https://me@shop.example',
  'https://:pw@shop.example',
  '//x.example',
])('a buyer is not sent to %s', (url) => {
  refusedAs('return-url-refused', 'test', { returnUrl: url });
  refusedAs('return-url-refused', 'test', { cancelUrl: url });
});

test('a buyer is sent to a web address', () => {
  taken('test', { returnUrl: 'https://shop.example/thanks?order=1', cancelUrl: 'http://localhost:5173/' });
});

test('what a request may say has a length; all of it may be left out', () => {
  const Request = z.strictObject(paymentRequest);
  expect(Request.parse({})).toEqual({});
  const longest = { paymentMethod: 'm'.repeat(200), returnUrl: 'r'.repeat(2000), cancelUrl: 'c'.repeat(2000) };
  expect(Request.parse(longest)).toEqual(longest);
  for (const [field, text] of Object.entries(longest))
    expect(() => Request.parse({ [field]: `${text}x` }), field).toThrow();
  expect(() => Request.parse({ paymentMethod: '' })).toThrow();
});
